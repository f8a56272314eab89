# SPDX-License-Identifier: Apache-2.0
"""The system calls that decoding needs, as a seccomp filter; everything else is answered with EPERM.

Numbers: asm/unistd_64.h (x86-64) and asm-generic/unistd.h (aarch64). Filter: seccomp(2), linux/filter.h.
"""

import ctypes
import platform
import struct
from dataclasses import dataclass

from checklistapp.system.hardening import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

SECCOMP_MODE_FILTER = 2
RET_ALLOW, RET_EPERM, RET_KILL_PROCESS = 0x7FFF0000, 0x00050000 | 1, 0x80000000
PROT_EXEC = 4

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# struct seccomp_data: nr, arch, instruction_pointer, args[6]; the low half of an argument comes first on both machines
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 32
_X32_BIT = 0x40000000


ALLOWED = {  # x86-64, aarch64
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "brk": (12, 214),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "restart_syscall": (219, 128),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "clock_gettime": (228, 113),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
MAPPING = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Allowed while they ask for no executable memory."""


@dataclass(frozen=True, slots=True)
class Machine:
    """``column`` is the machine's place in the lists of calls."""

    audit: int
    column: int


X86_64, AARCH64 = Machine(0xC000003E, 0), Machine(0xC00000B7, 1)
_MACHINES = {"x86_64": X86_64, "aarch64": AARCH64}


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def this_machine() -> Machine | None:
    """None where no list of calls is known, which includes 32-bit Python on a 64-bit kernel."""
    return _MACHINES.get(platform.machine()) if struct.calcsize("P") == 8 else None


def program(machine: Machine) -> bytes:
    """The filter as an array of struct sock_filter."""
    allowed, mapping = ([numbers[machine.column] for numbers in calls.values()] for calls in (ALLOWED, MAPPING))
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, RET_KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32_BIT),  # x32 calls carry the architecture of x86-64 and other numbers
        (_RETURN, 0, 0, RET_KILL_PROCESS),
    ]
    # jumps are counted from the next line; behind the list stand: refuse, allow, look at the protection asked for
    remaining = len(allowed) + len(mapping)
    for number in mapping:
        remaining -= 1
        lines.append((_EQUAL, remaining + 2, 0, number))
    for number in allowed:
        remaining -= 1
        lines.append((_EQUAL, remaining + 1, 0, number))
    lines += [
        (_RETURN, 0, 0, RET_EPERM),
        (_RETURN, 0, 0, RET_ALLOW),
        (_LOAD, 0, 0, _THIRD_ARGUMENT),
        (_ANY_BIT, 0, 1, PROT_EXEC),
        (_RETURN, 0, 0, RET_EPERM),
        (_RETURN, 0, 0, RET_ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def install(machine: Machine) -> None:
    """For this thread and what it starts, for good; raises OSError where the kernel has no seccomp."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    instructions = program(machine)
    filled = _Program(len(instructions) // 8, instructions)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filled))
