# SPDX-License-Identifier: Apache-2.0
"""What a bundle says about itself: kind, sender, recipients, place in its sequence, and every file."""

import re
from dataclasses import asdict, dataclass
from enum import StrEnum

import msgspec

from checklistapp.bundles.tar import LARGEST, is_plain_path
from checklistapp.domain.plain_line import is_plain_line
from checklistapp.formats.canonical import canonical

FORMAT = "checklistapp/statement/1"
_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX128 = re.compile(r"[0-9a-f]{128}")
_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Kind(StrEnum):
    SUBMISSION = "submission"
    PUBLIC = "public"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Sender:
    """``certificate`` is the SHA-256 of the signing certificate's DER."""

    name: str
    organisation: str
    certificate: str


@dataclass(frozen=True, slots=True)
class FormReference:
    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class JournalHead:
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class File:
    """``path`` inside the bag, ``name`` as it came from the person who attached it."""

    path: str
    size: int
    sha512: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """``sequence`` and ``prev`` (SHA-256 of the previous tagmanifest) count per signer, assessment,
    authority and kind; ``recipients`` are SHA-256 of age recipients, empty for a passphrase bundle."""

    kind: Kind
    assessment: str
    authority: str
    sequence: int
    created: str
    sender: Sender
    form: FormReference
    files: tuple[File, ...]
    marking: str = ""
    prev: str = ""
    recipients: tuple[str, ...] = ()
    journal: JournalHead | None = None

    @property
    def base(self) -> str:
        """The bag's folder: tells kind, number and assessment, never a name of a person or State."""
        return f"{self.kind}-{self.sequence:04d}-{self.assessment[:12]}"


def write(statement: Statement) -> bytes:
    """Canonical JSON (RFC 8785); the head is left out where there is none.

    :raises ValueError: for what ``read`` would refuse.
    """
    _bound(statement)
    document = asdict(statement)
    if statement.journal is None:
        del document["journal"]
    return canonical({"format": FORMAT, **document})


def read(data: bytes) -> Statement:
    """The statement in ``data``.

    :raises ValueError: unless it is, byte for byte, what ``write`` makes of what it says.
    """
    document = msgspec.json.decode(data, type=dict[str, object])
    if document.pop("format", None) != FORMAT:
        raise ValueError("not a statement of this version")
    statement = msgspec.convert(document, Statement, strict=True)
    if write(statement) != data:
        raise ValueError("not a canonical statement")
    return statement


def _bound(statement: Statement) -> None:
    digests = (statement.sender.certificate, statement.form.digest, *statement.recipients)
    heads = [statement.journal.hash] if statement.journal else []
    heads += [statement.prev] if statement.prev else []
    paths = [file.path for file in statement.files]
    sender = statement.sender
    names = (sender.name, sender.organisation, statement.authority, statement.marking, statement.form.id)
    file_names = (file.name for file in statement.files)
    sound = (
        all(_HEX64.fullmatch(digest) for digest in (*digests, *heads))
        and re.fullmatch(r"[0-9a-f]{32}", statement.assessment) is not None
        and _CLOCK.fullmatch(statement.created) is not None
        and 1 <= statement.sequence <= 9999
        and all(is_plain_line(name) for name in (*names, statement.form.version, *file_names))
        and len(set(paths)) == len(paths) <= 100_000
        and all(path.startswith("data/") and is_plain_path(f"{statement.base}/{path}") for path in paths)
        and all(0 <= file.size <= LARGEST and _HEX128.fullmatch(file.sha512) for file in statement.files)
    )
    if not sound:
        raise ValueError("a statement outside its bounds")
