# SPDX-License-Identifier: Apache-2.0
"""The key slots of a workspace: each person's passphrase opens the one data key, and nothing here touches a disk."""

import hmac
import secrets
import time
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from checklistapp.crypto import hpke_seal
from checklistapp.crypto.key_file import (
    LARGEST_WORK,
    MAXIMUM_SLOTS,
    VERSION,
    Argon2Cost,
    KeyFile,
    Slot,
    damaged,
    framed,
    header,
    require_affordable,
)
from checklistapp.domain.errors import ChecklistError

KEY_SIZE = 32
DEFAULT_COST = Argon2Cost()

_CALIBRATION_LIMIT = 256 * 1024  # KiB
_SEALED = "checklistapp sealed to a slot"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a passphrase gives: the data key everybody shares, and the private key that is this person's alone."""

    data_key: bytes = field(repr=False)
    slot_id: str
    slot_private_key: bytes = field(repr=False)


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_SIZE)


def new_file_id() -> bytes:
    return secrets.token_bytes(16)


def database_key(data_key: bytes) -> bytes:
    """The raw 256-bit SQLCipher key; its salt is the key file's ``file_id``."""
    return _derived(data_key, b"checklistapp database key v1")


def new_key_file(data_key: bytes, file_id: bytes, rev: int = 0) -> KeyFile:
    """A key file without slots yet: for a new workspace, or around a data key rebuilt from the recovery words.

    ``rev`` is that of the key file it replaces: the count goes on.
    """
    return _signed(KeyFile(VERSION, file_id, rev, b"", ()), data_key, ())


def add_slot(
    key_file: KeyFile, data_key: bytes, passphrase: str, label: str = "", cost: Argon2Cost | None = None
) -> KeyFile:
    """The new slot comes last; without a label it is called "slot 1", "slot 2" ...

    Without a ``cost``, it is what this machine can bear and what the other slots leave.
    """
    verify(key_file, data_key)
    if len(key_file.slots) == MAXIMUM_SLOTS:
        raise ChecklistError(
            "too-many-slots", f"A workspace has room for {MAXIMUM_SLOTS} people.", "Remove somebody who has left first."
        )
    cost = cost or _affordable(key_file.slots)
    private_key = hpke_seal.new_private_key()
    empty = Slot(
        id=secrets.token_hex(16),
        label=label or _free_label(key_file),
        pub=hpke_seal.public_key(private_key),
        salt=b"",
        nonce=b"",
        m=cost.m,
        t=cost.t,
        p=cost.p,
        ct=b"",
        sealed=b"",
    )
    slot = _locked(_resealed(empty, data_key, key_file.file_id), private_key, passphrase, cost)
    return _signed(key_file, data_key, (*key_file.slots, slot))


def change_passphrase(
    key_file: KeyFile, unlocked: Unlocked, passphrase: str, cost: Argon2Cost | None = None
) -> KeyFile:
    """The slot keeps its id and key pair, so what was sealed to it still opens. ``cost`` as for ``add_slot``."""
    verify(key_file, unlocked.data_key)
    cost = cost or _affordable(tuple(slot for slot in key_file.slots if slot.id != unlocked.slot_id))
    changed = _locked(slot_of(key_file, unlocked.slot_id), unlocked.slot_private_key, passphrase, cost)
    slots = tuple(changed if slot.id == changed.id else slot for slot in key_file.slots)
    return _signed(key_file, unlocked.data_key, slots)


def remove_slot(key_file: KeyFile, data_key: bytes, slot_id: str) -> KeyFile:
    """The person removed may remember the data key: ``rekey`` what this returns."""
    verify(key_file, data_key)
    gone = slot_of(key_file, slot_id)
    if len(key_file.slots) == 1:
        raise ChecklistError(
            "last-slot",
            "The last person who can open the workspace cannot be removed.",
            "Add another person with a passphrase first.",
        )
    return _signed(key_file, data_key, tuple(slot for slot in key_file.slots if slot is not gone))


def keep_slots(key_file: KeyFile, data_key: bytes, kept: Collection[str]) -> KeyFile:
    """Only the slots with these ids; none where none is there. See ``remove_slot`` for what this cannot take back."""
    verify(key_file, data_key)
    return _signed(key_file, data_key, tuple(slot for slot in key_file.slots if slot.id in kept))


def rekey(key_file: KeyFile, data_key: bytes, new_data_key: bytes, new_file_id: bytes) -> KeyFile:
    """Every slot opens the new data key with the passphrase it had."""
    verify(key_file, data_key)
    slots = tuple(_resealed(slot, new_data_key, new_file_id) for slot in key_file.slots)
    return _signed(replace(key_file, file_id=new_file_id), new_data_key, slots)


def unlock(key_file: KeyFile, passphrase: str, only: str | None = None) -> Unlocked:
    """Try the passphrase on each slot, or on the slot ``only``; one Argon2id derivation per slot tried."""
    for slot in key_file.slots:
        if only in (None, slot.id) and (private_key := _opened(slot, passphrase)) is not None:
            data_key = _unsealed(key_file, slot, private_key)
            verify(key_file, data_key)
            return Unlocked(data_key, slot.id, private_key)
    if not key_file.slots:
        raise ChecklistError(
            "keys-damaged",
            "The key file keys.json has room for nobody's passphrase, so none can open the workspace.",
            "Put the newest one back from a backup copy, or open the workspace with the recovery words.",
        )
    raise ChecklistError(
        "wrong-passphrase",
        "The passphrase is wrong.",
        "Check Caps Lock and the keyboard layout, then try again. The recovery words open the workspace without one.",
    )


def verify(key_file: KeyFile, data_key: bytes) -> None:
    """Refuse a header that somebody without the data key has altered."""
    if not hmac.compare_digest(key_file.mac, _mac(key_file, data_key)):
        raise damaged()


