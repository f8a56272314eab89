# SPDX-License-Identifier: Apache-2.0
"""A filled-in PDF beside what is there: what is taken, what is left, and what the journal says of it."""

import hashlib

import pytest

from checklistapp.domain.answer import Answer, EvidenceReference, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.entry_lines import Standing
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Release
from checklistapp.domain.ids import EvidenceId, FormId, PartId, ProbeId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, fill_in
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.documents.filling import filled

Q1, Q2, Q3 = QuestionId("C1.Q1"), QuestionId("C1.Q2"), QuestionId("C1.Q3")


@pytest.fixture
def started(workspace: Workspace) -> Assessment:
    return assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania", cycle="2026")


@pytest.fixture(scope="module")
def returned() -> bytes:
    """What came back from somebody without the program."""
    from checklistapp.documents.fillable import fillable_pdf
    from checklistapp.formats.form_json import form_digest
    from checklistapp.services import forms
    from checklistapp.services.printing import fonts

    form = forms.load(FormId("infcirc869-checklist"))
    values = {
        "C1.Q1.answer": "/yes",
        "C1.Q1.note": "From the PDF",
        "C1.Q1.a": "/partly",
        "C1.Q1.p1": "2019-02-01",
        "C1.Q2.answer": "/na",
        "C1.Q2.reason": "None is held",
        "C1.Q2.evidence": "Penal code\nGazette 12",
        "C1.Q3.answer": "/no",
        "C1.Q3.p1.1.authority": "Inspectorate",
        "C2.Q1.note": "x" * 4001,
        "organisation": "Zenda",
        "cycle": "2026",
        "name": "Registrar",
    }
    return filled(fillable_pdf(form, form_digest(form), fonts()), values)


def put(workspace: Workspace, started: Assessment, question: QuestionId, answer: Answer) -> Assessment:
    assessments.save_answer(workspace, started.id, question, answer)
    return assessments.load(workspace, started.id)


def test_each_line_stands_beside_what_is_there(workspace: Workspace, started: Assessment, returned: bytes) -> None:
    put(workspace, started, Q1, Answer(Response.of("yes"), note="Ours"))
    loaded = put(workspace, started, QuestionId("C2.Q2"), Answer(Response.of("no")))
    compared = fill_in.compare(loaded, returned)
    standing = {row.line.printed: row.standing for row in compared.rows}
    assert standing == {
        "C1.Q1": Standing.SAME,
        "C1.Q1.a": Standing.NEW,
        "C1.Q1.p1": Standing.NEW,
        "C1.Q1.n": Standing.DIFFERENT,
        "C1.Q2": Standing.NEW,
        "C1.Q2.r": Standing.NEW,
        "C1.Q2.e1": Standing.NEW,
        "C1.Q3": Standing.NEW,
        "C1.Q3.p1": Standing.NEW,
        "C2.Q1.n": Standing.REFUSED,
        "C2.Q2": Standing.EMPTY_THERE,
    }
    assert compared.header["name"] == "Registrar"
    assert compared.remarks == ("The file names the organisation “Zenda”, this assessment “Ruritania”.",)
    assert assessments.load(workspace, started.id) == loaded


def test_what_fills_a_gap_is_taken_and_the_journal_names_the_file(
    workspace: Workspace, started: Assessment, returned: bytes
) -> None:
    loaded = put(workspace, started, Q1, Answer(Response.of("no"), note="Ours", release=Release(value=True)))
    compared = fill_in.compare(loaded, returned)
    taken = fill_in.take(workspace, started.id, compared, compared.by_default())
    first = taken.answer(Q1)
    assert (first.response, first.note) == (Response.of("no"), "Ours")
    assert first.parts[PartId("C1.Q1.a")] == Response.as_meta(Meta.PARTLY)
    assert first.probes[ProbeId("C1.Q1.p1")] == "2019-02-01"
    assert taken.answer(Q2).response == Response.as_meta(Meta.NOT_APPLICABLE, "None is held")
    assert [each.title for each in taken.answer(Q2).evidence] == ["Penal code", "Gazette 12"]
    assert taken.answer(Q3).probes[ProbeId("C1.Q3.p1")] == ({"authority": "Inspectorate"},)
    entries = [each for each in journal.entries(workspace.store) if each.act is Act.TAKEN_IN]
    assert {each.subject for each in entries} == {f"answer:{started.id}/{question}" for question in (Q1, Q2, Q3)}
    assert {each.remark for each in entries} == {
        f"fill-in PDF, unsigned, SHA-256 {hashlib.sha256(returned).hexdigest()}"
    }
    again = fill_in.compare(taken, returned)
    assert not again.by_default()


def test_what_differs_is_taken_only_by_name_and_is_not_public_any_more(
    workspace: Workspace, started: Assessment, returned: bytes
) -> None:
    released = Release(value=True, note=True)
    loaded = put(workspace, started, Q1, Answer(Response.of("no"), note="Ours", release=released))
    compared = fill_in.compare(loaded, returned)
    assert not {"C1.Q1.answer", "C1.Q1.note"} & compared.by_default()
    taken = fill_in.take(workspace, started.id, compared, {"C1.Q1.note"})
    assert (taken.answer(Q1).response.value, taken.answer(Q1).note) == ("no", "From the PDF")
    assert taken.answer(Q1).release == Release(value=True)
    compared = fill_in.compare(taken, returned)
    taken = fill_in.take(workspace, started.id, compared, {"C1.Q1.answer"})
    assert taken.answer(Q1).response.value == "yes"
    assert taken.answer(Q1).release is None


def test_evidence_is_added_and_none_is_lost(workspace: Workspace, started: Assessment, returned: bytes) -> None:
    ours = EvidenceReference(EvidenceId("ab" * 16), title="Penal code", section="12")
    loaded = put(workspace, started, Q2, Answer(evidence=(ours,)))
    compared = fill_in.compare(loaded, returned)
    taken = fill_in.take(workspace, started.id, compared, {"C1.Q2.evidence"})
    assert [each.title for each in taken.answer(Q2).evidence] == ["Penal code", "Gazette 12"]
    assert taken.answer(Q2).evidence[0] == ours


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ((), "nothing-chosen"),
        (("C2.Q1.note",), "not-to-be-taken"),
        (("C9.Q9.note",), "not-to-be-taken"),
        (("C1.Q1.note", "C2.Q2.answer"), "not-to-be-taken"),
    ],
)
def test_nothing_else_can_be_taken(
    workspace: Workspace, started: Assessment, returned: bytes, names: tuple[str, ...], code: str
) -> None:
    compared = fill_in.compare(started, returned)
    with pytest.raises(ChecklistError) as refused:
        fill_in.take(workspace, started.id, compared, names)
    assert refused.value.code == code
    assert not assessments.load(workspace, started.id).answers


def test_an_answer_that_changed_meanwhile_is_not_written_over(
    workspace: Workspace, started: Assessment, returned: bytes
) -> None:
    compared = fill_in.compare(started, returned)
    loaded = put(workspace, started, Q1, Answer(note="Typed meanwhile"))
    with pytest.raises(ChecklistError) as refused:
        fill_in.take(workspace, started.id, compared, compared.by_default())
    assert refused.value.code == "changed-meanwhile"
    assert assessments.load(workspace, started.id) == loaded
