# SPDX-License-Identifier: Apache-2.0
"""Every way a bundle can be wrong is a rejection, and nothing of it counts."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from checklistapp.bundles.bag import ROOT, SIGNATURE, TAG_FILES, root, tag_files
from checklistapp.bundles.statement import File, Kind, Sender, Statement, read, write
from checklistapp.bundles.tar import fill, header, padded_length
from checklistapp.bundles.unsealing import Opened, RejectedError, only_hash, unseal
from checklistapp.crypto import age
from checklistapp.crypto.cms import sign_detached
from checklistapp.crypto.signer import make_self_made
from checklistapp.crypto.trust import SignerStatus, SignerVerdict, Trust
from checklistapp.domain.verdict import Verdict
from tests.bundles.conftest import NOW, PAYLOAD, Parties


def open_with(parties: Parties, sealed: bytes) -> Opened:
    return unseal(io.BytesIO(sealed), [parties.receiver], parties.trust)


def reason_of(parties: Parties, sealed: bytes) -> Verdict:
    with pytest.raises(RejectedError) as caught:
        open_with(parties, sealed)
    return caught.value.reason


def test_what_was_sealed_is_opened(parties: Parties) -> None:
    statement = parties.statement()
    kept: dict[str, bytes] = {}

    def keep(file: File, source: io.BufferedReader) -> str:
        kept[file.path] = source.read()
        return hashlib.sha512(kept[file.path]).hexdigest()

    opened = unseal(io.BytesIO(parties.seal(statement)), [parties.receiver], parties.trust, evidence=keep)
    assert opened.statement == statement
    assert opened.signer.status is SignerStatus.CONFIRMED
    assert opened.signer.certificate == parties.signer.certificate
    assert dict(opened.files) == {path: data for path, data in PAYLOAD.items() if "evidence" not in path}
    assert kept == {path: data for path, data in PAYLOAD.items() if "evidence" in path}


def test_a_statement_reads_back_only_as_written(parties: Parties) -> None:
    statement = parties.statement()
    assert read(write(statement)) == statement
    with pytest.raises(ValueError, match="canonical"):
        read(write(statement) + b" ")


def test_an_unknown_signer_is_told_to_the_gate(parties: Parties) -> None:
    seen: list[SignerVerdict] = []
    sealed = io.BytesIO(parties.seal(parties.statement()))
    unseal(sealed, [parties.receiver], Trust(NOW), gate=lambda statement, signer: seen.append(signer))
    assert [verdict.status for verdict in seen] == [SignerStatus.UNCONFIRMED]


def test_the_gate_stands_before_the_payload(parties: Parties) -> None:
    written: list[File] = []

    def refuse(statement: Statement, signer: SignerVerdict) -> None:
        raise PermissionError

    def keep(file: File, source: io.BufferedReader) -> str:
        written.append(file)
        return only_hash(file, source)

    with pytest.raises(PermissionError):
        unseal(io.BytesIO(parties.seal(parties.statement())), [parties.receiver], parties.trust, refuse, keep)
    assert written == []


def test_somebody_elses(parties: Parties) -> None:
    sealed = parties.seal(parties.statement())
    with pytest.raises(RejectedError) as caught:
        unseal(io.BytesIO(sealed), [parties.stranger], parties.trust)
    assert caught.value.reason is Verdict.NOT_FOR_US


@pytest.mark.parametrize("garbage", [b"", b"%PDF-1.7", b"PK\x03\x04" + bytes(600), bytes(2000), b"a" * 5000])
def test_not_a_bundle(parties: Parties, garbage: bytes) -> None:
    assert reason_of(parties, garbage) in {Verdict.UNREADABLE, Verdict.ALTERED, Verdict.INCOMPLETE}


def test_every_cut_is_noticed(parties: Parties) -> None:
    sealed = parties.seal(parties.statement())
    for k in range(100):
        reason_of(parties, sealed[: len(sealed) * k // 100])


def test_every_flip_is_noticed(parties: Parties) -> None:
    sealed = parties.seal(parties.statement())
    for k in range(100):
        changed = bytearray(sealed)
        changed[len(sealed) * k // 100] ^= 1 << (k % 8)
        reason_of(parties, bytes(changed))


def plain(parties: Parties) -> tuple[str, list[tuple[str, bytes]]]:
    """The entries as a sealer writes them, for an insider to play with."""
    statement = parties.statement()
    tags = tag_files(statement)
    signature = sign_detached(root(tags), parties.signer, NOW)
    entries = [(ROOT, root(tags)), (SIGNATURE, signature), *((name, tags[name]) for name in TAG_FILES)]
    return statement.base, entries + list(PAYLOAD.items())


def archive(base: str, entries: list[tuple[str, bytes]], end: bytes | None = None) -> bytes:
    packed = b"".join(header(f"{base}/{name}", len(data)) + data + bytes(fill(len(data))) for name, data in entries)
    return packed + (bytes(padded_length(len(packed) + 1024) - len(packed)) if end is None else end)


def resealed(parties: Parties, packed: bytes) -> bytes:
    return age.encrypt([parties.receiver.recipient()], packed)


def test_the_insiders_archive_is_good_before_it_is_touched(parties: Parties) -> None:
    assert open_with(parties, resealed(parties, archive(*plain(parties)))).statement == parties.statement()


Entries = list[tuple[str, bytes]]


def _swap(entries: Entries) -> Entries:
    return [*entries[:6], entries[7], entries[6], *entries[8:]]


def _flip(entries: Entries) -> Entries:
    name, data = entries[7]
    return [*entries[:7], (name, data[:-1] + b"]"), *entries[8:]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda e: [each for each in e if each[0] != SIGNATURE], Verdict.UNSIGNED),
        (lambda e: e[:-1], Verdict.INCOMPLETE),
        (lambda e: e[:8] + e[9:], Verdict.ALTERED),
        (_swap, Verdict.ALTERED),
        (_flip, Verdict.ALTERED),
        (lambda e: [*e, e[-1]], Verdict.ALTERED),
        (lambda e: [*e, ("data/extra", b"x")], Verdict.ALTERED),
        (lambda e: [e[0], (SIGNATURE, e[1][1][:-1]), *e[2:]], Verdict.ALTERED),
        (lambda e: [e[0], (SIGNATURE, b""), *e[2:]], Verdict.ALTERED),
        (lambda e: [(ROOT, e[0][1] + b"\n"), *e[1:]], Verdict.ALTERED),
    ],
    ids=[
        "unsigned",
        "last-missing",
        "one-missing",
        "swapped",
        "flipped",
        "twice",
        "unlisted",
        "cut-sig",
        "no-sig",
        "root",
    ],
)
def test_an_insider_with_the_key(parties: Parties, change: Callable[[Entries], Entries], reason: Verdict) -> None:
    base, entries = plain(parties)
    assert reason_of(parties, resealed(parties, archive(base, change(entries)))) is reason


@pytest.mark.parametrize("end", [b"", bytes(512), bytes(1024) + b"x" * 512, bytes(1 << 20)])
def test_another_end(parties: Parties, end: bytes) -> None:
    base, entries = plain(parties)
    assert reason_of(parties, resealed(parties, archive(base, entries, end))) in {Verdict.ALTERED, Verdict.INCOMPLETE}


def test_a_second_archive_behind_the_end(parties: Parties) -> None:
    packed = archive(*plain(parties))
    assert reason_of(parties, resealed(parties, packed + packed)) is Verdict.ALTERED


def test_a_huge_size_is_not_allocated(parties: Parties) -> None:
    base, entries = plain(parties)
    packed = header(f"{base}/{ROOT}", 8**11 - 1) + bytes(2048)
    assert reason_of(parties, resealed(parties, packed)) is Verdict.UNREADABLE
    del entries


def test_a_signature_of_another_key_is_not_the_senders(parties: Parties) -> None:
    base, entries = plain(parties)
    forged = sign_detached(entries[0][1], make_self_made("Focal point", "Ruritania"), NOW)
    entries[1] = (SIGNATURE, forged)
    assert reason_of(parties, resealed(parties, archive(base, entries))) is Verdict.ALTERED


def test_a_claim_to_be_somebody_else(parties: Parties) -> None:
    statement = replace(parties.statement(), sender=Sender("Focal point", "Ruritania", "c" * 64))
    assert reason_of(parties, parties.seal(statement)) is Verdict.ALTERED


def test_only_a_public_edition_travels_plain(parties: Parties) -> None:
    confidential = parties.seal_for([], parties.statement(recipients=()))
    assert reason_of(parties, confidential) is Verdict.ALTERED
    payload = {"data/public.json": b"{}"}
    public = parties.statement(payload, kind=Kind.PUBLIC, recipients=(), journal=None)
    assert open_with(parties, parties.seal_for([], public, payload)).statement == public
    assert reason_of(parties, parties.seal_for([], public, payload)[:-512]) is Verdict.ALTERED


def test_two_builds_differ_only_in_the_signature(parties: Parties) -> None:
    statement = parties.statement()
    first, second = (age.decrypt([parties.receiver], parties.seal(statement)) for _ in range(2))
    assert len(first) - len(second) in range(-1024, 1025)
    assert first.replace(b"signature.p7s", b"")[:512] == second.replace(b"signature.p7s", b"")[:512]
    assert first[-50_000:-20_000] == second[-50_000:-20_000]
