# SPDX-License-Identifier: Apache-2.0
"""The public edition holds what was released: words planted in every other field are in none of its files, anywhere."""

import hashlib
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from checklistapp.domain.answer import Answer, Attachment, EvidenceKind, EvidenceReference, Meta, Provenance, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Release
from checklistapp.domain.ids import AssessmentId, EvidenceId, FactId, ProbeId, QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import assessments, evidence, exports, identities, opening, people, signing
from checklistapp.services.workspace import Workspace, info
from checklistapp.system.clock import Clock
from tests.documents.sample_assessment import form
from tests.services.conftest import CHEAP, PREPARER

WHEN = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
FACILITIES = FactId("nuclear-facilities")
DECIDING, HIDDEN, TWICE = QuestionId("C2.Q2"), QuestionId("C2.Q3"), QuestionId("C2.Q6")
NOTHING = Release(value=False, public_statement=False, note=False, evidence=False)
STATEMENT = "Ruritania says this to everybody."

# Words that no text, font or number of a PDF holds by chance.
PLANTED = {
    "Answer.note": "Qzxnote",
    "Answer.public_statement": "Qzxstatement",
    "Answer.working_note": "Qzxworking",
    "Answer.parts": "Qzxpart",
    "Answer.probes": "Qzxprobe",
    "Response.reason": "Qzxreason",
    "EvidenceReference.title": "Qzxtitle",
    "EvidenceReference.identifier": "Qzxidentifier",
    "EvidenceReference.section": "Qzxsection",
    "EvidenceReference.date": "1947-07-19",
    "EvidenceReference.holder": "Qzxholder",
    "EvidenceReference.location": "Qzxlocation",
    "Attachment.name": "Qzxfile",
    "attached bytes": "Qzxattached",
    "title of a file": "Qzxtitled.txt",
    "Provenance.name": "Qzxperson",
    "Assessment.facility": "Qzxfacility",
    "Assessment.marking": "QZXMARKING",
    "person": "Qzxsecond",
    "organisation of a person": "Qzxministry",
    "workspace": "Qzxworkspace",
    "folder": "Qzxfolder",
    "earlier note": "Qzxearlier",
    "released before": "Qzxrevoked",
    "reason to reopen": "Qzxreopened",
    "reason to approve one's own": "Qzxoverride",
    "hidden question": "Qzxhidden",
}
ELSEWHERE = {  # fields that hold no words: what stands in them is sought in another way, or decides what is released
    "Answer.response",
    "Answer.evidence",
    "Answer.release",
    "Answer.provenance",
    "Response.value",
    "Response.meta",
    "EvidenceReference.id",
    "EvidenceReference.kind",
    "EvidenceReference.attachment",
    "Attachment.size",
    "Attachment.sha512",
    "Provenance.person",
    "Provenance.sequence",
    "Provenance.clock",
    "Provenance.language",
    "Provenance.wording",
    "Assessment.id",
    "Assessment.form",
    "Assessment.form_digest",
    "Assessment.organisation",
    "Assessment.country",
    "Assessment.cycle",
    "Assessment.language",
    "Assessment.state",
    "Assessment.profile",
    "Assessment.answers",
}


def test_every_field_there_is_was_thought_of() -> None:
    kinds = (Answer, Response, EvidenceReference, Attachment, Provenance, Assessment)
    there = {f"{kind.__name__}.{field.name}" for kind in kinds for field in fields(kind)}
    assert there <= set(PLANTED) | ELSEWHERE


