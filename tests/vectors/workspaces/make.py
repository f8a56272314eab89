# SPDX-License-Identifier: Apache-2.0
"""Makes the vector of the present version: a workspace that uses every table, and what is expected to be read in it.

    python -m tests.vectors.workspaces.make

It refuses to replace one: a vector is made once, by the version it stands for.
"""

import hashlib
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from checklistapp.crypto import fingerprint
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import Answer, EvidenceKind, EvidenceReference, Meta, Response
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
)
from checklistapp.domain.ids import AssessmentId, EvidenceId, FactId, FormId, PartId, ProbeId, QuestionId
from checklistapp.domain.people import PersonRole, TokenPlace
from checklistapp.services import (
    assessments,
    authorities,
    contacts,
    evidence,
    exchange,
    exports,
    identities,
    opening,
    people,
    receiving,
    signing,
    submissions,
)
from checklistapp.services.workspace import Workspace
from checklistapp.store import evidence as store_evidence
from checklistapp.store import exchange as registers
from checklistapp.store.migrations import STEPS
from tests.crypto.authority import issue, revoke

HERE = Path(__file__).parent
NAME = "Ruritania"
EXPECTED = "expected.json"

CHEAP = Argon2Cost(8 * 1024, 1, 1)
_PREPARER, _APPROVER = "seven bridges over the river", "Ὀδυσσεύς ﬁnds   his way"
_RECEIVER = "the registrar's own words"
_COLUMNS = (Column("name", "Name"), Column("since", "In force since", AnswerSet.DATE))
_CHOICES = ("By law", "By decree", "By custom")


def main() -> int:
    target = HERE / f"v{len(STEPS)}"
    if target.exists():
        print(f"{target.name} is there already", file=sys.stderr)  # noqa: T201 a command's word
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "made"
        expected = make(made, Path(scratch))
        (made / EXPECTED).write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        shutil.copytree(made, target)
    return 0


def make(folder: Path, scratch: Path) -> Mapping[str, object]:
    """A workspace in ``folder``/Ruritania; returns what opens it and what stands in it."""
    created = opening.create(
        folder / NAME,
        _PREPARER,
        name=NAME,
        person="Focal point",
        role=PersonRole.FOCAL_POINT,
        allow_attachments=True,
        cost=CHEAP,
    )
    preparer = created.workspace
    second = people.add_person(preparer, "Approver", PersonRole.APPROVER, "Ministry of Ruritania")
    people.add_slot(preparer, second.id, _PREPARER, _APPROVER, CHEAP)
    people.add_person(preparer, "Contributor of Zenda", PersonRole.CONTRIBUTOR)
    submitted = _answered(preparer, scratch, "2025")
    mine = identities.create(preparer, _PREPARER, "Ministry of Ruritania")
    signing.certify(preparer, submitted, mine.id, _PREPARER)
    preparer.close()

    approver = opening.unlock(folder / NAME, _APPROVER)
    theirs = identities.create(approver, _APPROVER, "Ministry of Ruritania")
    signing.approve(approver, submitted, theirs.id, _APPROVER)
    contact = contacts.add(approver, *_card(scratch))
    _trust(approver, scratch)
    bundle = scratch / "bundle"
    exchange.seal(approver, submitted, bundle, identity_id=theirs.id, passphrase=_APPROVER, to=[contact.id])
    receiving.receive(approver, bundle, _APPROVER)
    public = exports.public_preview(approver, submitted)
    exports.export(approver, submitted, public, scratch / "public.pdf", "public")
    reopened = assessments.reopen(approver, submitted, "A duty was moved")
    assessments.save_answer(
        approver, submitted, QuestionId("R1.Q1"), replace(reopened.answer(QuestionId("R1.Q1")), note="Moved since")
    )
    approver.close()

    opened = opening.unlock(folder / NAME, _PREPARER)
    draft = _answered(opened, scratch, "2026")
    expected = {
        "passphrases": [_PREPARER, _APPROVER],
        "recovery": " ".join(created.recovery_words),
        "draft": draft,
        **contents(opened),
    }
    opened.close()
    (folder / NAME / "in-use.json").unlink(missing_ok=True)
    return expected


