# SPDX-License-Identifier: Apache-2.0
"""Writes files so that a crash leaves the old one or the new one, and says in a sentence why a disk refuses."""

import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from checklistapp.domain.errors import ChecklistError

TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp(-journal)?\Z")
"""Names of files before they get their own; the ending is SQLite's, of a database that it writes under one."""

_MOUNTS = Path("/proc/self/mounts")

_NETWORK_TYPES = frozenset(
    {
        *(
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "ncpfs",
            "nfs",
            "nfs4",
        ),
        *("ocfs2", "smb3", "smbfs"),
        *("9p", "prl_fs", "vboxsf", "virtiofs", "vmhgfs", "fuse.vmhgfs-fuse"),  # folders of a virtual machine's host
        *("fuse.ceph-fuse", "fuse.curlftpfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.kio-fuse"),
        *("fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"),
    }
)
_FAT_TYPES = frozenset({"vfat", "msdos", "exfat"})

_CHOOSE_ANOTHER = "Choose another folder."
_FAULTS = {
    errno.ENOSPC: ("disk-full", "The disk is full: {name} was not written.", "Free some space or choose another disk."),
    errno.EDQUOT: (
        "disk-full",
        "Your share of the disk is used up: {name} was not written.",
        "Free some space or choose another disk.",
    ),
    errno.EFBIG: (
        "file-too-large",
        "{name} is too large for this disk.",
        "Choose another disk; sticks formatted as FAT hold files of up to 4 GB.",
    ),
    errno.EROFS: ("read-only", "{name} lies on a disk that can only be read.", _CHOOSE_ANOTHER),
    errno.EACCES: (
        "no-rights",
        "You have no rights to {name} or its folder.",
        "Choose another folder, or ask the owner of this one.",
    ),
    errno.ENOENT: ("not-found", "{name} was not found.", "Check the name and that the disk is plugged in."),
    errno.ENOTDIR: ("not-a-folder", "A part of the path to {name} is not a folder.", "Check the name."),
    errno.EISDIR: ("is-a-folder", "{name} is a folder.", "Choose the name of a file."),
    errno.EEXIST: ("already-there", "{name} is there already.", "Choose another name."),
    errno.ENAMETOOLONG: ("name-too-long", "This name is too long for the disk.", "Choose a shorter one."),
    errno.EIO: (
        "disk-fault",
        "The disk reports a fault at {name}.",
        "Do not use this disk any more; restore from a backup copy on another one.",
    ),
}
_FAULTS[errno.EPERM] = _FAULTS[errno.EACCES]
_FAULTS[errno.ENODEV] = _FAULTS[errno.ENXIO] = _FAULTS[errno.ENOENT]


def file_fault(fault: OSError, path: Path) -> ChecklistError:
    """The sentence for a fault at ``path``; it names the file, never the folders."""
    code, sentence, hint = _FAULTS.get(
        fault.errno or 0,
        ("file-fault", "{name} could not be read or written.", "Check the disk, or choose another folder."),
    )
    return ChecklistError(code, sentence.format(name=f"“{path.name}”"), hint)


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turns each OSError inside into the sentence for ``path``, also one that some other file caused."""
    try:
        yield
    except OSError as fault:
        raise file_fault(fault, path) from fault


@contextmanager
def atomic_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A new file that becomes ``path`` when the block ends, on the disk and whole; a fault leaves what was there.

    Until then it has no name, so a crash leaves nothing of it; on a file system that cannot do that (FAT, many network
    drives) it has a temporary one. A new file is its owner's only; an existing one's permissions are kept, unless what
    is written is ``private``. A link at ``path`` is replaced, never followed.
    """
    if not path.parent.exists():
        raise ChecklistError(
            "folder-missing",
            f"There is no folder “{path.parent.name}” to write “{path.name}” into.",
            "Make the folder first, or choose another one.",
        )
    with file_faults(path):
        temporary = temporary_beside(path)
        try:
            nameless, descriptor = _new_file(temporary)
            with os.fdopen(descriptor, "w+b") as file:
                if not private:
                    _keep_permissions(file.fileno(), path)
                yield file
                file.flush()
                os.fsync(file.fileno())
                if nameless and _named(descriptor, path):
                    temporary = path
                elif nameless:
                    _named(descriptor, temporary)
            if temporary != path:
                temporary.replace(path)
        except BaseException:
            if temporary != path:
                with suppress(OSError):  # the first fault is the one to tell
                    temporary.unlink()
            raise
        fsync_folder(path.parent)


def temporary_beside(path: Path) -> Path:
    """Not derived from the name: that may be as long as the disk allows."""
    return path.with_name(f".{secrets.token_hex(8)}.tmp")


def _new_file(temporary: Path) -> tuple[bool, int]:
    """A file without a name where that can be, else ``temporary``, locked as long as it is written."""
    with suppress(OSError):  # whatever it is, the file with a name meets it too, or can do without
        descriptor = os.open(temporary.parent, os.O_RDWR | os.O_TMPFILE, 0o600)
        if _link_of(descriptor).exists():
            return True, descriptor
        os.close(descriptor)
    return False, _locked_file(temporary)


