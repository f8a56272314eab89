# SPDX-License-Identifier: Apache-2.0
"""A small assessment in which every kind of answer, text and evidence occurs once: the matter of report and layout."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from checklistapp.documents.fonts import Fonts, load_fonts
from checklistapp.documents.report import Report, in_columns
from checklistapp.documents.report_paper import approval_page, blank_form
from checklistapp.documents.report_public import public_edition
from checklistapp.documents.report_slips import cover_slip, receipt, recovery_sheet
from checklistapp.documents.report_submission import review_copy, submission
from checklistapp.domain import disclosure
from checklistapp.domain.answer import Answer, Attachment, EvidenceKind, EvidenceReference, Meta, Provenance, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.conditions import All, In
from checklistapp.domain.form import (
    AnswerSet,
    Claim,
    Column,
    Form,
    Part,
    Probe,
    ProfileFact,
    Question,
    Release,
    Section,
    SourceDocument,
)
from checklistapp.domain.ids import (
    AssessmentId,
    Digest,
    EvidenceId,
    FactId,
    FormId,
    PartId,
    PersonId,
    ProbeId,
    QuestionId,
)
from checklistapp.domain.journal import Head
from checklistapp.domain.people import Person, PersonRole
from checklistapp.system.paths import data_folder

CONTENT = Digest("3fa911c022aab3c4" * 4)
DOCUMENT = "7d31-52aa-90fe"
HEAD = Head(412, Digest("9f" * 32))
WORKING_NOTE = "Ask the ministry again."
PEOPLE = (
    Person(PersonId("p1"), "Head of division", PersonRole.RESPONDENT, "Nuclear Regulatory Authority of Ruritania"),
    Person(PersonId("p2"), "Permanent secretary", PersonRole.APPROVER, "Ministry of Foreign Affairs"),
)
AUTHORITIES = (
    {"name": "Nuclear Regulatory Authority", "task": "Licensing and inspection"},
    {"name": "Ministry of Health", "task": "Radioactive sources in medicine"},
)
LAW = EvidenceReference(
    EvidenceId("e1"),
    EvidenceKind.LAW,
    "Act on Nuclear Security",
    "No. 12/2019",
    "Articles 4 to 9",
    "2019-03-01",
    "Ministry of Justice",
    "Official Gazette",
    Attachment("act.pdf", 18_204, "ab12" * 32),
)


def fonts() -> Fonts:
    return load_fonts(data_folder("fonts"))


def question(
    known: str, text: str, claims: tuple[Claim, ...] = (Claim.STATUS,), parts: tuple[str, ...] = ()
) -> Question:
    divided = tuple(Part(PartId(f"{known}.{letter}"), part) for letter, part in zip("abcdef", parts, strict=False))
    return Question(
        QuestionId(known),
        text,
        f"Example checklist, question {known}",
        claims,
        parts=divided,
        suggests=All(tuple(In(part.id, ("yes",)) for part in divided)) if divided else None,
        probes=(Probe(ProbeId(f"{known}.p1"), "Since when", AnswerSet.DATE),),
        release=Release(value=True),
    )


@cache
def form() -> Form:
    authorities = Probe(
        ProbeId("C1.Q2.p2"),
        "The authorities and their tasks",
        AnswerSet.TABLE,
        columns=(Column("name", "Authority"), Column("task", "Responsible for")),
    )
    listed = question("C1.Q2", "Could you describe the tasks of each authority?", (Claim.STATUS, Claim.CAPABILITY))
    hidden = question("C2.Q3", "Is spent fuel guarded?")
    facility = FactId("nuclear-facilities")
    return Form(
        FormId("example"),
        "1.0.0",
        "Example checklist",
        "the checklistapp project",
        "en",
        (
            Section(
                "C1",
                "Foundations",
                "Laws and those who apply them.",
                (
                    question("C1.Q1", "Are the laws written and published?", parts=("written", "published")),
                    replace(listed, probes=(*listed.probes, authorities)),
                    question("C1.Q3", "Do the rules cover transport?"),
                ),
            ),
            Section(
                "C2",
                "Practice",
                "",
                (
                    question("C2.Q1", "Will you assess your regime again?", (Claim.INTENT,)),
                    question("C2.Q2", "Are staff trained?"),
                    replace(hidden, shown_when=In(facility, ("yes",))),
                    question("C2.Q4", "Are exercises held?"),
                    replace(question("C2.Q5", "How many exercises were held?"), answer_set=AnswerSet.NUMBER),
                    question("C2.Q6", "Is there a contact point?"),
                ),
            ),
        ),
        source_documents=(SourceDocument("S1", "Example paper on checklists"),),
        profile=(ProfileFact(facility, "Nuclear facilities"),),
    )


def parts_of(known: str, *values: str) -> dict[PartId, Response]:
    return {PartId(f"{known}.{letter}"): Response.of(value) for letter, value in zip("abcdef", values, strict=False)}


ANSWERS: Mapping[str, Answer] = {
    "C1.Q1": Answer(
        Response.of("yes", "The decree that is not published is repealed."),
        note="The act entered into force in 2019.\n\nIts decrees followed in 2021.",
        public_statement="Ruritania has comprehensive legislation.",
        working_note=WORKING_NOTE,
        parts=parts_of("C1.Q1", "yes", "no"),
        probes={ProbeId("C1.Q1.p1"): "2019-03-01"},
        evidence=(LAW,),
        release=Release(value=True, public_statement=True, note=False, evidence=True),
        provenance=Provenance(PersonId("p1"), "Head of division", 7, "2026-03-01T09:00", "en", Digest("0" * 64)),
    ),
    "C1.Q2": Answer(Response.as_meta(Meta.PARTLY), note="Two of three.", probes={ProbeId("C1.Q2.p2"): AUTHORITIES}),
    "C1.Q3": Answer(Response.as_meta(Meta.NOT_APPLICABLE, "Nothing is moved."), note="Checked with customs."),
    "C2.Q1": Answer(Response.of("yes")),
    "C2.Q2": Answer(Response.of("no"), note="The school opens next year.", release=Release(value=True)),
    "C2.Q3": Answer(Response.of("yes"), note="Kept but hidden."),
    "C2.Q4": Answer(Response.as_meta(Meta.WITHHELD, "Decided by the ministry.")),
    "C2.Q5": Answer(Response.of("4")),
}


def assessment(answers: Mapping[str, Answer] = ANSWERS) -> Assessment:
    return Assessment(
        AssessmentId("a" * 32),
        form(),
        Digest("5c" * 32),
        "Nuclear Regulatory Authority of Ruritania",
        country="Ruritania",
        cycle="2026",
        marking="RESTRICTED",
        profile={FactId("nuclear-facilities"): False},
        answers={QuestionId(known): answer for known, answer in answers.items()},
    )


def submitted(given: Assessment, *, source_format: bool = False, approvers: int = 1) -> Report:
    return submission(
        given,
        content_digest=CONTENT,
        document_id=DOCUMENT,
        journal_head=HEAD,
        people=PEOPLE,
        source_format=source_format,
        approvers=approvers,
        dated="12 March 2026",
    )


def published(given: Assessment) -> Report:
    edition = disclosure.public_edition(given)
    return public_edition(edition, given.form, content_digest=CONTENT, document_id=DOCUMENT, dated="12 March 2026")


def reviewed(given: Assessment, *, working_notes: bool = False) -> Report:
    return review_copy(given, copy=2, of=5, content_digest=CONTENT, document_id=DOCUMENT, working_notes=working_notes)


def to_approve(given: Assessment, changes: Sequence[QuestionId] = (QuestionId("C2.Q2"),)) -> Report:
    return approval_page(given, content_digest=CONTENT, document_id=DOCUMENT, changes=changes)


def received() -> Report:
    return receipt(
        [
            ("Register number", "2026/114"),
            ("Received", "2026-03-14"),
            ("Sender", "Head of division, Ministry of Energy"),
            ("Remark", ""),
            ("Manifest, SHA-256", in_columns(CONTENT)),
            ("Verdict", "Complete: every signature is good, and nothing was changed"),
        ],
        title="Example checklist",
        statement="The bundle named below was opened and checked.",
        organisation="Receiving Authority",
        cycle="2026",
        document_id=DOCUMENT,
        digest=CONTENT,
        marking="RESTRICTED",
        language="en",
    )


def carried() -> Report:
    return cover_slip(
        [("From", "Ministry of Energy"), ("File", "submission.bag.tar.age"), ("Size", "1234 bytes")],
        title="submission.bag.tar.age",
        organisation="Ministry of Energy",
        cycle="2026",
        sha256=CONTENT,
        marking="RESTRICTED",
        language="en",
    )


def to_write_down() -> Report:
    return recovery_sheet(name="Ruritania", workspace_id=CONTENT[:32], words=24, dated="2026-03-12")


def every_report() -> dict[str, Report]:
    given = assessment()
    return {
        "submission": submitted(given),
        "submission-source-format": submitted(given, source_format=True),
        "public-edition": published(given),
        "review-copy": reviewed(given, working_notes=True),
        "blank-form": blank_form(form()),
        "approval-page": to_approve(given),
        "receipt": received(),
        "cover-slip": carried(),
        "recovery-sheet": to_write_down(),
    }
