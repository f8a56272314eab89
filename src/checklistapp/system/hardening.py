# SPDX-License-Identifier: Apache-2.0
"""Keeps the memory of this process out of core dumps and away from other programs of the same person."""

import sys
from contextlib import suppress

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
"""prctl(2), linux/prctl.h."""


def keep_memory_private() -> None:
    """Call before anything secret is read: no core dump, and on Linux no debugger and no reading of /proc/PID/mem.

    The price: a bug cannot be looked at with gdb, strace or a crash reporter, and xdg-desktop-portal refuses requests
    of a process whose /proc/PID/root it may not read, so files are asked for by Qt's own dialogs.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    with suppress(ValueError, OSError):  # a limit that cannot be lowered is no reason not to start
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A core pattern that pipes to a program, as systemd's does, is called whatever the limit says.
        with suppress(OSError):
            prctl(PR_SET_DUMPABLE, 0)


def prctl(option: int, value: int, pointer: object = None) -> None:
    """Linux only; raises OSError. ``pointer`` is what ctypes passes as the third argument."""
    import ctypes  # noqa: PLC0415 - 8 ms of a start that may never call this

    library = ctypes.CDLL(None, use_errno=True)
    unused = ctypes.c_ulong(0)
    third = unused if pointer is None else pointer
    if library.prctl(ctypes.c_int(option), ctypes.c_ulong(value), third, unused, unused) != 0:
        code = ctypes.get_errno()
        raise OSError(code, "prctl")
