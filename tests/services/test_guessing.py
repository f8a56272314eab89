# SPDX-License-Identifier: Apache-2.0
"""Whoever guesses answers finds no proof: not in journal heads and digests, not in sizes, not in an encrypted copy."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.domain.journal import Entry
from checklistapp.services import assessments, exchange, identities, opening
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal, rows
from tests.services.conftest import CHEAP, PREPARER

QUESTION = QuestionId("C1.Q1")
WORDS = ("yes", "no")
METAS = ("unanswered", "partly", "not_applicable", "withheld")


def answered(folder: Path, word: str) -> Workspace:
    """Everything is answered Yes, the one question with ``word``."""
    workspace = opening.create(folder, PREPARER, name="Ruritania", cost=CHEAP).workspace
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    for question in started.form.questions():
        given = Answer(Response.of(word if question.id == QUESTION else "yes"))
        assessments.save_answer(workspace, started.id, question.id, given)
    return workspace


def canonical(row: Mapping[str, rows.Cell]) -> bytes:
    """As docs/format.md says, written here a second time."""
    cells = {name: cell for name, cell in row.items() if cell is not None and name != "salt"}
    return json.dumps(["answer", cells], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def candidates(row: Mapping[str, rows.Cell]) -> Iterator[tuple[str, bytes]]:
    """The guesser knows everything of the row but the answer and the salt: even who answered, and when."""
    for word in WORDS:
        yield word, canonical({**row, "value": json.dumps(word), "meta": None})
    for meta in METAS:
        yield meta, canonical({**row, "value": None, "meta": meta})


@pytest.mark.parametrize("word", WORDS)
def test_no_digest_and_no_head_confirms_a_guess(tmp_path: Path, word: str) -> None:
    workspace = answered(tmp_path / "Ruritania", word)
    row = rows.find(workspace.store, "answer", assessments.resolve(workspace, "."), QUESTION)
    assert row is not None
    entries = list(journal.entries(workspace.store))
    head = journal.head(workspace.store)
    workspace.close()
    published = (
        {entry.after for entry in entries} | {entry.before for entry in entries} | {entry.hash for entry in entries}
    )
    everything = b"".join(path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file())
    salt = row["salt"]
    assert isinstance(salt, bytes)
    (about,) = [entry for entry in entries if entry.subject.endswith(f"/{QUESTION}")]
    found = []
    for guess, text in candidates(row):
        for digest in (hashlib.sha256(text), hashlib.sha256(bytes(16) + text), hashlib.sha512(text)):
            assert digest.hexdigest() not in published
            assert digest.digest() not in everything
            assert digest.hexdigest().encode() not in everything
            assert replaced(about, digest.hexdigest()).hash not in published | {head.hash}
        if hashlib.sha256(salt + text).hexdigest() in published:
            found.append(guess)
    assert found == [
        word
    ]  # with the salt, which only the key gives, the same search finds it: it looks in the right place


def replaced(entry: Entry, after: str) -> Entry:
    return Entry(
        entry.sequence,
        entry.previous,
        entry.person,
        entry.act,
        entry.subject,
        entry.before,
        after,
        entry.clock,
        entry.remark,
    )


def test_the_same_answer_gives_another_digest_each_time(tmp_path: Path) -> None:
    workspace = answered(tmp_path / "Ruritania", "no")
    for _ in range(3):
        assessments.save_answer(workspace, assessments.resolve(workspace, "."), QUESTION, Answer(Response.of("no")))
    after = [entry.after for entry in journal.entries(workspace.store) if entry.subject.endswith(f"/{QUESTION}")]
    assert len(set(after)) == len(after) == 4
    workspace.close()


def test_sizes_do_not_tell_a_yes_from_a_no(tmp_path: Path) -> None:
    """Of every file of the workspace, open and closed, and of a sealed archive of it."""
    seen = []
    for word in WORDS:
        workspace = answered(tmp_path / word / "Ruritania", word)
        own = identities.create(workspace, PREPARER, "Ruritania")
        target = tmp_path / word / "archive.bag.tar.age"
        exchange.seal(
            workspace,
            assessments.resolve(workspace, "."),
            target,
            identity_id=own.id,
            passphrase=PREPARER,
            kind="archive",
        )
        opened = sizes(workspace.folder)
        workspace.close()
        seen.append((opened, sizes(workspace.folder), target.stat().st_size))
    assert seen[0] == seen[1]


def sizes(folder: Path) -> dict[str, int]:
    return {
        path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name != "in-use.json"
    }
