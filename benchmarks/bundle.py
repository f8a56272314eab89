# SPDX-License-Identifier: Apache-2.0
"""A bundle with much evidence: sealing and receiving it beside age, which neither signs nor waits for the disk."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks import peers, synthetic
from benchmarks.measuring import (
    PEAK,
    WALL,
    Attempt,
    Contest,
    Measures,
    MissingError,
    Row,
    Setting,
    isolated,
    peak,
    process,
    progress,
    reset_peak,
    timed,
)
from checklistapp.domain.ids import AssessmentId, ContactId
from checklistapp.services import contacts, evidence, exchange, identities, opening, receiving, signing
from checklistapp.services.workspace import Workspace

_MIB = 1 << 20
_FILES = 8
_OURS, _AGE, _DISK = "checklistapp", "age", "copy + fsync"
_ALLOWANCE = 64 * _MIB
_OVERRIDE = "One person alone measures."


@dataclass(frozen=True, slots=True)
class _Pair:
    """A sender with an approved assessment and attached files, and a receiver who knows the sender."""

    sender: Path
    receiver: Path
    assessment: AssessmentId
    identity: str
    contact: ContactId


def run(setting: Setting) -> list[Row]:
    rows = _timed(setting, 256)
    for size in (256, 1024) if setting.large else (256,):
        rows += _memory(setting, size)
    return rows


def _timed(setting: Setting, size: int) -> list[Row]:
    pair, plain = _prepare(setting.scratch / f"bundle-{size}", size)
    sender = opening.unlock(pair.sender, synthetic.PASSPHRASE)
    receiver = opening.unlock(pair.receiver, synthetic.PASSPHRASE)
    folder, numbers = plain.parent, count()
    sealed: list[Path] = []

    def seal() -> None:
        target = folder / f"{next(numbers)}.age"
        _seal(sender, pair, target)
        sealed.append(target)

    def receive() -> None:
        _receive(receiver, sealed.pop(0))

    try:
        progress(f"bundle: sealing {size} MiB")
        sealing = Contest(setting.runs)
        sealing.enter(_OURS, lambda: _on_quiet_disk(timed(seal)))
        sealing.enter(_AGE, lambda: _on_quiet_disk(_age_encrypt(plain)))
        sealing.enter(_DISK, lambda: _on_quiet_disk(timed(lambda: copy_durably(plain, folder / "copy"))))
        sealing.run()
        progress(f"bundle: receiving {size} MiB")
        opening_race = Contest(setting.runs)
        opening_race.enter(_OURS, lambda: _on_quiet_disk(timed(receive)))
        opening_race.enter(_AGE, lambda: _on_quiet_disk(_age_decrypt(plain)))
        opening_race.run()
    finally:
        sender.close()
        receiver.close()
    what = f"seal {size} MiB: signed, encrypted, fsynced, read again"
    return [
        sealing.row(what, (_OURS, WALL), (_AGE, WALL), 3.0),
        sealing.row(what, (_OURS, WALL), (_DISK, WALL), None),
        opening_race.row(f"verify and import {size} MiB", (_OURS, WALL), (_AGE, WALL), 2.0),
    ]


def _on_quiet_disk(attempt: Attempt) -> Attempt:
    """What one contestant left unwritten is not paid for by the next one that waits for the disk."""

    def settled() -> Measures:
        os.sync()
        return attempt()

    return settled


def _memory(setting: Setting, size: int) -> list[Row]:
    progress(f"bundle: memory at {size} MiB")
    pair, plain = _prepare(setting.scratch / f"memory-{size}", size)
    target = plain.parent / "0.age"
    contest = Contest(1, warm_up=0)
    contest.enter("sealing", lambda: lambda: isolated(sealing_peak, pair, target))
    contest.enter("receiving", lambda: lambda: isolated(receiving_peak, pair, target))
    contest.run()
    return [
        Row(
            f"{name} {size} MiB: memory over idle",
            contest.values(name, PEAK),
            "64 MiB",
            [float(_ALLOWANCE)],
            1.0,
            is_memory=True,
        )
        for name in ("sealing", "receiving")
    ]


def sealing_peak(pair: _Pair, target: Path) -> Measures:
    """For a fresh interpreter."""
    workspace = opening.unlock(pair.sender, synthetic.PASSPHRASE)
    return _peak_over_idle(workspace, lambda: _seal(workspace, pair, target))


def receiving_peak(pair: _Pair, bundle: Path) -> Measures:
    """For a fresh interpreter."""
    workspace = opening.unlock(pair.receiver, synthetic.PASSPHRASE)
    return _peak_over_idle(workspace, lambda: _receive(workspace, bundle))


def _peak_over_idle(workspace: Workspace, work: Callable[[], object]) -> Measures:
    try:
        idle = reset_peak()
        work()
        return {PEAK: float(peak() - idle)}
    finally:
        workspace.close()


def _seal(sender: Workspace, pair: _Pair, target: Path) -> None:
    exchange.seal(
        sender,
        pair.assessment,
        target,
        identity_id=pair.identity,
        passphrase=synthetic.PASSPHRASE,
        to=[pair.contact],
    )


def _receive(receiver: Workspace, bundle: Path) -> None:
    received = receiving.receive(receiver, bundle, synthetic.PASSPHRASE)
    if not received.imported:
        raise MissingError(f"was not imported: {received.message}")


def _prepare(folder: Path, size: int) -> tuple[_Pair, Path]:
    """Both workspaces, and the same evidence as one plain file for the peers."""
    progress(f"bundle: attaching {size} MiB")
    folder.mkdir()
    plain = folder / "plain"
    sender = synthetic.new_workspace(folder / "sender", attachments=True)
    receiver = synthetic.new_workspace(folder / "receiver", attachments=True)
    try:
        assessment = synthetic.answered(sender, 37)
        with plain.open("wb") as together:
            for number, question in zip(range(_FILES), assessment.form.by_id, strict=False):
                part = folder / f"evidence-{number}.bin"
                part.write_bytes(os.urandom(size * _MIB // _FILES))
                together.write(part.read_bytes())
                evidence.attach(sender, assessment.id, question, part)
                part.unlink()
        own = identities.create(sender, synthetic.PASSPHRASE, synthetic.ORGANISATION)
        theirs = identities.create(receiver, synthetic.PASSPHRASE, "Receiving authority")
        identities.export_card(sender, own.id, synthetic.PASSPHRASE, folder / "sender.card")
        identities.export_card(receiver, theirs.id, synthetic.PASSPHRASE, folder / "receiver.card")
        contacts.add(receiver, folder / "sender.card", own.fingerprint)
        contact = contacts.add(sender, folder / "receiver.card", theirs.fingerprint)
        signing.certify(sender, assessment.id, own.id, synthetic.PASSPHRASE)
        signing.approve(sender, assessment.id, own.id, synthetic.PASSPHRASE, override=_OVERRIDE)
        return _Pair(sender.folder, receiver.folder, assessment.id, own.id, contact.id), plain
    finally:
        sender.close()
        receiver.close()


def _age_encrypt(plain: Path) -> Attempt:
    age, keygen = peers.command("age", "age"), peers.command("age-keygen", "age")
    key = plain.with_name("age-key")
    process([keygen, "-o", key])
    recipient = process([keygen, "-y", key]).output.strip()
    return lambda: process([age, "-r", recipient, "-o", plain.with_name("plain.age"), plain]).measures


def _age_decrypt(plain: Path) -> Attempt:
    age, key = peers.command("age", "age"), plain.with_name("age-key")
    return lambda: (
        process([age, "-d", "-i", key, "-o", plain.with_name("opened"), plain.with_name("plain.age")]).measures
    )


def copy_durably(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(_MIB):
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
