# SPDX-License-Identifier: Apache-2.0
"""A file is the old one or the new one, never half of it, and a disk that refuses says why."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.errors import ChecklistError
from checklistapp.system import files

NOBODY = 65534

MOUNTS = rb"""/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /media/stick vfat rw 0 0
/dev/sdb2 /media/stick\040two exfat rw 0 0
//server/share /srv/a\134b cifs rw 0 0
systemd-1 /net autofs rw 0 0
user@host: /net fuse.sshfs rw 0 0
/dev/sdc1 /home/local/disk xfs rw 0 0
"""


def test_data_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    files.write_atomic(target, b"old")
    files.write_atomic(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_is_its_owners_only_and_an_old_one_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    files.write_atomic(target, b"old")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.chmod(0o664)
    files.write_atomic(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o664


def test_a_failing_block_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    target.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), files.atomic_file(target) as file:  # noqa: PT012  # the block is the test
        file.write(b"half")
        raise KeyboardInterrupt
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    target.write_bytes(b"old")
    script = (
        "import sys, time, pathlib; from checklistapp.system.files import atomic_file\n"
        "with atomic_file(pathlib.Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); print('half', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"half\n"
        writer.send_signal(signal.SIGKILL)
    assert target.read_bytes() == b"old"


def test_the_data_is_on_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace, link = os.fsync, Path.replace, os.link

    def seen_fsync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def seen_replace(path: Path, target: Path) -> Path:
        done.append("rename")
        return replace(path, target)

    def seen_link(source: Path, name: str, *, src_dir_fd: int, dst_dir_fd: int, follow_symlinks: bool) -> None:
        link(source, name, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd, follow_symlinks=follow_symlinks)
        done.append("link")

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "link", seen_link)
    monkeypatch.setattr(Path, "replace", seen_replace)
    files.write_atomic(tmp_path / "keys.json", b"new")
    assert done == ["file", "link", "folder"]
    files.write_atomic(tmp_path / "keys.json", b"newer")
    assert done[3:] == ["file", "link", "rename", "folder"]


def test_half_a_file_has_no_name(tmp_path: Path) -> None:
    with files.atomic_file(tmp_path / "answers.pdf") as file:
        file.write(b"half")
        file.flush()
        assert not list(tmp_path.iterdir())
    assert (tmp_path / "answers.pdf").read_bytes() == b"half"


@pytest.fixture
def named_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT: a file has a name from the beginning."""
    plain = os.open

    def refuse(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "not supported")
        return plain(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.usefixtures("named_only")
def test_where_a_file_needs_a_name_it_is_written_all_the_same(tmp_path: Path) -> None:
    for text in (b"old", b"new"):
        files.write_atomic(tmp_path / "answers.pdf", text)
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [text]
    with pytest.raises(KeyboardInterrupt), files.atomic_file(tmp_path / "answers.pdf"):
        raise KeyboardInterrupt
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


@pytest.mark.usefixtures("named_only")
def test_what_a_crash_left_is_cleared_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    for name in (".0123456789abcdef.tmp", ".0123456789abcdef.tmp.old", "answers.tmp", ".0123456789abcdeg.tmp"):
        (tmp_path / name).write_bytes(b"left")
    with files.atomic_file(tmp_path / "copy") as file, files.temporary_file(tmp_path) as other:
        file.write(b"whole")
        files.clear_unfinished(tmp_path)
        assert other.exists()
    assert (tmp_path / "copy").read_bytes() == b"whole"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {".0123456789abcdef.tmp.old", "answers.tmp", ".0123456789abcdeg.tmp", "copy"}


def test_a_file_that_is_held_is_opened_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"words")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    held = files.hold(tmp_path / "file")
    for read, name in ((files.ordinary_file, "file"), (files.given_file, "file"), (files.given_file, "link")):
        with pytest.raises(ChecklistError) as caught:
            read(tmp_path / name)
        assert caught.value.code == "open-elsewhere"
    files.release(held)
    with files.given_file(tmp_path / "link") as stream:
        assert stream.read() == b"words"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EFBIG, "file-too-large"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no-rights"),
        (errno.EPERM, "no-rights"),
        (errno.EIO, "disk-fault"),
        (errno.ENOMEM, "file-fault"),
    ],
)
def test_a_refusing_disk_becomes_a_sentence_and_nothing_is_left(
    number: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    target = tmp_path / "Ruritania.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ChecklistError) as caught:
        files.write_atomic(target, b"new")
    assert caught.value.code == code
    assert "“Ruritania.pdf”" in caught.value.sentence
    assert str(tmp_path) not in caught.value.sentence + caught.value.hint
    assert caught.value.hint
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def refusal(path: Path) -> str:
    with pytest.raises(ChecklistError) as caught:
        files.write_atomic(path, b"data")
    return caught.value.code


def test_real_paths_that_refuse(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    assert refusal(tmp_path / "missing" / "name") == "folder-missing"
    assert refusal(tmp_path / "file" / "name") == "not-a-folder"
    assert refusal(tmp_path / "folder") == "is-a-folder"
    assert refusal(tmp_path / ("n" * 300)) == "name-too-long"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.fixture
def no_rights() -> Iterator[Path]:
    """A folder that may only be read, also for root, who lays down the rights for a while."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_rights(no_rights: Path) -> None:
    assert refusal(no_rights / "name") == "no-rights"


def test_a_name_as_long_as_the_disk_allows(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 255)
    files.write_atomic(target, b"data")
    assert target.read_bytes() == b"data"


def test_a_folder_that_cannot_be_synced_says_so_only_where_it_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(number: int) -> None:
        def fsync(descriptor: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", fsync)

    refuse(errno.EINVAL)
    files.fsync_folder(tmp_path)
    refuse(errno.EIO)
    with pytest.raises(ChecklistError) as caught:
        files.fsync_folder(tmp_path)
    assert caught.value.code == "disk-fault"


@given(st.binary(max_size=5000))
def test_any_bytes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files.write_atomic(Path(folder, "name"), data)
        assert Path(folder, "name").read_bytes() == data


@pytest.mark.parametrize(
    ("path", "kind", "network", "fat"),
    [
        ("/opt/w", "ext4", False, False),
        ("/home/w", "nfs4", True, False),
        ("/homework", "ext4", False, False),
        ("/home/local/disk/w", "xfs", False, False),
        ("/media/stick/w", "vfat", False, True),
        ("/media/stick two/w", "exfat", False, True),
        ("/media/stick", "vfat", False, True),
        ("/srv/a\\b/w", "cifs", True, False),
        ("/net/w", "fuse.sshfs", True, False),
    ],
)
def test_mounts_are_told_apart(path: str, kind: str, network: bool, fat: bool, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_bytes(MOUNTS)
    assert files.file_system_type(Path(path), mounts) == kind
    assert files.is_network_path(Path(path), mounts) == network
    assert files.is_fat_path(Path(path), mounts) == fat


def test_this_machines_mounts_are_read(tmp_path: Path) -> None:
    assert files.file_system_type(Path("/proc/self")) == "proc"
    assert files.file_system_type(tmp_path, tmp_path / "missing") == ""


def test_a_private_file_is_its_owners_only_whatever_was_there(tmp_path: Path) -> None:
    target, victim = tmp_path / "words.txt", tmp_path / "victim"
    target.write_bytes(b"old")
    target.chmod(0o666)
    files.write_atomic(target, b"new", private=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    victim.write_bytes(b"precious")
    target.unlink()
    target.symlink_to(victim)
    files.write_atomic(target, b"new", private=True)
    assert (victim.read_bytes(), target.is_symlink(), target.read_bytes()) == (b"precious", False, b"new")


def test_only_an_ordinary_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"words")
    with files.ordinary_file(tmp_path / "file") as stream:
        assert stream.read() == b"words"
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "link", "folder"):
        with pytest.raises(ChecklistError) as caught:
            files.ordinary_file(tmp_path / name)
        assert caught.value.code == "not-a-file"
    with pytest.raises(FileNotFoundError):
        files.ordinary_file(tmp_path / "nothing")
