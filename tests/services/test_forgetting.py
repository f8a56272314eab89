# SPDX-License-Identifier: Apache-2.0
"""What was forgotten stands in no page, log, file or document any more, and what remains elsewhere is named."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from checklistapp.crypto import keyslots
from checklistapp.domain.answer import EMPTY, Answer, EvidenceKind, EvidenceReference, Response
from checklistapp.domain.assessment import State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, EvidenceId, FormId, QuestionId
from checklistapp.services import (
    assessments,
    contacts,
    evidence,
    exchange,
    exports,
    forgetting,
    identities,
    opening,
    receiving,
    signing,
    submissions,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import destruction, documents, journal
from checklistapp.store import forgetting as store_forgetting
from tests.services.conftest import APPROVER, CHEAP, PREPARER, RECEIVER, Scene
from tests.store.workspaces import form_of

Q1, Q2 = QuestionId("C1.Q1"), QuestionId("C1.Q2")
MARKER = "XYZZY-MARKER"
WHY = "A name that should not stand there"


def pages(workspace: Workspace, passphrase: str) -> bytes:
    """Every page of the database file, decrypted as docs/format.md says, whether SQLite still uses it."""
    data_key = keyslots.unlock(workspace.store.key_file, passphrase).data_key
    key, data = AES(keyslots.database_key(data_key)), copied(workspace)
    plain = []
    for start in range(0, len(data), 4096):
        page = data[start : start + 4096]
        body, nonce = page[16 if start == 0 else 0 : 4016], page[4016:4032]
        plain.append(Cipher(key, CBC(nonce)).decryptor().update(body))
    return b"".join(plain)


def copied(workspace: Workspace) -> bytes:
    """By another process: opening the file in this one would drop its lock."""
    return subprocess.run(["cat", workspace.store.file], check=True, capture_output=True).stdout


def assert_nowhere(workspace: Workspace, passphrase: str = PREPARER, marker: str = MARKER) -> None:
    log = workspace.store.file.with_name(workspace.store.file.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    assert marker.encode() not in pages(workspace, passphrase)
    assert workspaces.check(workspace) == []


def test_the_eye_sees_what_is_there(workspace: Workspace) -> None:
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    assessments.save_answer(workspace, started.id, Q1, Answer(note=MARKER))
    workspace.store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    assert MARKER.encode() in pages(workspace, PREPARER)


def test_answers_are_forgotten_in_every_page(workspace: Workspace) -> None:
    """Among so many changes SQLite moves cells between pages, and the copies left behind outlive ``secure_delete``."""
    started = assessments.start(workspace, form_of(300), "Ruritania")
    chance, ids = random.Random(2), list(started.form.by_id)  # noqa: S311 a seed that leaves copies
    secret = ids[::7]
    with workspace.store.transaction():
        for _ in range(3000):
            question = chance.choice(ids)
            note = (f"{MARKER if question in secret else 'harmless'} {question} ") * chance.randint(1, 60)
            assessments.save_answer(workspace, started.id, question, Answer(Response.of("yes"), note=note))
    purge = store_forgetting.Purge(workspace.person.id, "2026-01-31T12:00:00Z", WHY)
    given = assessments.load(workspace, started.id).answers
    with workspace.store.transaction():
        for question in set(secret[1:]) & set(given):
            store_forgetting.answer(workspace.store, purge, started.id, question)
    workspace.store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    assert MARKER.encode() in pages(workspace, PREPARER)
    forgotten = forgetting.purge_answer(workspace, started.id, secret[0], WHY)
    assert (forgotten.documents, forgotten.files) == (0, 0)
    assert assessments.load(workspace, started.id).answer(secret[0]) == EMPTY
    assert_nowhere(workspace)
    *_, entry = journal.entries(workspace.store, subject=f"answer:{started.id}/{secret[0]}")
    assert (entry.act.value, entry.remark, entry.after, len(entry.before)) == ("purged", WHY, "", 64)


def test_an_answer_goes_with_its_evidence_and_what_was_signed(scene: Scene) -> None:
    workspace = scene.approver()
    assert assessments.load(workspace, scene.assessment).state is State.APPROVED
    files = list((workspace.folder / "evidence").iterdir())
    forgotten = forgetting.purge_answer(workspace, scene.assessment, Q1, WHY)
    assert (forgotten.documents, forgotten.files) == (1, 1)
    assert len(files) == 1
    assert list((workspace.folder / "evidence").iterdir()) == []
    loaded = assessments.load(workspace, scene.assessment)
    assert loaded.state is State.DRAFT
    assert loaded.answer(Q1) == EMPTY
    assert loaded.answer(Q2).note == f"NOTE-{Q2}."
    assert signing.stage(workspace, scene.assessment) == "none"
    (kept,) = documents.history(workspace.store, scene.assessment)
    assert (kept.stage, kept.content_digest) == (documents.Stage.PURGED, "")
    with pytest.raises(ChecklistError) as caught:
        documents.pdf(workspace.store, kept.id)
    assert caught.value.code == "purged"
    with pytest.raises(ChecklistError) as caught:
        exports.signed_pdf(workspace, scene.assessment)
    assert caught.value.code == "not-certified"
    assert_nowhere(workspace, APPROVER, f"NOTE-{Q1}.")
    workspace.close()
    preparer = scene.preparer()
    identity = identities.own(preparer)[0]
    signing.certify(preparer, scene.assessment, identity.id, PREPARER)  # life goes on
    preparer.close()


def test_a_document_signed_before_the_answer_is_kept(scene: Scene) -> None:
    workspace = scene.approver()
    assessments.reopen(workspace, scene.assessment, "to add something")
    reference = EvidenceReference(EvidenceId("a" * 32), EvidenceKind.LETTER, MARKER)
    before = assessments.load(workspace, scene.assessment).answer(Q2)
    assessments.save_answer(workspace, scene.assessment, Q2, Answer(before.response, evidence=(reference,)))
    assert forgetting.purge_evidence(workspace, scene.assessment, reference.id, WHY).documents == 0
    (kept,) = documents.history(workspace.store, scene.assessment)
    assert kept.stage is documents.Stage.SUPERSEDED
    assert documents.pdf(workspace.store, kept.id).startswith(b"%PDF")
    assert_nowhere(workspace, APPROVER)
    assert forgetting.purge_documents(workspace, scene.assessment, WHY).documents == 1
    workspace.close()


def test_a_file_goes_wherever_it_is_attached(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(MARKER)
    (tmp_path / "two.txt").write_text(MARKER)
    first, second = (
        assessments.start(workspace, FormId("infcirc869-checklist"), f"{MARKER} {number}") for number in (1, 2)
    )
    evidence.attach(workspace, first.id, Q1, tmp_path / "one.txt")
    (attached,) = evidence.attach(workspace, second.id, Q2, tmp_path / "two.txt").evidence
    assert len(list((workspace.folder / "evidence").iterdir())) == 1
    with pytest.raises(ChecklistError) as caught:
        forgetting.purge_evidence(workspace, first.id, attached.id, WHY)
    assert caught.value.code == "no-evidence"
    forgotten = forgetting.purge_evidence(workspace, second.id, attached.id, WHY)
    assert forgotten.files == 1
    assert list((workspace.folder / "evidence").iterdir()) == []
    assert assessments.load(workspace, first.id).answer(Q1).evidence == ()
    assert_nowhere(workspace, marker="one.txt")


def test_an_answer_leaves_a_file_that_is_attached_elsewhere_and_says_so(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(MARKER)
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    for question in (Q1, Q2):
        evidence.attach(workspace, started.id, question, tmp_path / "one.txt")
    first = forgetting.purge_answer(workspace, started.id, Q1, WHY)
    assert first.files == 0
    (sharing,) = (held for held in first.held if held.kind == "evidence")
    assert Q2 in sharing.sentence
    second = forgetting.purge_answer(workspace, started.id, Q2, WHY)
    assert second.files == 1
    assert not [held for held in second.held if held.kind == "evidence"]


def test_what_left_since_is_named(scene: Scene, tmp_path: Path) -> None:
    workspace = scene.approver()
    for kind in ("blank", "review"):
        exports.note_export(workspace, scene.assessment, kind, "0" * 64)
    sealed(workspace, scene, tmp_path / "bundle")
    held = forgetting.still_held_by(workspace, scene.assessment, Q1)
    assert [each.kind for each in held] == ["export", "bundle", "copy"]
    assert "“review”" in held[0].sentence
    assert "number 1 for Authority" in held[1].sentence
    after = forgetting.purge_answer(workspace, scene.assessment, Q1, WHY).held
    assert after == held
    assert forgetting.still_held_by(workspace, scene.assessment, QuestionId("unknown")) == ()
    workspace.close()


def test_a_received_bundle_is_emptied_and_does_not_come_again(scene: Scene, tmp_path: Path) -> None:
    state = scene.approver()
    card, fingerprint = tmp_path / "state.json", identities.own(state)[0].fingerprint
    identities.export_card(state, identities.own(state)[0].id, APPROVER, card)
    sealed(state, scene, tmp_path / "bundle")
    state.close()
    authority = scene.receiver()
    contacts.add(authority, card, fingerprint)
    assert receiving.receive(authority, tmp_path / "bundle", RECEIVER).imported
    (received,) = submissions.submissions(authority)
    forgotten = forgetting.purge_submission(authority, received.id[:6], WHY)
    assert forgotten.files == 1
    assert [each.kind for each in forgotten.held] == ["bundle", "copy"]
    (emptied,) = submissions.submissions(authority)
    assert (emptied.sender, emptied.verdict) == (received.sender, "purged")
    for look in (submissions.load_submission, submissions.submission_pdf):
        with pytest.raises(ChecklistError) as caught:
            look(authority, received.id)
        assert caught.value.code == "purged"
    assert list((authority.folder / "evidence").iterdir()) == []
    assert receiving.receive(authority, tmp_path / "bundle", RECEIVER).verdict == "already-received"
    for marker in (f"NOTE-{Q1}.", "plan.txt"):
        assert_nowhere(authority, RECEIVER, marker)
    authority.close()


def test_a_crash_before_the_pages_are_written_anew_is_made_good_at_the_next_opening(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    assessments.save_answer(workspace, started.id, Q1, Answer(note=MARKER))
    monkeypatch.setattr(store_forgetting, "scrub", lambda store: None)
    forgetting.purge_answer(workspace, started.id, Q1, WHY)
    monkeypatch.undo()
    shutil.copytree(workspace.folder, tmp_path / "crashed")
    opened = opening.unlock(tmp_path / "crashed", PREPARER)
    assert opened.store.query("PRAGMA user_version") == [(0,)]
    assert_nowhere(opened)
    opened.close()


def test_forgetting_needs_a_reason_and_something_to_forget(workspace: Workspace) -> None:
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    for why, code in ((" ", "reason-missing"), (WHY, "nothing-to-forget")):
        with pytest.raises(ChecklistError) as caught:
            forgetting.purge_answer(workspace, started.id, Q1, why)
        assert caught.value.code == code
    with pytest.raises(ChecklistError) as caught:
        forgetting.purge_submission(workspace, "", WHY)
    assert caught.value.code == "unknown-submission"


def test_a_workspace_is_destroyed_and_strangers_files_stay(tmp_path: Path) -> None:
    for name, strangers in (("Ruritania", []), ("Zenda", ["notes.txt"])):
        made = opening.create(tmp_path / name, PREPARER, allow_attachments=True, cost=CHEAP).workspace
        started = assessments.start(made, FormId("infcirc869-checklist"), "Ruritania")
        (tmp_path / "file").write_text("x")
        evidence.attach(made, started.id, Q1, tmp_path / "file")
        exports.note_export(made, started.id, "review", "0" * 64)
        for stranger in strangers:
            (tmp_path / name / stranger).write_text("mine")
        with pytest.raises(ChecklistError) as caught:
            forgetting.destroy(tmp_path / name, PREPARER)
        assert caught.value.code == "open-elsewhere"
        made.close()
        with pytest.raises(ChecklistError) as caught:
            forgetting.destroy(tmp_path / name, "wrong words")
        assert caught.value.code == "wrong-passphrase"
        destroyed = forgetting.destroy(tmp_path / name, PREPARER)
        assert [each.kind for each in destroyed.held] == ["words", "export", "copy"]
        assert list(destroyed.left) == strangers
        assert (tmp_path / name).exists() == bool(strangers)


def test_a_damaged_workspace_is_destroyed_too(workspace: Workspace) -> None:
    folder, file = workspace.folder, workspace.store.file
    workspace.close()
    file.write_bytes(file.read_bytes()[:16] + bytes(8192))
    assert [each.kind for each in forgetting.destroy(folder, PREPARER).held] == ["words", "copy"]
    assert not folder.exists()


@pytest.mark.parametrize("step", range(6))
def test_a_destruction_cut_short_leaves_nothing_that_a_passphrase_opens(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The process ends at the n-th removal of a file, from keys.json on."""
    folder = workspace.folder
    workspace.close()
    unlink, seen = Path.unlink, list[str]()

    def ends(path: Path, missing_ok: bool = False) -> None:
        if seen or path.name == "keys.json":
            seen.append(path.name)
        if len(seen) == step + 1:
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", ends)
    with pytest.raises(KeyboardInterrupt):
        forgetting.destroy(folder, PREPARER)
    monkeypatch.undo()
    with pytest.raises(ChecklistError):
        opening.unlock(folder, PREPARER)