def _locked_file(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with suppress(OSError):  # no locks there: then nobody clears it away either
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


@contextmanager
def temporary_file(folder: Path) -> Iterator[Path]:
    """An empty file for somebody who writes by name; it goes when the block ends."""
    path = temporary_beside(folder / "x")
    descriptor = _locked_file(path)
    try:
        yield path
    finally:
        os.close(descriptor)
        with suppress(OSError):
            path.unlink()


def _named(descriptor: int, path: Path) -> bool:
    """Gives a file without a name this one; False where something lies there."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # With a descriptor of a folder Python calls linkat(2), which follows the link in /proc to the file itself.
        os.link(_link_of(descriptor), path.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
    except FileExistsError:
        return False
    finally:
        os.close(folder)
    return True


def _link_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}")


def clear_unfinished(folder: Path) -> None:
    """Removes files of ``atomic_file`` that a crash left in a folder of somebody else's; whoever still writes one
    holds it locked."""
    with suppress(OSError):
        for path in folder.iterdir():
            if TEMPORARY.match(path.name):
                with suppress(OSError, ChecklistError), ordinary_file(path) as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    with atomic_file(path, private=private) as file:
        file.write(data)


# POSIX drops a process's locks on a file when the process closes any descriptor of it, so each locked file is known
# by device and inode, and nothing may open it a second time.
_held: set[tuple[int, int]] = set()


def hold(path: Path) -> tuple[int, int]:
    """From now on nothing here opens the file for reading; returns what ``release`` takes."""
    status = path.stat()
    _held.add((status.st_dev, status.st_ino))
    return status.st_dev, status.st_ino


def release(held: tuple[int, int]) -> None:
    _held.discard(held)


def is_held(path: Path) -> bool:
    """A ``FileNotFoundError`` where nothing is there."""
    status = path.stat()
    return (status.st_dev, status.st_ino) in _held


def given_file(path: Path) -> BinaryIO:
    """What a person named, opened for reading; a link is followed, the file of a workspace that is open refused."""
    if is_held(path):
        raise _open_here(path)
    return path.open("rb")


def ordinary_file(path: Path) -> BinaryIO:
    """``path`` opened for reading, if it is a file itself: a link could lead anywhere, a pipe would never answer."""
    if _held and os.path.lexists(path) and not path.is_symlink() and is_held(path):
        raise _open_here(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as fault:
        if fault.errno not in (errno.ELOOP, errno.ENXIO):  # ENXIO: a socket
            raise
        raise _not_ordinary(path) from fault
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_ordinary(path)
    return os.fdopen(descriptor, "rb")


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """With the folders above it that are missing, each on the disk when this returns; one that is there stays."""
    with file_faults(folder):
        for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            missing.mkdir(mode, exist_ok=True)
            try:
                fsync_folder(missing.parent)
            except ChecklistError:
                with suppress(OSError):  # whoever tries again must not find it there, and rely on it
                    missing.rmdir()
                raise


def fsync_folder(folder: Path) -> None:
    """Makes renames and removals in the folder survive a power cut."""
    with file_faults(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        except OSError as fault:
            if fault.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems keep folders in order unasked
                raise
        finally:
            os.close(descriptor)


def is_network_path(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether other computers can write there too, where locks and fsync cannot be trusted."""
    return file_system_type(path, mounts) in _NETWORK_TYPES


def is_fat_path(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the disk is a FAT stick or card: no permissions, and a pulled plug may cost the folder."""
    return file_system_type(path, mounts) in _FAT_TYPES


def file_system_type(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kernel's name for it (``ext4``, ``vfat``), of the nearest mount above ``path``; "" where unknown."""
    place = os.fsencode(path.resolve())
    found, best = b"", -1
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return ""
    for line in lines:
        _, point, kind, *_ = line.split(b" ")
        point = _unescaped(point)
        # A later mount hides an earlier one at the same place.
        if (place == point or place.startswith(point.rstrip(b"/") + b"/")) and len(point) >= best:
            found, best = kind, len(point)
    return found.decode("ascii", "replace")


def _unescaped(point: bytes) -> bytes:
    """proc(5): space, tab, newline and backslash are written as three octal digits."""
    for escaped, plain in ((rb"\040", b" "), (rb"\011", b"\t"), (rb"\012", b"\n"), (rb"\134", b"\\")):
        point = point.replace(escaped, plain)
    return point


def _open_here(path: Path) -> ChecklistError:
    return ChecklistError(
        "open-elsewhere", f"“{path.name}” is the file of a workspace that is open here.", "Choose another file."
    )


def _not_ordinary(path: Path) -> ChecklistError:
    return ChecklistError(
        "not-a-file", f"“{path.name}” is a link or a device, not a file.", "Put the file itself in its place."
    )


def _keep_permissions(descriptor: int, path: Path) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return
    if mode != stat.S_IMODE(os.fstat(descriptor).st_mode):  # FAT has no modes and refuses to set any
        os.fchmod(descriptor, mode)
