# SPDX-License-Identifier: Apache-2.0
"""Writes files so that a crash leaves the old one or the new one, and says in a sentence why a disk refuses."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from checklistapp.domain.errors import ChecklistError

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

    A new file is its owner's only; an existing one's permissions are kept, unless what is written is ``private``.
    A link at ``path`` is replaced, never followed.
    """
    if not path.parent.exists():
        raise ChecklistError(
            "folder-missing",
            f"There is no folder “{path.parent.name}” to write “{path.name}” into.",
            "Make the folder first, or choose another one.",
        )
    with file_faults(path):
        # Not derived from the name: that may be as long as the disk allows.
        temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
                if not private:
                    _keep_permissions(file.fileno(), path)
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):  # the first fault is the one to tell
                temporary.unlink()
            raise
        fsync_folder(path.parent)


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> None:
    with atomic_file(path, private=private) as file:
        file.write(data)


def ordinary_file(path: Path) -> BinaryIO:
    """``path`` opened for reading, if it is a file itself: a link could lead anywhere, a pipe would never answer."""
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


def make_folder(folder: Path) -> None:
    """With the folders above it that are missing, each on the disk when this returns; one that is there stays."""
    with file_faults(folder):
        for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            missing.mkdir(exist_ok=True)
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