def test_a_destruction_cut_short_is_finished_without_a_passphrase(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, remove_rest = workspace.folder, destruction.remove_rest
    exports.note_export(workspace, AssessmentId("0" * 32), "review", "0" * 64)
    workspace.close()
    assert not forgetting.is_cut_short(folder)

    def refused(database: Path) -> tuple[str, ...]:
        raise ChecklistError("no-rights", "You have no rights to it.", "")

    monkeypatch.setattr(destruction, "remove_rest", refused)
    begun = forgetting.destroy(folder, PREPARER)
    assert [each.kind for each in begun.held] == ["words", "export", "copy"], "what left it is told once, and now"
    assert begun.unfinished.startswith("You have no rights to it.")
    assert forgetting.is_cut_short(folder)
    monkeypatch.setattr(destruction, "remove_rest", remove_rest)
    assert forgetting.destroy(folder, "").unfinished == ""
    assert not folder.exists()


@pytest.mark.parametrize("overwritten", [False, True])
def test_the_database_is_the_last_to_go(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, overwritten: bool
) -> None:
    """Each fault on the way leaves a folder that can be named once more and removed."""
    folder, unlink, gone = workspace.folder, Path.unlink, list[str]()
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    evidence.attach_data(workspace, started.id, Q1, "plan.txt", b"x")
    workspace.close()
    (folder / "keys.json").write_bytes(bytes(100)) if overwritten else (folder / "keys.json").unlink()

    def refused_once(path: Path, missing_ok: bool = False) -> None:
        if path.name not in gone and path.exists():
            gone.append(path.name)
            raise PermissionError(1, "not now")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused_once)
    for _ in range(9):
        if not folder.exists():
            break
        assert forgetting.is_cut_short(folder)
        try:
            forgetting.destroy(folder, "")
        except ChecklistError as fault:
            if fault.code != "no-rights":
                raise
    assert not folder.exists()
    assert gone[-1] == "Ruritania.checklist"


def test_an_open_workspace_without_keys_is_not_destroyed(workspace: Workspace) -> None:
    (workspace.folder / "keys.json").unlink()
    with pytest.raises(ChecklistError) as caught:
        forgetting.destroy(workspace.folder, "")
    assert caught.value.code == "open-elsewhere"
    assert workspace.store.file.exists()


def test_the_log_is_emptied_before_forgetting_counts_as_done(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    assessments.save_answer(workspace, started.id, Q1, Answer(Response.of("yes"), note=MARKER))
    query = workspace.store.query

    def cut(sql: str, *values: str | int) -> list[object]:
        if "wal_checkpoint" in sql:
            raise KeyboardInterrupt
        return query(sql, *values)

    monkeypatch.setattr(workspace.store, "query", cut)
    with pytest.raises(KeyboardInterrupt):
        forgetting.purge_answer(workspace, started.id, Q1, WHY)
    assert query("PRAGMA user_version") == [(1,)]


def sealed(workspace: Workspace, scene: Scene, target: Path) -> None:
    signer = identities.own(workspace)[0]
    to = [each.id for each in contacts.contacts(workspace)]
    exchange.seal(workspace, scene.assessment, target, identity_id=signer.id, passphrase=APPROVER, to=to)