@dataclass(frozen=True)
class Planted:
    workspace: Workspace
    assessment: AssessmentId
    secrets: Mapping[str, str]


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Planted]:
    folder = tmp_path / PLANTED["folder"]
    workspace = opening.create(
        folder,
        PREPARER,
        name=PLANTED["workspace"],
        person=PLANTED["Provenance.name"],
        allow_attachments=True,
        cost=CHEAP,
    ).workspace
    workspace.clock = Clock(lambda: WHEN)
    people.add_person(workspace, PLANTED["person"], PersonRole.APPROVER, PLANTED["organisation of a person"])
    started = assessments.start(
        workspace,
        form(),
        "Ruritania",
        facility=PLANTED["Assessment.facility"],
        cycle="2026",
        profile={FACILITIES: False},
    ).id
    assessments.describe(workspace, started, marking=PLANTED["Assessment.marking"])

    def save(question: QuestionId, answer: Answer) -> None:
        assessments.save_answer(workspace, started, question, answer)

    save(DECIDING, Answer(Response.of("yes"), note=PLANTED["earlier note"]))
    released_then = Answer(
        Response.of("yes"), public_statement=PLANTED["released before"], release=replace(NOTHING, public_statement=True)
    )
    save(TWICE, released_then)
    assert PLANTED["released before"] in exports.public_html(assessments.load(workspace, started)).decode()
    for question in form().questions():
        save(question.id, _everything(question.id))
    save(HIDDEN, Answer(Response.of("yes"), PLANTED["hidden question"], PLANTED["hidden question"]))
    title = PLANTED["title of a file"]
    for number, name in enumerate((f"{PLANTED['Attachment.name']}.txt", title)):
        file = tmp_path / name
        file.write_text(PLANTED["attached bytes"] * (number + 1))
        evidence.attach(workspace, started, QuestionId("C1.Q1"), file)
    kept = assessments.load(workspace, started)
    released = replace(NOTHING, value=True, public_statement=True)
    spoken = replace(kept.answer(QuestionId("C1.Q1")), public_statement=STATEMENT, release=released)
    save(QuestionId("C1.Q1"), spoken)
    # The titles of what is attached, without the names that came with the files.
    save(QuestionId("C1.Q3"), Answer(Response.of("yes"), release=replace(NOTHING, value=True, evidence=True)))
    titled = tmp_path / title
    evidence.attach(workspace, started, QuestionId("C1.Q3"), titled)

    identity = identities.create(workspace, PREPARER, "Ruritania")
    signing.certify(workspace, started, identity.id, PREPARER)
    signing.approve(workspace, started, identity.id, PREPARER, override=PLANTED["reason to approve one's own"])
    assessments.reopen(workspace, started, PLANTED["reason to reopen"])
    yield Planted(workspace, started, _found_out(workspace, started, identity.id))
    workspace.close()


def _everything(question: QuestionId) -> Answer:
    """Something in each field; nothing of it released."""
    [asked] = [each for each in form().questions() if each.id == question]
    reason = PLANTED["Response.reason"]
    reference = EvidenceReference(
        EvidenceId(f"e-{question}".lower().replace(".", "-")),
        EvidenceKind.LETTER,
        PLANTED["EvidenceReference.title"],
        PLANTED["EvidenceReference.identifier"],
        PLANTED["EvidenceReference.section"],
        PLANTED["EvidenceReference.date"],
        PLANTED["EvidenceReference.holder"],
        PLANTED["EvidenceReference.location"],
    )
    rows = ({"name": PLANTED["Answer.probes"], "task": PLANTED["Answer.probes"]},)
    return Answer(
        Response.of("4", reason) if question == "C2.Q5" else Response.as_meta(Meta.WITHHELD, reason),
        PLANTED["Answer.note"],
        PLANTED["Answer.public_statement"],
        PLANTED["Answer.working_note"],
        parts={part.id: Response.of("no", PLANTED["Answer.parts"]) for part in asked.parts},
        probes={ProbeId("C1.Q2.p2"): rows} if question == "C1.Q2" else {ProbeId(f"{question}.p1"): "1947-07-19"},
        evidence=(reference,),
        release=NOTHING,
    )


def _found_out(workspace: Workspace, assessment: AssessmentId, identity: str) -> dict[str, str]:
    """What the program itself made, and nobody outside is to see or to try out."""
    loaded = assessments.load(workspace, assessment)
    files = [each.attachment for each in loaded.answer(QuestionId("C1.Q1")).evidence if each.attachment is not None]
    assert len(files) == 2
    return {
        "Assessment.id": loaded.id,
        "workspace id": info(workspace).id,
        "digest of the record": hashlib.sha256(exports.record(loaded)).hexdigest(),
        "identity id": identity,
        "person id": workspace.person.id,
        **{f"digest of file {number}": each.sha512 for number, each in enumerate(files)},
    }


def everything_in(pdf: bytes, folder: Path) -> bytes:
    """Each object unpacked, each string as characters, each embedded file, the text of the pages, the metadata."""
    (folder / "public.pdf").write_bytes(pdf)
    unpacked = ["qpdf", "--qdf", "--object-streams=disable", "--decode-level=all", "public.pdf", "-"]
    commands = (unpacked, ["pdftotext", "-raw", "public.pdf", "-"], ["pdfinfo", "-meta", "public.pdf"])
    found = [pdf]
    found += [subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout for command in commands]
    with pikepdf.open(folder / "public.pdf") as document:
        for each in document.objects:
            found.extend(_strings(each))
            if isinstance(each, pikepdf.Stream):
                found.append(each.read_bytes())
        found.extend(_strings(document.trailer))
    return b"\n".join(found)