def slot_of(key_file: KeyFile, slot_id: str) -> Slot:
    """A KeyError says that the caller asked for a slot that is not there."""
    for slot in key_file.slots:
        if slot.id == slot_id:
            return slot
    raise KeyError(slot_id)


def seal_to_slot(pub: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Only the passphrase of the slot with this public key opens it again; the data key does not."""
    return hpke_seal.seal(pub, plaintext, framed(_SEALED, VERSION, aad))


def open_with_slot(private_key: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return hpke_seal.unseal(private_key, sealed, framed(_SEALED, VERSION, aad))
    except hpke_seal.SealError as fault:
        raise ChecklistError(
            "not-sealed-to-you",
            "This is sealed to another person's passphrase, or it was altered.",
            "Open the workspace with the passphrase of the person it belongs to, or restore a backup copy.",
        ) from fault


@cache
def calibrated_cost(seconds: float = 1.0) -> Argon2Cost:
    """At least the default; more memory, up to 256 MiB, while this machine stays under ``seconds``.

    Measured once, which itself takes about as long.
    """
    cost = DEFAULT_COST
    spent = _seconds_for(cost)
    while cost.m < _CALIBRATION_LIMIT and 2 * spent <= seconds:
        doubled = replace(cost, m=2 * cost.m)
        try:
            spent = _seconds_for(doubled)
        except ChecklistError:  # not that much memory
            break
        if spent > seconds:
            break
        cost = doubled
    return cost


def _seconds_for(cost: Argon2Cost) -> float:
    started = time.perf_counter()
    _key_of("calibration", bytes(16), cost)
    return time.perf_counter() - started


def _affordable(others: tuple[Slot, ...]) -> Argon2Cost:
    """The calibrated cost, less where ``others`` leave too little for everybody who may still come."""
    to_come = MAXIMUM_SLOTS - 1 - len(others)
    left = LARGEST_WORK - sum(slot.m * slot.t for slot in others) - to_come * DEFAULT_COST.m * DEFAULT_COST.t
    cost = calibrated_cost()
    while cost.m > DEFAULT_COST.m and cost.m * cost.t > left:
        cost = replace(cost, m=cost.m // 2)
    return cost


def _mac(key_file: KeyFile, data_key: bytes) -> bytes:
    return hmac.digest(_derived(data_key, b"checklistapp header key v1"), header(key_file), "sha256")


def _signed(key_file: KeyFile, data_key: bytes, slots: tuple[Slot, ...]) -> KeyFile:
    require_affordable(slots)
    changed = replace(key_file, rev=key_file.rev + 1, slots=slots)
    return replace(changed, mac=_mac(changed, data_key))


def _derived(data_key: bytes, label: bytes) -> bytes:
    if len(data_key) != KEY_SIZE:
        raise ValueError("a data key is 32 bytes")
    return HKDF(SHA256(), KEY_SIZE, salt=None, info=label).derive(data_key)


def _key_of(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    # A lone surrogate must not raise: UnicodeEncodeError would carry the passphrase.
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    kdf = Argon2id(salt=salt, length=KEY_SIZE, iterations=cost.t, lanes=cost.p, memory_cost=cost.m)
    try:
        return kdf.derive(secret)
    except MemoryError as fault:
        raise ChecklistError(
            "not-enough-memory",
            f"Checking this passphrase needs {cost.m // 1024} MB of free memory.",
            "Close other programs and try again.",
        ) from fault


def _slot_metadata(slot: Slot) -> bytes:
    # Not the file id: it changes when the workspace is re-keyed, and that must need nobody else's passphrase.
    return framed("checklistapp slot", VERSION, slot.id, slot.label, slot.pub, slot.salt, slot.m, slot.t, slot.p)


def _locked(slot: Slot, private_key: bytes, passphrase: str, cost: Argon2Cost) -> Slot:
    if not passphrase:
        raise ChecklistError("passphrase-empty", "The passphrase is empty.", "Choose one of several words.")
    fresh = replace(
        slot, salt=secrets.token_bytes(16), nonce=secrets.token_bytes(12), m=cost.m, t=cost.t, p=cost.p, ct=b""
    )
    key = AESGCM(_key_of(passphrase, fresh.salt, cost))
    return replace(fresh, ct=key.encrypt(fresh.nonce, private_key, _slot_metadata(fresh)))


def _opened(slot: Slot, passphrase: str) -> bytes | None:
    key = AESGCM(_key_of(passphrase, slot.salt, Argon2Cost(slot.m, slot.t, slot.p)))
    try:
        return key.decrypt(slot.nonce, slot.ct, _slot_metadata(slot))
    except InvalidTag:
        return None


def _data_key_info(slot: Slot, file_id: bytes) -> bytes:
    return framed("checklistapp data key", VERSION, file_id, slot.id)


def _resealed(slot: Slot, data_key: bytes, file_id: bytes) -> Slot:
    return replace(slot, sealed=hpke_seal.seal(slot.pub, data_key, _data_key_info(slot, file_id)))


def _unsealed(key_file: KeyFile, slot: Slot, private_key: bytes) -> bytes:
    try:
        data_key = hpke_seal.unseal(private_key, slot.sealed, _data_key_info(slot, key_file.file_id))
    except hpke_seal.SealError as fault:
        raise damaged() from fault
    if len(data_key) != KEY_SIZE:  # anybody can seal to a public key
        raise damaged()
    return data_key


def _free_label(key_file: KeyFile) -> str:
    taken = {slot.label for slot in key_file.slots}
    return next(label for number in range(1, MAXIMUM_SLOTS + 1) if (label := f"slot {number}") not in taken)
