# SPDX-License-Identifier: Apache-2.0
"""Whatever changes behind the program's back is found: pages, rows, the journal, older states put back."""

import random
import shutil
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import Digest, QuestionId
from checklistapp.store import assessments, check, folder, journal
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, Made, form_of, make


def answered(store: Store, count: int, word: str = "yes") -> Assessment:
    assessment = assessments.start(store, PERSON, CLOCK, form_of(count), "Ministry")
    with store.transaction():
        for question in assessment.form.questions():
            assessments.save_answer(
                store,
                PERSON,
                CLOCK,
                assessment.id,
                question.id,
                Answer(Response.of(word), note="a note " * 5),
                language="en",
                wording=Digest("a" * 64),
            )
    return assessment


def test_every_flipped_byte_of_the_file_is_found(tmp_path: Path) -> None:
    made, store = make(tmp_path)
    answered(store, 60)
    store.close()
    whole = made.database.read_bytes()
    chance = random.Random(869)  # noqa: S311 places to damage, not a secret
    for place in [0, 15, 16, 4095, *(chance.randrange(len(whole)) for _ in range(60))]:
        made.database.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        assert findings(made) & {"damaged", "foreign-database", "page"}, place


def findings(made: Made) -> set[str]:
    """The code of the refusal to open, or the kinds of what the check found."""
    try:
        store = made.open()
    except ChecklistError as fault:
        return {fault.code}
    found = {finding.kind for finding in check.check(store)}
    store.close()
    return found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET value = '\"no\"' WHERE question = 'R1.Q2'",
        "UPDATE answer SET note = note || ' ' WHERE question = 'R1.Q2'",
        "UPDATE answer SET salt = randomblob(16) WHERE question = 'R1.Q2'",
        "DELETE FROM answer WHERE question = 'R1.Q2'",
        "INSERT INTO setting VALUES ('new', 'yes', randomblob(16))",
        "UPDATE person SET role = 'approver'",
    ],
)
def test_a_row_changed_past_the_journal_is_found(store: Store, statement: str) -> None:
    answered(store, 3)
    store.database.execute(statement)
    assert [finding.kind for finding in check.check(store)] == ["row"]


def test_a_row_put_back_from_before_is_found(store: Store) -> None:
    assessment = answered(store, 2, "no")
    question = QuestionId("R1.Q1")
    store.database.execute("CREATE TEMP TABLE old AS SELECT * FROM answer WHERE question = ?", [question])
    assessments.save_answer(
        store, PERSON, CLOCK, assessment.id, question, Answer(), language="en", wording=Digest("a" * 64)
    )
    store.database.execute("INSERT OR REPLACE INTO answer SELECT * FROM old")
    assert [finding.message for finding in check.check(store)] == [
        f"Not as the journal left it: answer:{assessment.id}/R1.Q1."
    ]


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE journal SET person = 'somebody' WHERE sequence = 2", 2),
        ("UPDATE journal SET hash = after WHERE sequence = 2", 2),
        ("UPDATE journal SET remark = 'why' WHERE sequence = (SELECT max(sequence) FROM journal)", 8),
        ("DELETE FROM journal WHERE sequence = 2", 3),
        ("DELETE FROM journal WHERE sequence > 3", None),
    ],
)
def test_a_changed_journal_is_found(made: Made, store: Store, statement: str, place: int | None) -> None:
    answered(store, 3)
    kept = journal.head(store)
    for trigger in ("journal_keeps_entries", "journal_keeps_words"):
        store.database.execute(f"DROP TRIGGER {trigger}")
    store.database.execute(statement)
    store.close()
    again = made.open()
    found = check.check(again)
    kinds = [finding.kind for finding in found]
    if place is None:  # cut at the end: the chain is whole, but rows and the head kept outside tell
        assert set(kinds) == {"row"}
        assert not journal.holds(again, kept)
    else:
        assert f"broken at entry {place}." in next(each.message for each in found if each.kind == "journal")
    again.close()


def test_a_whole_older_folder_is_told_by_the_kept_head(made: Made, store: Store, tmp_path: Path) -> None:
    answered(store, 2)
    store.close()
    shutil.copytree(made.folder, tmp_path / "older")
    again = made.open()
    answered(again, 2)
    kept = journal.head(again)
    again.close()
    older = folder.open_store(tmp_path / "older", made.key_file, made.data_key, CLOCK)
    assert check.check(older) == []
    assert not journal.holds(older, kept)
    older.close()


def test_a_key_file_exchanged_meanwhile_is_found(made: Made, store: Store) -> None:
    file = made.folder / "keys.json"
    file.write_bytes(file.read_bytes().replace(b"slot 1", b"slot 2"))
    assert [finding.kind for finding in check.check(store)] == ["keys"]
    file.unlink()
    assert [finding.kind for finding in check.check(store)] == ["keys"]


def test_rows_that_point_to_nothing_are_found(store: Store) -> None:
    answered(store, 1)
    store.database.execute("PRAGMA foreign_keys=OFF")
    store.database.execute("DELETE FROM form")
    assert [finding.kind for finding in check.check(store)] == ["foreign-key"]


def test_checking_can_be_watched_and_given_up(store: Store) -> None:
    seen: list[tuple[int, int]] = []
    check.check(store, lambda done, total: seen.append((done, total)))
    assert seen[0] == (1, 1)
    assert all(done <= total for done, total in seen)