def _strings(value: object, depth: int = 0) -> Iterator[bytes]:
    if depth > 3:  # further objects have their own turn
        return
    if isinstance(value, pikepdf.String):
        yield str(value).encode()
        yield bytes(value)
    elif isinstance(value, pikepdf.Name):
        yield str(value).encode()
    elif isinstance(value, pikepdf.Array):
        for each in value:
            yield from _strings(each, depth + 1)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for name, each in value.items():
            yield name.encode()
            yield from _strings(each, depth + 1)


def ways_to_write(words: str) -> set[bytes]:
    plain = words.lower()
    return {
        plain.encode(),
        plain.encode("utf-16-be"),
        plain.encode("utf-16-le"),
        plain.encode().hex().encode(),
        plain.encode("utf-16-be").hex().encode(),
    }


def hidden_words(planted: Planted, haystack: bytes) -> list[str]:
    lowered = haystack.lower()
    sought = {**PLANTED, **planted.secrets}
    return [name for name, words in sought.items() if any(each in lowered for each in ways_to_write(words))]


def test_nothing_that_is_not_released_is_anywhere(planted: Planted, tmp_path: Path) -> None:
    workspace, assessment = planted.workspace, planted.assessment
    publisher = identities.create(workspace, PREPARER, "Ruritania", name="Publisher")
    loaded = assessments.load(workspace, assessment)
    products = {
        "preview": everything_in(exports.public_preview(workspace, assessment), tmp_path),
        "signed": everything_in(exports.public_pdf(workspace, assessment, publisher.id, PREPARER), tmp_path),
        "json": exports.public_json(loaded),
        "html": exports.public_html(loaded, "2026-03-12"),
    }
    for name, product in products.items():
        assert STATEMENT.encode() in product, name
        assert not hidden_words(planted, product), name


def test_the_search_finds_what_a_confidential_document_holds(planted: Planted, tmp_path: Path) -> None:
    """Without this the test above might pass because it is blind."""
    found = hidden_words(planted, everything_in(signing.preview(planted.workspace, planted.assessment), tmp_path))
    assert {"Answer.note", "Answer.parts", "EvidenceReference.title", "Provenance.name", "Assessment.marking"} <= set(
        found
    )


UNTOLD = {
    "no": Response.of("no"),
    "withheld": Response.as_meta(Meta.WITHHELD, "Decided so."),
    "not applicable": Response.as_meta(Meta.NOT_APPLICABLE, "There is none."),
    "partly": Response.as_meta(Meta.PARTLY),
    "blank": Response(),
    "not asked": Response.of("no"),
}


def test_the_bytes_to_be_signed_are_the_same_whatever_is_held_back(workspace: Workspace) -> None:
    workspace.clock = Clock(lambda: WHEN)
    started = assessments.start(workspace, form(), "Ruritania", cycle="2026", profile={FACILITIES: True}).id
    assessments.save_answer(
        workspace, started, QuestionId("C1.Q1"), Answer(Response.of("yes"), public_statement="Yes.")
    )
    made: dict[str, tuple[bytes, bytes, bytes]] = {}
    covers = ("", "XQZ", "", "ZQX", "", "XZQ")
    for country, (name, response) in zip(covers, UNTOLD.items(), strict=True):
        assessments.describe(workspace, started, country=country, facility=f"Reactor {name}", marking=name)
        answer = Answer(response, f"A note: {name}.", f"A statement: {name}.", release=NOTHING)
        assessments.save_answer(workspace, started, HIDDEN, answer)
        assessments.set_profile(workspace, started, {FACILITIES: name != "not asked"})
        loaded = assessments.load(workspace, started)
        assert loaded.is_asked(loaded.form.by_id[HIDDEN]) == (name != "not asked")
        pdf = exports.public_preview(workspace, started)
        made[name] = pdf, exports.public_json(loaded), exports.public_html(loaded)
    assert len(set(made.values())) == 1
    assert re.search(rb"C2\.Q3", made["no"][2])
