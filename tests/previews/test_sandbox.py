# SPDX-License-Identifier: Apache-2.0
"""What a decoder in a stranger's hands can still do: nothing, seen from inside and by outside witnesses."""

import io
import json
import os
import re
import select
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from checklistapp.domain.errors import ChecklistError
from checklistapp.previews import decoding_process, locked_process, sandbox, seccomp
from checklistapp.previews.frames import Ask, Picture, Text
from checklistapp.previews.seccomp import ALLOWED, MAPPING, RET_ALLOW, RET_EPERM, RET_KILL_PROCESS, Machine
from tests.previews.samples import ASK, hostile, pdf, png, text_in


def test_everything_that_a_decoder_does_not_need_is_refused() -> None:
    outcomes = json.loads(text_in(decoding_process.show(b"", ASK, start=hostile("try-everything"))))
    assert len(outcomes) > 25
    assert set(outcomes.values()) == {"EPERM"}, outcomes
    assert not Path("/tmp/preview-was-here").exists()


def test_the_decoding_process_inherits_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHECKLISTAPP_PASSPHRASE", "four plain test words")
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "kept open").open("w+b") as kept:
        os.set_inheritable(kept.fileno(), True)
        told = json.loads(text_in(decoding_process.show(b"", ASK, start=hostile("tell-inheritance"))))
    assert set(told["environment"]) - {"LC_CTYPE"} == {"HOME"}  # Python sets the other one for itself
    assert told["folder"] == "/"
    assert told["descriptors"] == [0, 1, 2]
    assert told["session"]
    assert decoding_process.command()[1:] == ["-I", "-B", "-m", "checklistapp.previews.decoder"]


@pytest.fixture
def waiting() -> Iterator[subprocess.Popen[bytes]]:
    """The decoding process itself, locked in and waiting for its first byte."""
    with subprocess.Popen(
        decoding_process.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=locked_process.ENVIRONMENT
    ) as child:
        status = Path(f"/proc/{child.pid}/status")
        for _ in range(500):
            if "Seccomp:\t2" in status.read_text():
                break
            select.select([], [], [], 0.02)
        yield child
        child.kill()


def test_the_kernel_says_that_it_is_locked_before_the_first_byte(waiting: subprocess.Popen[bytes]) -> None:
    status = Path(f"/proc/{waiting.pid}/status").read_text()
    assert "Seccomp:\t2" in status
    assert "NoNewPrivs:\t1" in status
    assert "Threads:\t1" in status
    memory = int(re.findall(r"VmSize:\s+(\d+) kB", status)[0])
    assert memory < sandbox.ADDRESS_SPACE >> 11  # half of the room is left for the file


def test_it_dies_with_the_program(tmp_path: Path) -> None:
    """Killed, not only at the end of its input: the pipe is held open by somebody else."""
    reading, writing = os.pipe()
    script = (
        "import subprocess, sys, os\n"
        "from checklistapp.previews.decoding_process import command\n"
        f"child = subprocess.Popen(command(), stdin={reading}, stdout=subprocess.DEVNULL, env={{}})\n"
        "print(child.pid, flush=True)\n"
        "status = open(f'/proc/{child.pid}/status')\n"
        "while 'Seccomp:\\t2' not in status.read():\n    status.seek(0)\n"
        "os._exit(0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, pass_fds=(reading,), timeout=20
    )
    status = Path(f"/proc/{run.stdout.strip()}/status")
    for _ in range(200):
        if not status.exists() or "State:\tZ" in status.read_text():
            break
        select.select([], [], [], 0.02)
    else:
        pytest.fail("the decoding process outlives the program")
    os.close(reading)
    os.close(writing)


def large_webp() -> bytes:
    """Large enough for the decoder to wish for threads."""
    made = io.BytesIO()
    Image.effect_noise((1200, 900), 60).convert("RGB").save(made, "WEBP")
    return made.getvalue()


