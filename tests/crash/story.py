# SPDX-License-Identifier: Apache-2.0
"""The whole story in one process, to be watched: ``python -m tests.crash.story FOLDER``; see ``markers``."""

import sys
from dataclasses import replace
from pathlib import Path

from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import Answer, EvidenceKind, EvidenceReference, Meta, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Claim, Form, Probe, Question, Section
from checklistapp.domain.ids import AssessmentId, EvidenceId, FormId, ProbeId, QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import (
    assessments,
    backups,
    contacts,
    evidence,
    exchange,
    exports,
    forgetting,
    identities,
    opening,
    people,
    previewing,
    receiving,
    signing,
    submissions,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.system import log
from tests.crash.markers import AUTHORITY, BACKUPS, EXPORTS, RESTORED, STATE, WORDS, Marker

CHEAP = Argon2Cost(8 * 1024, 1, 1)
TEXT, STATUS, OTHER = QuestionId("S.Q1"), QuestionId("S.Q2"), QuestionId("S.Q3")


def play(folder: Path) -> AssessmentId:
    assessment = _answered(folder)
    _approved(folder, assessment)
    _received(folder)
    _afterwards(folder, assessment)
    return assessment


def _form() -> Form:
    probe = Probe(ProbeId("S.Q2.p1"), "Which?", AnswerSet.TEXT)
    questions = (
        Question(TEXT, "Who?", "Line 1", (Claim.STATUS,), answer_set=AnswerSet.TEXT),
        Question(STATUS, "Is there a law?", "Line 2", (Claim.STATUS,), probes=(probe,)),
        Question(OTHER, "Is there a plan?", "Line 3", (Claim.STATUS,)),
    )
    return Form(FormId("test"), "1.0.0", "Duties", "Publisher", "en", (Section("S", "Duties", "", questions),))


def _answered(folder: Path) -> AssessmentId:
    """Created, answered with every kind of text and file, and signed by the preparer."""
    created = opening.create(
        folder / STATE,
        Marker.PASSPHRASE,
        name=Marker.WORKSPACE,
        person=Marker.PERSON,
        allow_attachments=True,
        cost=CHEAP,
    )
    _tell_words(folder, created.recovery_words)
    state = created.workspace
    approver = people.add_person(state, "Approver", PersonRole.APPROVER, Marker.ORGANISATION)
    people.add_slot(state, approver.id, Marker.PASSPHRASE, Marker.APPROVERS_PASSPHRASE, CHEAP)
    assessment = assessments.start(state, _form(), Marker.ORGANISATION, facility=Marker.FACILITY, cycle="2026").id
    reference = EvidenceReference(
        EvidenceId("e" * 32),
        EvidenceKind.OTHER,
        Marker.TITLE,
        Marker.IDENTIFIER,
        Marker.SECTION,
        "2026-01-31",
        Marker.HOLDER,
        Marker.LOCATION,
    )
    texts = Answer(
        Response.of(Marker.VALUE, Marker.REASON),
        Marker.NOTE,
        Marker.STATEMENT,
        Marker.WORKING_NOTE,
        evidence=(reference,),
    )
    assessments.save_answer(state, assessment, TEXT, texts)
    probed = Answer(Response.of("yes"), note=Marker.NOTE * 500, probes={ProbeId("S.Q2.p1"): Marker.PROBE})
    assessments.save_answer(state, assessment, STATUS, probed)
    refused = Answer(Response.as_meta(Meta.NOT_APPLICABLE, Marker.REASON))
    assessments.save_answer(state, assessment, OTHER, refused)
    attached = evidence.attach(state, assessment, TEXT, folder / "sources" / f"{Marker.FILE_NAME}.txt")
    (kept,) = (each.id for each in attached.evidence if each.attachment is not None)
    previewing.draw(previewing.read(state, assessment, kept).data, 0, 200, 200)
    signer = identities.create(state, Marker.PASSPHRASE, Marker.ORGANISATION)
    signing.certify(state, assessment, signer.id, Marker.PASSPHRASE)
    state.close()
    return assessment


def _approved(folder: Path, assessment: AssessmentId) -> None:
    """Approved, exported and sealed by the second person, for an authority that has just made its keys."""
    state = opening.unlock(folder / STATE, Marker.APPROVERS_PASSPHRASE)
    mine = identities.create(state, Marker.APPROVERS_PASSPHRASE, Marker.ORGANISATION)
    signing.approve(state, assessment, mine.id, Marker.APPROVERS_PASSPHRASE)
    authority = opening.create(folder / AUTHORITY, Marker.PASSPHRASE, person=Marker.CONTACT, cost=CHEAP).workspace
    theirs = identities.create(authority, Marker.PASSPHRASE, "Authority")
    identities.export_card(authority, theirs.id, Marker.PASSPHRASE, folder / EXPORTS / "card.json")
    authority.close()
    contact = contacts.add(state, folder / EXPORTS / "card.json", theirs.fingerprint)
    exports.export(state, assessment, exports.signed_pdf(state, assessment), folder / EXPORTS / "signed.pdf", "pdf")
    public = exports.public_pdf(state, assessment, mine.id, Marker.APPROVERS_PASSPHRASE)
    exports.export(state, assessment, public, folder / EXPORTS / "public.pdf", "public")
    exchange.seal(
        state,
        assessment,
        folder / EXPORTS / "bundle.age",
        identity_id=mine.id,
        passphrase=Marker.APPROVERS_PASSPHRASE,
        to=[contact.id],
    )
    (folder / EXPORTS / "fingerprint.txt").write_text(mine.fingerprint)
    state.close()


def _received(folder: Path) -> None:
    authority = opening.unlock(folder / AUTHORITY, Marker.PASSPHRASE)
    fingerprint = (folder / EXPORTS / "fingerprint.txt").read_text()
    bundle = folder / EXPORTS / "bundle.age"
    received = receiving.receive(authority, bundle, Marker.PASSPHRASE, fingerprint=fingerprint)
    if not received.imported:
        raise AssertionError(received)
    (summary,) = submissions.submissions(authority)
    submissions.load_submission(authority, summary.id)
    authority.close()


def _afterwards(folder: Path, assessment: AssessmentId) -> None:
    """Reopened, changed, forgotten in part, backed up, restored, checked, under a new passphrase and a new key."""
    state = opening.unlock(folder / STATE, Marker.PASSPHRASE)
    reopened = assessments.reopen(state, assessment, Marker.REOPENED)
    changed = replace(reopened.answer(OTHER), note=Marker.FORGOTTEN)
    assessments.save_answer(state, assessment, OTHER, changed)
    forgetting.purge_answer(state, assessment, OTHER, "Entered in the wrong place")
    backups.backup(state, folder / BACKUPS / "copy.checklist-backup")
    people.change_passphrase(state, Marker.PASSPHRASE, Marker.NEW_PASSPHRASE, CHEAP)
    words = people.renew_keys(state, Marker.NEW_PASSPHRASE)
    _tell_words(folder, words)
    people.confirm_recovery_words(state, " ".join(words))
    _sound(state)
    backups.restore(folder / BACKUPS / "copy.checklist-backup", folder / RESTORED)
    try:
        opening.unlock(folder / RESTORED, Marker.NEW_PASSPHRASE)
    except ChecklistError as fault:
        log.record_bug(fault)
    _sound(opening.unlock(folder / RESTORED, Marker.PASSPHRASE))
    log.record_bug(ValueError(Marker.NOTE))


def _tell_words(folder: Path, words: tuple[str, ...]) -> None:
    """Backwards, so that the test knows the words and its search does not find them here."""
    with (folder / WORDS).open("a", encoding="ascii") as file:
        file.write(" ".join(words)[::-1] + "\n")


def _sound(workspace: Workspace) -> None:
    findings = workspaces.check(workspace)
    workspace.close()
    if findings:
        raise AssertionError(findings)


def main() -> None:
    folder = Path(sys.argv[1])
    assessment = play(folder)
    from tests.crash import window_story

    window_story.play(folder, assessment, TEXT)
    network = [line for line in Path("/proc/self/maps").read_text().splitlines() if "Network" in line]
    loaded = [name for name in sys.modules if name.startswith("PySide6.QtNetwork")]
    if network or loaded:
        raise AssertionError(f"a network library is loaded: {network or loaded}")
    sys.stdout.write("played\n")


if __name__ == "__main__":
    main()
