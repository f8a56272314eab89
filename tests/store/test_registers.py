# SPDX-License-Identifier: Apache-2.0
"""People, identities, contacts, kept documents and the registers of sent and received bundles."""

import io

import pytest

from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, ContactId, Digest, PersonId
from checklistapp.domain.journal import Act, Entry
from checklistapp.domain.people import Confirmation, Contact, Identity, Person, PersonRole
from checklistapp.store import (
    check,
    contacts,
    documents,
    exchange,
    forms,
    identities,
    journal,
    people,
    rows,
    sealed_files,
)
from checklistapp.store.documents import Stage
from checklistapp.store.exchange import Place, Series
from checklistapp.store.sealed_files import SealedFile
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, Made, form_of

SERIES = Series("c" * 64, AssessmentId("9" * 32), "Authority of Ruritania", "submission")


def place(sequence: int) -> Place:
    return Place(sequence, Digest(f"{sequence:064x}"))


def acts(store: Store) -> list[Act]:
    return [entry.act for entry in journal.entries(store)]


def test_persons_are_added_and_changed(store: Store) -> None:
    reviewer = Person(PersonId("2" * 32), "Reviewer", PersonRole.REVIEWER, "Inspectorate")
    people.put(store, PERSON, CLOCK, reviewer, Act.PERSON_ADDED)
    people.put(store, PERSON, CLOCK, Person(reviewer.id, "Second reviewer"), Act.PERSON_CHANGED)
    assert people.find(store, reviewer.id) == Person(reviewer.id, "Second reviewer")
    assert [person.id for person in people.persons(store)] == [PERSON, reviewer.id]
    assert acts(store)[-2:] == [Act.PERSON_ADDED, Act.PERSON_CHANGED]
    with pytest.raises(ChecklistError) as caught:
        people.find(store, PersonId("nobody"))
    assert caught.value.code == "unknown-person"
    assert check.check(store) == []


def test_identities_keep_their_secrets_sealed_and_retire(store: Store) -> None:
    identity = Identity("1" * 32, PERSON, "Focal point", "Ministry", b"der", "eight words", True, "age1pq1x", "age1x")
    identities.add(store, PERSON, CLOCK, identity, b"chain", b"sealed")
    assert identities.identities(store) == [identity]
    assert identities.sealed_secrets(store, identity.id) == b"sealed"
    assert identities.chain(store, identity.id) == b"chain"
    identities.retire(store, PERSON, CLOCK, identity.id)
    assert identities.find(store, identity.id).retired
    assert identities.sealed_secrets(store, identity.id) == b"sealed"
    assert acts(store)[-2:] == [Act.IDENTITY_ADDED, Act.IDENTITY_RETIRED]
    with pytest.raises(ChecklistError) as caught:
        identities.find(store, "nobody")
    assert caught.value.code == "unknown-identity"
    assert check.check(store) == []


def test_contacts_are_confirmed_and_retired(store: Store) -> None:
    def contact(confirmation: Confirmation) -> Contact:
        return Contact(
            ContactId("3" * 32), "Receiver", "Authority", b"der", "eight words", "age1pq1x", "age1x", confirmation
        )

    for confirmation, act in (
        (Confirmation.UNCONFIRMED, Act.CONTACT_ADDED),
        (Confirmation.CONFIRMED, Act.CONTACT_CONFIRMED),
        (Confirmation.RETIRED, Act.CONTACT_RETIRED),
    ):
        contacts.put(store, PERSON, CLOCK, contact(confirmation), act)
        assert contacts.contacts(store) == [contact(confirmation)]
        assert contacts.find(store, ContactId("3" * 32)) == contact(confirmation)
        assert acts(store)[-1] is act
    with pytest.raises(ChecklistError) as caught:
        contacts.find(store, ContactId("nobody"))
    assert caught.value.code == "unknown-contact"
    assert check.check(store) == []


def keep(store: Store, assessment: Assessment, stage: Stage, pdf: bytes) -> documents.Kept:
    act = Act.CERTIFIED if stage is Stage.CERTIFIED else Act.APPROVED
    return documents.keep(store, PERSON, CLOCK, act, assessment.id, "submission", stage, pdf, Digest("d" * 64))


def test_a_signed_pdf_is_kept_to_the_byte_from_stage_to_stage(store: Store, assessment: Assessment) -> None:
    assert documents.current(store, assessment.id, "submission") is None
    certified = keep(store, assessment, Stage.CERTIFIED, b"%PDF one")
    complete = keep(store, assessment, Stage.COMPLETE, b"%PDF one and two")
    assert complete.id == certified.id
    assert documents.current(store, assessment.id, "submission") == complete
    assert documents.current(store, assessment.id, "public") is None
    assert documents.pdf(store, complete.id) == b"%PDF one and two"
    assert journal.head(store).sequence == complete.sequence
    documents.supersede(store, PERSON, CLOCK, complete, "a wrong date")
    assert list(journal.entries(store))[-1].remark == "a wrong date"
    assert documents.current(store, assessment.id, "submission") is None
    newer = keep(store, assessment, Stage.CERTIFIED, b"%PDF three")
    assert [kept.id for kept in documents.history(store, assessment.id)] == [newer.id, complete.id]
    assert documents.pdf(store, complete.id) == b"%PDF one and two"
    assert check.check(store) == []