@pytest.mark.parametrize(
    "data", [png(300, 200), pdf(), b"plain text", large_webp()], ids=["png", "pdf", "text", "webp"]
)
def test_strace_sees_no_file_written_no_socket_and_nothing_opened_once_locked(data: bytes, tmp_path: Path) -> None:
    strace = shutil.which("strace")
    assert strace is not None
    trace = tmp_path / "trace"
    shown = decoding_process.show(data, ASK, start=[strace, "-f", "-qq", "-o", str(trace), *decoding_process.command()])
    assert isinstance(shown, Picture | Text)
    lines = trace.read_text().splitlines()
    opened = [line for line in lines if re.search(r"\bopen(at|at2)?\(", line)]
    assert opened
    assert not [line for line in opened if re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)", line)]
    assert not [line for line in lines if re.search(r"\b(socket|socketpair|connect|bind|sendto|sendmsg)\(", line)]
    assert not [line for line in lines if re.search(r"\b(fork|vfork|clone|clone3)\(", line)]
    (locked,) = [place for place, line in enumerate(lines) if "PR_SET_SECCOMP" in line]
    first_read = next(place for place, line in enumerate(lines) if re.search(r"\bread\(0,", line))
    assert locked < first_read
    after = lines[locked + 1 :]
    allowed = "|".join([*ALLOWED, *MAPPING])
    beyond = [line for line in after if not re.search(rf"\b({allowed})\(|\+\+\+ exited with 0", line)]
    assert all(line.endswith("= -1 EPERM (Operation not permitted)") for line in beyond), beyond


def filtered(machine: Machine, number: int, *, audit: int | None = None, third: int = 0) -> int:
    """What the filter answers to a call, by an interpreter of the few instructions it consists of (bpf(4))."""
    data = struct.pack("=IIQQQQ", number, machine.audit if audit is None else audit, 0, 0, 0, third) + bytes(24)
    instructions = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    place = value = 0
    while True:
        code, if_true, if_false, operand = instructions[place]
        place += 1
        if code == 0x20:
            (value,) = struct.unpack_from("=I", data, operand)
        elif code == 0x06:
            return int(operand)
        else:
            holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[code]
            place += if_true if holds else if_false


@pytest.mark.parametrize("machine", [seccomp.X86_64, seccomp.AARCH64])
def test_the_filter_lets_through_what_is_listed_and_nothing_else(machine: Machine) -> None:
    allowed = {numbers[machine.column] for numbers in ALLOWED.values()}
    mapping = {numbers[machine.column] for numbers in MAPPING.values()}
    for number in range(1024):
        assert filtered(machine, number) == (RET_ALLOW if number in allowed | mapping else RET_EPERM), number
        assert filtered(machine, number, third=7) == (RET_ALLOW if number in allowed else RET_EPERM), number
        assert filtered(machine, number, audit=0x40000003) == RET_KILL_PROCESS  # i386
        assert filtered(machine, number | 1 << 30) == RET_KILL_PROCESS  # x32


@pytest.mark.parametrize("machine", ["riscv64", "i686"])
def test_a_machine_without_a_list_of_calls_shows_nothing(machine: str, tmp_path: Path) -> None:
    script = tmp_path / "elsewhere.py"
    script.write_text(
        f"import platform\nplatform.machine = lambda: {machine!r}\n"
        "from checklistapp.previews import decoder\ndecoder.main()\n"
    )
    with pytest.raises(ChecklistError) as caught:
        decoding_process.show(png(2, 2), ASK, start=[sys.executable, "-I", "-B", str(script)])
    assert caught.value.code == "preview-not-locked"


def test_a_kernel_without_seccomp_shows_nothing(tmp_path: Path) -> None:
    script = tmp_path / "old_kernel.py"
    script.write_text(
        "import errno\nfrom checklistapp.previews import decoder, seccomp\n"
        "def install(machine):\n    raise OSError(errno.EINVAL, 'prctl')\n"
        "seccomp.install = install\ndecoder.main()\n"
    )
    with pytest.raises(ChecklistError) as caught:
        decoding_process.show(png(2, 2), Ask(0, 10, 10), start=[sys.executable, "-I", "-B", str(script)])
    assert caught.value.code == "preview-not-locked"