def contents(workspace: Workspace) -> dict[str, object]:
    """Everything a person would miss, as plain data; answers in their entry format, which has a version of its own."""
    store = workspace.store
    return {
        "name": workspace.name,
        "persons": [[p.name, p.role.value, p.organisation, bool(p.slot)] for p in people.persons(workspace)],
        "identities": [[i.id, i.name, i.fingerprint, i.retired] for i in identities.identities(workspace)],
        "contacts": [[c.name, c.fingerprint, c.confirmation.value] for c in contacts.contacts(workspace)],
        "assessments": {each.id: _assessment(workspace, each.id) for each in assessments.summaries(workspace)},
        "submissions": [
            {
                "sender": each.sender,
                "kind": each.kind,
                "sequence": each.sequence,
                "verdict": each.verdict,
                "pdf": hashlib.sha256(submissions.submission_pdf(workspace, each.id)).hexdigest(),
                "answers": _answers(submissions.load_submission(workspace, each.id)),
            }
            for each in submissions.submissions(workspace)
        ],
        **_since_m004(workspace),
        "journal": store.query("SELECT count(*) FROM journal")[0][0],
        "newest": store.query("SELECT hash FROM journal ORDER BY sequence DESC LIMIT 1")[0][0],
    }


def _since_m004(workspace: Workspace) -> dict[str, object]:
    """Nothing for a workspace that has none of it, as those of earlier versions."""
    tokens = [[i.id, *asdict(i.token).values()] for i in identities.identities(workspace) if i.token]
    believed = [[b.kind.value, b.name, b.fingerprint, b.revoked] for b in authorities.believed(workspace)]
    lists = [
        hashlib.sha256(registers.revocations(workspace.store, each.id)).hexdigest()
        for each in submissions.submissions(workspace)
        if registers.revocations(workspace.store, each.id)
    ]
    return {key: found for key, found in (("tokens", tokens), ("believed", believed), ("lists", lists)) if found}


def _assessment(workspace: Workspace, assessment: AssessmentId) -> dict[str, object]:
    loaded = assessments.load(workspace, assessment)
    documents = workspace.store.query(
        "SELECT kind, stage, sha256 FROM document WHERE assessment = ? ORDER BY sequence", assessment
    )
    attached = {}
    for answer in loaded.answers.values():
        for reference in answer.evidence:
            if reference.attachment is not None:
                target = io.BytesIO()
                store_evidence.save_attachment(workspace.store, reference.id, target)
                attached[reference.id] = [reference.attachment.name, target.getvalue().decode()]
    return {
        "state": loaded.state.value,
        "cycle": loaded.cycle,
        "answers": _answers(loaded),
        "attached": attached,
        "documents": [list(each) for each in documents],
    }


def _answers(assessment: Assessment) -> object:
    return json.loads(assessments.answers_document(assessment))


def _form() -> Form:
    def question(number: int, text: str, **more: object) -> Question:
        base = Question(QuestionId(f"R1.Q{number}"), text, f"Line {number}", (Claim.STATUS,))
        return replace(base, **more)  # type: ignore[arg-type] # fields of Question by name

    duty = QuestionId("R1.Q2")
    questions = (
        question(
            1,
            "Is the duty assigned?",
            probes=(
                Probe(ProbeId("R1.Q1.p1"), "By which act?", AnswerSet.TEXT),
                Probe(ProbeId("R1.Q1.p2"), "Which acts?", AnswerSet.TABLE, columns=_COLUMNS),
            ),
        ),
        question(
            2,
            "Are site and transport covered?",
            parts=(Part(PartId("R1.Q2.a"), "The site"), Part(PartId("R1.Q2.b"), "The transport")),
            suggests=All((In("R1.Q2.a", ("yes",)), In("R1.Q2.b", ("yes",)))),
            suggests_rule="all",
        ),
        question(3, "How is it laid down?", answer_set=AnswerSet.CHOICE, choices=_CHOICES),
        question(4, "In which ways?", answer_set=AnswerSet.CHOICES, choices=_CHOICES),
        question(5, "Since when?", answer_set=AnswerSet.DATE),
        question(6, "How many guards?", answer_set=AnswerSet.NUMBER, unit="persons"),
        question(7, "In your own words?", answer_set=AnswerSet.TEXT),
        question(8, "Which acts?", answer_set=AnswerSet.TABLE, columns=_COLUMNS),
        question(9, "How far?", answer_set=AnswerSet.SCALE, choices=("not yet", "in part", "fully")),
        question(10, "Is there a reactor?"),
        question(11, "Is it told to nobody?"),
        question(12, "Is it done in part?"),
        question(13, "Is it open?"),
        question(14, "Is the transport armed?", shown_when=In(duty, ("yes",))),
    )
    section = Section("R1", "Duties", "Read all of it first.", questions)
    return Form(
        FormId("ruritania-duties"),
        "1.0.0",
        "Duties",
        "Ruritania",
        "en",
        (section,),
        profile=(ProfileFact(FactId("reactor"), "There is a reactor."),),
    )


