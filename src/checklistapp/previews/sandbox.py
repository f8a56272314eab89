# SPDX-License-Identifier: Apache-2.0
"""Locks the decoding process in: what it can still do is read its input, think, and write its answer."""

import os
import resource
import signal
import sys

from checklistapp.previews import seccomp
from checklistapp.system.hardening import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl

ADDRESS_SPACE = 1 << 30
CPU_SECONDS = 10

_LIMITS = (
    (resource.RLIMIT_AS, ADDRESS_SPACE, ADDRESS_SPACE),
    (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1),  # SIGXCPU tells why it ended, SIGKILL would not
    (resource.RLIMIT_FSIZE, 0, 0),
    (resource.RLIMIT_CORE, 0, 0),
    (resource.RLIMIT_NOFILE, 2, 2),
    (resource.RLIMIT_NPROC, 0, 0),
)


class NotLockedError(Exception):
    """This machine offers no lock that would hold: nothing may be decoded on it."""


def lock_in() -> None:
    """Call once the libraries are loaded and before the first byte is read; there is no way back.

    Descriptors other than 0 and 1 are closed. Only one thread may exist, since the filter holds for the caller's.
    """
    machine = seccomp.this_machine()
    if sys.platform != "linux" or machine is None:
        raise NotLockedError
    try:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        prctl(PR_SET_DUMPABLE, 0)
        os.chdir("/")
        os.environ.clear()
        os.closerange(2, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 3))
        for limit, soft, hard in _LIMITS:
            resource.setrlimit(limit, (soft, hard))
        seccomp.install(machine)
    except (OSError, ValueError) as fault:
        raise NotLockedError from fault
