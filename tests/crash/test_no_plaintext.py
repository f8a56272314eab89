# SPDX-License-Identifier: Apache-2.0
"""The whole story under a trace of every process: what is written, where, and that no network is touched."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crash.markers import AUTHORITY, BACKUPS, EXPORTS, RESTORED, STATE, WORDS, Marker, found_in, recovery_words
from tests.crash.system_calls import LONGEST_STRING, Call, calls

_WORKSPACE_FILE = (
    rf"({STATE}|{AUTHORITY}|{RESTORED})\.checklist(-wal|-journal|-next(-wal|-journal)?)?"
    r"|keys\.json(\.previous)?|in-use\.json|restored\.json|evidence|evidence/[0-9a-f]{32}"
    r"|(evidence/)?(#\d+|\.[0-9a-f]{16}\.tmp(-journal)?)|unfinished"
)
_NAMELESS = r"#\d+"
"""How the kernel calls a file that has no name yet."""
_WINDOW = rf"window\.ini(\.lock|\.[A-Za-z]{{6}})?|{_NAMELESS}"
_ALLOWED = re.compile(
    "|".join(
        (
            rf"({STATE}|{AUTHORITY}|{RESTORED}|\.[0-9a-f]{{16}}\.part)(/({_WORKSPACE_FILE}))?",
            rf"{BACKUPS}/(copy\.checklist-backup|{_NAMELESS})",
            rf"settings(/checklistapp(/(workspaces\.(json|lock)|\.[0-9a-f]{{16}}\.tmp|{_WINDOW}))?)?",
            r"state-of-person(/checklistapp(/faults\.log)?)?",
            r"home/\.cache(/fontconfig(/.*)?)?",
            re.escape(WORDS),
        )
    )
)
_EXPORTS = re.compile(
    rf"{EXPORTS}/(card\.json|signed\.pdf|public\.pdf|bundle\.age|fingerprint\.txt|printed\.pdf|{_NAMELESS})"
)
_WRITING = "write,writev,pwrite64,pwritev,pwritev2"
_NAMING = (
    "creat,open,openat,openat2,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat"
)
_UNSEEN = "sendfile,copy_file_range,splice,vmsplice,io_uring_setup"
"""Ways to fill a file that show no bytes: nothing of ours takes them."""


@dataclass
class Seen:
    """Bytes by file, names that were given, and kinds of sockets."""

    written: dict[str, bytearray] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    sockets: set[str] = field(default_factory=set)
    unseen: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("story")
    for name in (EXPORTS, BACKUPS, "sources", "home"):
        (made / name).mkdir()
    (made / "sources" / f"{Marker.FILE_NAME}.txt").write_text(Marker.CONTENT * 1000)
    return made


@pytest.fixture(scope="module")
def seen(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    trace = tmp_path_factory.mktemp("trace") / "trace"
    watched = f"trace={_WRITING},{_NAMING},{_UNSEEN},mmap,socket"
    options = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", str(LONGEST_STRING), "-e", watched, "-o", str(trace)]
    homes = {"HOME": "home", "XDG_CONFIG_HOME": "settings", "XDG_STATE_HOME": "state-of-person"}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        **{name: str(folder / place) for name, place in homes.items()},
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    played = subprocess.run(
        ["strace", *options, sys.executable, "-m", "tests.crash.story", str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert played.returncode == 0, played.stderr[-3000:]
    assert played.stdout == "played\n"
    return _looked(calls(trace))


def _looked(traced: Iterator[Call]) -> Seen:
    seen = Seen()
    for call in traced:
        if call.name in _UNSEEN.split(","):
            seen.unseen.append(call.name)
        elif call.failed:
            continue
        elif call.name == "socket":
            seen.sockets.add(call.arguments[0])
        elif call.name == "mmap":
            if "MAP_SHARED" in call.arguments[3] and "PROT_WRITE" in call.arguments[2] and "<" in call.arguments[4]:
                seen.unseen.append(f"mmap {call.descriptor(4).path}")
        elif call.name in _WRITING.split(","):
            target = call.descriptor(0).path
            seen.written.setdefault(target, bytearray()).extend(call.string(1))
        else:
            seen.named.update(_named(call))
    return seen


def _named(call: Call) -> Iterator[str]:
    """Names that the call makes: opened for writing, made, given."""
    if call.name.startswith("open") and not any(re.search(r"O_WRONLY|O_RDWR|O_CREAT", each) for each in call.arguments):
        return
    for place, argument in enumerate(call.arguments):
        if argument.startswith('"') and not any("O_TMPFILE" in each for each in call.arguments):
            above = call.descriptor(place - 1).path if place and "<" in call.arguments[place - 1] else "/"
            yield os.path.normpath(Path(above, os.fsdecode(call.string(place))))


def _is_device(path: str) -> bool:
    """Not a place on a disk: pipes and sockets, the terminal, memory without a name."""
    return not path.startswith("/") or path in {"/dev/null", "/dev/tty"} or path.startswith(("/memfd:", "/proc/self/"))


def test_every_file_written_is_one_we_know(seen: Seen, folder: Path) -> None:
    inside = f"{folder}/"
    strange = [
        path
        for path in seen.named | seen.written.keys()
        if not _is_device(path)
        and not (
            path.startswith(inside)
            and (_ALLOWED.fullmatch(path.removeprefix(inside)) or _EXPORTS.fullmatch(path.removeprefix(inside)))
        )
    ]
    assert not sorted(strange)
    assert not seen.unseen


def test_nothing_is_readable_but_the_exports_a_person_named(seen: Seen, folder: Path) -> None:
    words = recovery_words(folder)
    assert len(words) > 40
    found = {
        path: markers
        for path, data in seen.written.items()
        if not _is_device(path)
        and not _EXPORTS.fullmatch(path.removeprefix(f"{folder}/"))
        and (markers := found_in(bytes(data), words))
    }
    assert not found
    assert not [path for path in seen.named if found_in(os.fsencode(path))]
    exported = [data for path, data in seen.written.items() if _EXPORTS.fullmatch(path.removeprefix(f"{folder}/"))]
    assert any(found_in(bytes(data)) for data in exported), "the search finds nothing anywhere"


def test_nothing_readable_lies_on_the_disk_afterwards(seen: Seen, folder: Path) -> None:
    words = recovery_words(folder)
    left = [path for path in folder.rglob("*") if path.is_file() and path.parent.name not in {EXPORTS, "sources"}]
    assert len(left) > 8
    assert not {path: found for path in left if (found := found_in(path.read_bytes(), words))}


def test_no_socket_of_a_network_is_made(seen: Seen) -> None:
    assert seen.sockets <= {"AF_UNIX", "AF_NETLINK"}