def test_only_a_pending_document_is_discarded(store: Store, assessment: Assessment) -> None:
    complete = keep(store, assessment, Stage.COMPLETE, b"%PDF")
    with pytest.raises(ValueError, match="pending"):
        documents.discard(store, PERSON, CLOCK, complete)
    documents.supersede(store, PERSON, CLOCK, complete, "why")
    pending = keep(store, assessment, Stage.CERTIFIED, b"%PDF 2")
    documents.discard(store, PERSON, CLOCK, pending)
    assert documents.current(store, assessment.id, "submission") is None
    assert acts(store)[-1] is Act.PENDING_DISCARDED
    assert check.check(store) == []


def test_a_kept_pdf_that_was_altered_is_refused(store: Store, assessment: Assessment) -> None:
    kept = keep(store, assessment, Stage.COMPLETE, b"%PDF")
    store.database.execute("UPDATE document SET pdf = x'00'")
    with pytest.raises(ChecklistError) as caught:
        documents.pdf(store, kept.id)
    assert caught.value.code == "damaged"


def test_sent_bundles_count_in_their_series(store: Store) -> None:
    assert exchange.last_sent(store, SERIES) is None
    for sequence in (1, 2, 10):
        exchange.record_sent(store, PERSON, CLOCK, SERIES, place(sequence))
    assert exchange.last_sent(store, SERIES) == place(10)
    other = Series(SERIES.signer, SERIES.assessment, "Another authority", SERIES.kind)
    assert exchange.last_sent(store, other) is None
    with pytest.raises(ValueError, match="before"):
        exchange.record_sent(store, PERSON, CLOCK, SERIES, place(10))
    assert check.check(store) == []


def receive(store: Store, evidence: list[tuple[str, str, SealedFile]]) -> exchange.Submission:
    return exchange.receive(
        store,
        PERSON,
        CLOCK,
        form_of(2),
        SERIES,
        place(1),
        previous="",
        certificate=b"der",
        statement=b"{}",
        record=b"record",
        pdf=b"%PDF",
        verdict="complete",
        evidence=evidence,
    )


def test_a_received_bundle_is_kept_whole(made: Made, store: Store) -> None:
    with sealed_files.sealed(store, io.BytesIO(b"attached")) as file:
        received = receive(store, [("data/evidence/1", "licence.pdf", file)])
    assert exchange.submissions(store) == [received]
    assert exchange.received_as(store, place(1).tagmanifest) == received.id
    assert exchange.received_as(store, place(2).tagmanifest) is None
    assert exchange.last_received(store, SERIES) == place(1)
    assert (exchange.record(store, received.id), exchange.pdf(store, received.id)) == (b"record", b"%PDF")
    store.forms.clear()
    assert forms.load(store, received.form_digest) == form_of(2)
    (listed,) = exchange.received_files(store, received.id)
    assert listed.path == "data/evidence/1"
    target = io.BytesIO()
    attachment = exchange.save_received(store, received.id, listed.path, target)
    assert attachment == listed.attachment
    assert target.getvalue() == b"attached"
    assert check.check(store) == []
    store.close()
    again = made.open()
    assert exchange.save_received(again, received.id, listed.path, io.BytesIO()) == attachment
    again.close()


def test_a_bundle_that_fails_at_its_last_row_leaves_nothing(
    made: Made, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = journal.head(store)
    put = rows.put

    def fail_at_evidence(
        where: Store, person: PersonId, clock: str, act: Act, table: str, row: rows.Row, remark: str = ""
    ) -> Entry:
        if table == "received_evidence":
            raise ChecklistError("disk-full", "The disk is full.")
        return put(where, person, clock, act, table, row, remark)

    monkeypatch.setattr(rows, "put", fail_at_evidence)
    with pytest.raises(ChecklistError), sealed_files.sealed(store, io.BytesIO(b"attached")) as file:
        receive(store, [("data/evidence/1", "licence.pdf", file)])
    assert list((made.folder / "evidence").iterdir()) == []
    assert journal.head(store) == before
    assert exchange.submissions(store) == []
    assert check.check(store) == []


def test_unknown_submissions_and_files_are_told(store: Store) -> None:
    for ask in (exchange.record, exchange.pdf):
        with pytest.raises(ChecklistError) as caught:
            ask(store, "nowhere")
        assert caught.value.code == "unknown-submission"
    with pytest.raises(ChecklistError) as caught:
        exchange.save_received(store, "nowhere", "nothing", io.BytesIO())
    assert caught.value.code == "no-attachment"


def test_an_unknown_form_is_told(store: Store) -> None:
    with pytest.raises(ChecklistError) as caught:
        forms.load(store, Digest("0" * 64))
    assert caught.value.code == "unknown-form"
