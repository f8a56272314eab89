# SPDX-License-Identifier: Apache-2.0
"""keys.json as values, as the bytes under its MAC, and as the one text that is accepted."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from checklistapp.crypto import hpke_seal
from checklistapp.domain.errors import ChecklistError

VERSION = 1
MAXIMUM_TEXT_SIZE = 1 << 20
MAXIMUM_SLOTS = 64

_MEMORY_RANGE = (8 * 1024, 1024 * 1024)
_ITERATIONS_RANGE = (1, 10)
_LANES_RANGE = (1, 16)
LARGEST_WORK = 24 << 20  # KiB times passes; 64 slots at twice the default cost, about 24 s at 1 GiB/s


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What deriving a key from a passphrase costs: ``m`` KiB of memory, ``t`` passes, ``p`` lanes (RFC 9106)."""

    m: int = 64 * 1024
    t: int = 3
    p: int = 4

    def __post_init__(self) -> None:
        ranges = ((self.m, _MEMORY_RANGE), (self.t, _ITERATIONS_RANGE), (self.p, _LANES_RANGE))
        if not all(low <= value <= high for value, (low, high) in ranges):
            raise ValueError("Argon2id cost out of bounds")


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's way to the data key; readable without any key, so the label names nobody by default.

    ``ct`` is the private half of ``pub`` under the passphrase; ``sealed`` is the data key, sealed to ``pub``.
    """

    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
    label: Annotated[str, Meta(max_length=100)]
    pub: Annotated[bytes, Meta(min_length=hpke_seal.PUBLIC_KEY_SIZE, max_length=hpke_seal.PUBLIC_KEY_SIZE)]
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]
    nonce: Annotated[bytes, Meta(min_length=12, max_length=12)]
    m: Annotated[int, Meta(ge=_MEMORY_RANGE[0], le=_MEMORY_RANGE[1])]
    t: Annotated[int, Meta(ge=_ITERATIONS_RANGE[0], le=_ITERATIONS_RANGE[1])]
    p: Annotated[int, Meta(ge=_LANES_RANGE[0], le=_LANES_RANGE[1])]
    ct: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What keys.json holds; ``file_id`` is the first 16 bytes of the database it opens, its SQLCipher salt."""

    v: int
    file_id: Annotated[bytes, Meta(min_length=16, max_length=16)]
    rev: Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
    mac: bytes
    slots: Annotated[tuple[Slot, ...], Meta(max_length=MAXIMUM_SLOTS)]


@dataclass(frozen=True, slots=True)
class _VersionOnly:
    v: int


def to_json(key_file: KeyFile) -> bytes:
    """The one text of these values; ``sum`` (SHA-256) tells a damaged file from a wrong passphrase without any key."""
    values: dict[str, Any] = msgspec.to_builtins(key_file)  # Any: a JSON object of text, numbers and lists
    values["sum"] = hashlib.sha256(header(key_file) + key_file.mac).hexdigest()
    return msgspec.json.format(msgspec.json.encode(values), indent=2) + b"\n"


def from_json(text: bytes) -> KeyFile:
    """Accepts exactly what ``to_json`` writes, so no byte can change unnoticed, be it in white space or in base64."""
    if len(text) > MAXIMUM_TEXT_SIZE:
        raise damaged()
    try:
        if msgspec.json.decode(text, type=_VersionOnly).v > VERSION:
            raise ChecklistError(
                "keys-too-new",
                "This workspace was made by a newer version of the program.",
                "Open it with that version or a later one.",
            )
        key_file = msgspec.json.decode(text, type=KeyFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise damaged() from fault
    if key_file.v != VERSION or to_json(key_file) != text:
        raise damaged()
    require_affordable(key_file.slots)
    return key_file


def require_affordable(slots: tuple[Slot, ...]) -> None:
    """A wrong passphrase is tried on every slot, so their work together is bounded, not only each one's."""
    if sum(slot.m * slot.t for slot in slots) > LARGEST_WORK:
        raise ChecklistError(
            "keys-too-costly",
            "Trying a passphrase on every slot of this key file would take minutes, so the file is refused.",
            "Put keys.json back from a backup copy, or open the workspace with the recovery words.",
        )


def framed(*fields: bytes | str | int) -> bytes:
    """Each field after its length (4 bytes, big-endian); text as UTF-8, numbers as 8 bytes, big-endian."""
    parts = []
    for value in fields:
        if isinstance(value, int):
            part = value.to_bytes(8, "big")
        else:
            part = value.encode() if isinstance(value, str) else value
        parts.append(len(part).to_bytes(4, "big") + part)
    return b"".join(parts)


def header(key_file: KeyFile) -> bytes:
    """The bytes under the MAC; the number of slots stands before them, and each has the same ten fields."""
    head = framed("checklistapp keys", key_file.v, key_file.file_id, key_file.rev, len(key_file.slots))
    return head + b"".join(
        framed(slot.id, slot.label, slot.pub, slot.salt, slot.nonce, slot.m, slot.t, slot.p, slot.ct, slot.sealed)
        for slot in key_file.slots
    )


def damaged() -> ChecklistError:
    return ChecklistError(
        "keys-damaged",
        "The key file keys.json is damaged or was altered.",
        "Put keys.json back from a backup copy, or open the workspace with the recovery words.",
    )
