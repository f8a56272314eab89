# SPDX-License-Identifier: Apache-2.0
"""Exchanges two folders in one step, so that a crash leaves the one or the other in its place, never none."""

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # renameat2(2), linux/fs.h
_NOT_HERE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def exchange(one: Path, other: Path) -> bool:
    """Both must exist on one disk; False where the file system or the kernel cannot, and nothing was changed."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    names = os.fsencode(one.absolute()), os.fsencode(other.absolute())
    if library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], ctypes.c_uint(_RENAME_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code))
