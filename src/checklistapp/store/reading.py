# SPDX-License-Identifier: Apache-2.0
"""Opens a database only to read it, and writes nothing in its folder: no lock file, no log, no migration."""

import errno
import fcntl
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from checklistapp.store.connection import (
    PAGE_SIZE,
    EncryptedDatabase,
    UnchangingDatabase,
    open_elsewhere,
    require_header,
)
from checklistapp.system.files import file_faults, is_held, ordinary_file

LOG_SUFFIX = "-wal"

# The bytes that each reader of SQLite locks (SHARED_FIRST, SHARED_SIZE in its os.h), as fcntl(2)'s struct flock.
_FLOCK = "hhqqi4x"
_SHARED = struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0x40000002, 510, 0)
_ANY = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0x40000002, 510, 0)


class ReadDatabase(UnchangingDatabase):
    """Locked against whoever would write. Changes of a log that a crash left are read too, from a private copy."""

    def __init__(self, file: Path, key: bytes, salt: bytes) -> None:
        with ExitStack() as stack:
            held = stack.enter_context(shared_lock(file))
            require_header(file, held.read(PAGE_SIZE), salt)
            source = stack.enter_context(_without_log(file, held, key, salt))
            super().__init__(source, key, salt, locked=file)
            self._release = stack.pop_all()

    def close(self) -> None:
        super().close()
        self._release.close()


@contextmanager
def shared_lock(file: Path) -> Iterator[BinaryIO]:
    """As SQLite's readers hold it: nobody can write meanwhile; refused while somebody has the workspace open.

    Bound to the descriptor (F_OFD_SETLK), so closing another one of the same file does not drop it.
    """
    if is_held(file):  # even closing it again would drop the lock that is held
        raise open_elsewhere()
    with file_faults(file), ordinary_file(file) as held:
        try:
            fcntl.fcntl(held, fcntl.F_OFD_SETLK, _SHARED)
        except OSError as fault:
            if fault.errno not in (errno.EACCES, errno.EAGAIN):
                raise
            raise open_elsewhere() from None
        yield held


def holder(file: Path) -> tuple[bool, int] | None:
    """Whether who keeps others out writes, and the process as far as the kernel names it (0 where not); None where
    nobody does. For a file that this process does not hold: closing it would drop the lock."""
    with file_faults(file), ordinary_file(file) as stream:
        kind, _, _, _, process = struct.unpack(_FLOCK, fcntl.fcntl(stream, fcntl.F_GETLK, _ANY))
    return None if kind == fcntl.F_UNLCK else (kind == fcntl.F_WRLCK, max(process, 0))


@contextmanager
def _without_log(file: Path, held: BinaryIO, key: bytes, salt: bytes) -> Iterator[Path]:
    """The file itself where no log lies beside it; else a copy of both, encrypted as they are, put together."""
    log = file.with_name(file.name + LOG_SUFFIX)
    with file_faults(log):
        if not log.exists() or log.stat().st_size == 0:
            yield file
            return
    with tempfile.TemporaryDirectory(prefix="checklistapp-") as private:
        copy = Path(private, file.name)
        with file_faults(copy), copy.open("xb") as target:
            held.seek(0)
            shutil.copyfileobj(held, target, 1 << 20)
        with file_faults(log), ordinary_file(log) as source, (copy.with_name(log.name)).open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        EncryptedDatabase(copy, key, salt).close()
        yield copy