def _given() -> Mapping[str, Answer]:
    rows = ({"name": "Act 1 – “Guards”", "since": "1998-02-01"}, {"name": "Act 2", "since": "2003-11-30"})
    return {
        "R1.Q1": Answer(
            Response.of("yes"),
            "NOTE for the receiver: é",
            "STATEMENT for everyone",
            "WORKING note, kept here: 漢 ع \N{SNOWMAN}",
            probes={ProbeId("R1.Q1.p1"): "Act 1", ProbeId("R1.Q1.p2"): rows},
            evidence=(
                EvidenceReference(
                    EvidenceId(""),
                    EvidenceKind.LAW,
                    "Act 1",
                    "1998/17",
                    "§ 4",
                    "1998-02-01",
                    "Ministry of Ruritania",
                    "Cabinet 3",
                ),
            ),
            release=Release(value=True, public_statement=True),
        ),
        "R1.Q2": Answer(
            Response.as_meta(Meta.PARTLY),
            parts={PartId("R1.Q2.a"): Response.of("yes"), PartId("R1.Q2.b"): Response.of("no", "not yet")},
        ),
        "R1.Q3": Answer(Response.of("By decree")),
        "R1.Q4": Answer(Response.of(("By law", "By custom"))),
        "R1.Q5": Answer(Response.of("2024-02-01")),
        "R1.Q6": Answer(Response.of("17")),
        "R1.Q7": Answer(Response.of('two\nlines, a tab\t, "quotes" \\')),
        "R1.Q8": Answer(Response.of(rows)),
        "R1.Q9": Answer(Response.of("in part")),
        "R1.Q10": Answer(Response.as_meta(Meta.NOT_APPLICABLE, "There is none")),
        "R1.Q11": Answer(Response.as_meta(Meta.WITHHELD, "Told in person")),
        "R1.Q12": Answer(Response.of("no"), "Not before next year"),
        "R1.Q14": Answer(Response.of("yes")),
    }


def _answered(workspace: Workspace, scratch: Path, cycle: str) -> AssessmentId:
    started = assessments.start(workspace, _form(), "Ministry of Ruritania", cycle=cycle)
    assessments.describe(workspace, started.id, marking="OFFICIAL")
    assessments.set_profile(workspace, started.id, {FactId("reactor"): False})
    for number, (question, answer) in enumerate(_given().items()):
        ids = tuple(replace(each, id=EvidenceId(f"{number:02}{cycle}" + "e" * 26)) for each in answer.evidence)
        assessments.save_answer(workspace, started.id, QuestionId(question), replace(answer, evidence=ids))
    for name, text in (("plan.txt", f"The plan of {cycle}, § 4.\n"), ("empty.txt", "")):
        (scratch / name).write_text(text, encoding="utf-8")
        evidence.attach(workspace, started.id, QuestionId("R1.Q7"), scratch / name)
    return started.id


def _trust(workspace: Workspace, scratch: Path) -> None:
    """An authority with its list, and an identity whose key lies on a token that nobody has any more."""
    root = issue("Root of Ruritania", authority=True)
    leaf = issue("Official with a card", root)
    for name, data, words in (
        ("root", root.der, fingerprint.words(root.der)),
        ("list", revoke(root, issue("Official of before", root)), ""),
    ):
        (scratch / name).write_bytes(data)
        authorities.add(workspace, scratch / name, words)
    place = TokenPlace("/usr/lib/pkcs11/card.so", "Card 1", "0123456789", "01")
    identities.keep(
        workspace, _APPROVER, "Ministry of Ruritania", certificate=leaf.der, chain=(), private=b"", token=place
    )


def _card(scratch: Path) -> tuple[Path, str]:
    """Of an authority with a workspace of its own, which is not kept; and its fingerprint."""
    authority = opening.create(scratch / "Authority", _RECEIVER, person="Registrar", cost=CHEAP).workspace
    identity = identities.create(authority, _RECEIVER, "Authority of Strelsau")
    identities.export_card(authority, identity.id, _RECEIVER, scratch / "card.json")
    authority.close()
    return scratch / "card.json", identity.fingerprint


if __name__ == "__main__":
    sys.exit(main())
