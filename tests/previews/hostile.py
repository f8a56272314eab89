# SPDX-License-Identifier: Apache-2.0
"""Stands in for the decoding process as a decoder that a stranger's file has taken over: `hostile.py MODE`."""

import ctypes
import errno
import json
import mmap
import os
import platform
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from checklistapp.previews import frames, sandbox

PLANTED = Path("/tmp/preview-was-here")
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_THREAD_FLAGS = 0x3D0F00  # what pthread_create asks for
PTRACE_ATTACH, PROT_READ_EXEC, MAP_PRIVATE_ANONYMOUS = 16, 5, 0x22
CALLS = {  # x86-64, aarch64
    "io_uring_setup": (425, 425),
    "memfd_create": (319, 279),
    "clone": (56, 220),
    "clone3": (435, 435),
    "prctl": (157, 167),
    "dup": (32, 23),
}
COLUMN = int(platform.machine() == "aarch64")


def answer(text: str) -> None:
    os.write(1, frames.pack_answer(frames.Text(text, is_whole=True)))


def called(function: Callable[..., int], *arguments: object) -> int:
    """Calls into libc; raises OSError as Python's own functions do."""
    result = function(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def system_call(name: str, *arguments: object) -> int:
    return called(LIBC.syscall, ctypes.c_long(CALLS[name][COLUMN]), *arguments)


def attempts() -> dict[str, Callable[[], object]]:
    parent, page = os.getppid(), mmap.mmap(-1, 4096)
    anonymous = (ctypes.c_void_p(None), ctypes.c_size_t(4096))
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    LIBC.mmap.restype = ctypes.c_ssize_t
    return {
        "open to read": lambda: Path("/etc/passwd").read_bytes(),
        "open to write": lambda: PLANTED.write_bytes(b"x"),
        "list a folder": lambda: list(Path("/").iterdir()),
        "look at a file": lambda: Path("/etc/passwd").stat(),
        "remove": PLANTED.unlink,
        "make a folder": PLANTED.mkdir,
        "internet socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "local socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "pair of sockets": socket.socketpair,
        "pipe": os.pipe,
        "connect": lambda: called(LIBC.connect, 1, b"\1\0/tmp/x", 8),
        "fork": os.fork,
        "vfork by clone": lambda: system_call("clone", ctypes.c_long(0x4111), None, None, None, None),
        "thread": lambda: system_call("clone", ctypes.c_long(CLONE_THREAD_FLAGS), None, None, None, None),
        "clone3": lambda: system_call("clone3", None, ctypes.c_long(0)),
        "run a program": lambda: called(LIBC.execv, b"/bin/true", None),
        "trace the parent": lambda: called(LIBC.ptrace, PTRACE_ATTACH, parent, None, None),
        "read the parent's memory": lambda: called(LIBC.process_vm_readv, parent, None, 0, None, 0, 0),
        "kill the parent": lambda: os.kill(parent, signal.SIGTERM),
        "executable memory": lambda: called(
            LIBC.mmap, *anonymous, PROT_READ_EXEC, MAP_PRIVATE_ANONYMOUS, -1, ctypes.c_long(0)
        ),
        "make memory executable": lambda: called(
            LIBC.mprotect, ctypes.c_void_p(address), ctypes.c_size_t(4096), PROT_READ_EXEC
        ),
        "file in memory": lambda: system_call("memfd_create", b"x", ctypes.c_long(0)),
        "io_uring": lambda: system_call("io_uring_setup", ctypes.c_long(1), None),
        "be dumpable again": lambda: system_call("prctl", ctypes.c_long(4), ctypes.c_long(1), 0, 0, 0),
        "another descriptor": lambda: system_call("dup", ctypes.c_long(1)),
        "raise a limit": lambda: called(LIBC.setrlimit, resource.RLIMIT_CPU, bytes(16)),
        "see the limits": lambda: resource.getrlimit(resource.RLIMIT_CPU),
        "change a file": lambda: Path("/etc/passwd").chmod(0o600),
        "another user": lambda: os.setuid(0),
    }


def outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as fault:
        return errno.errorcode[fault.errno or 0]
    return "done"


def try_everything() -> None:
    trying = attempts()
    sandbox.lock_in()
    answer(json.dumps({name: outcome(attempt) for name, attempt in trying.items()}))
    os._exit(0)


def tell_inheritance() -> None:
    """What a decoding process is born with, before it locks itself in."""
    descriptors = sorted(int(each.name) for each in Path("/proc/self/fd").iterdir())
    told = {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "descriptors": [each for each in descriptors if Path(f"/proc/self/fd/{each}").exists()],
        "session": os.getsid(0) == os.getpid(),
    }
    answer(json.dumps(told))


def eat_memory() -> None:
    sandbox.lock_in()
    eaten = []
    while True:
        eaten.append(bytearray(b"x") * (64 << 20))


def spin() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    while True:
        pass


def flood() -> None:
    block = bytes(1 << 20)
    while True:
        os.write(1, block)


def hang() -> None:
    time.sleep(600)


def read_and_hang() -> None:
    while os.read(0, 1 << 20):
        pass
    time.sleep(600)


def answer_and_hang() -> None:
    answer("looks finished")
    os.close(1)
    time.sleep(600)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_half_way() -> None:
    os.write(1, frames.pack_answer(frames.Text("x" * 1000, is_whole=True))[:500])
    os.kill(os.getpid(), signal.SIGSEGV)


def say_nothing() -> None:
    """Ends well, without a word."""


def wrong(frame: bytes) -> Callable[[], None]:
    def write() -> None:
        os.write(1, frame)

    return write


def picture(pages: int = 1, width: int = 2, height: int = 1, rgb: bytes = b"abcdef") -> bytes:
    return frames.pack_answer(frames.Picture(frames.Kind.PNG, pages, width, height, rgb))


MODES: dict[str, Callable[[], None]] = {
    "try-everything": try_everything,
    "tell-inheritance": tell_inheritance,
    "eat-memory": eat_memory,
    "spin": spin,
    "flood": flood,
    "hang": hang,
    "read-and-hang": read_and_hang,
    "answer-and-hang": answer_and_hang,
    "crash": crash,
    "crash-half-way": crash_half_way,
    "say-nothing": say_nothing,
    "garbage": wrong(b"<html>" * 100),
    "too-few-pixels": wrong(picture(rgb=b"abc")),
    "too-many-pixels": wrong(picture(rgb=b"abcdefghi")),
    "too-wide": wrong(picture(width=5000, rgb=bytes(15000))),
    "no-pages": wrong(picture(pages=0)),
    "unknown-kind": wrong(picture().replace(b"ans1\1\1", b"ans1\1\x63")),
    "unknown-shape": wrong(picture().replace(b"ans1\1", b"ans1\x09")),
    "no-text": wrong(b"ans1\2\1" + bytes(12) + b"\0\0\0\2\xff\xfe"),
    "behind-the-end": wrong(picture() + b"more"),
    "good": wrong(picture()),
}

if __name__ == "__main__":
    MODES[sys.argv[1]]()
