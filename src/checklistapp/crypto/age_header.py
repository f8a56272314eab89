# SPDX-License-Identifier: Apache-2.0
"""The textual header of an age v1 file: stanzas, their strict parsing, and its authentication code."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from checklistapp.domain.errors import ChecklistError

_VERSION_LINE = b"age-encryption.org/v1\n"
_COLUMNS = 64
_MAC_LENGTH = 32
# Not from the specification: room for about 600 hybrid recipients, so that a hostile file cannot fill the memory.
_LARGEST_HEADER = 1 << 20


class AgeError(ChecklistError):
    """Sealing or unsealing failed.

    Codes while unsealing: age-header, age-no-match, age-hmac, age-payload (the classes of the public test vectors).
    Codes for what a person gave: age-recipient, age-identity, age-passphrase, age-mixed-recipients.
    """


def header_error() -> AgeError:
    return AgeError(
        "age-header",
        "This file is damaged, or it is not sealed in a form that this program reads.",
        "Copy it again from where it came, or ask the sender to send it again.",
    )


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapping of the file key; ``arguments[0]`` names the kind of recipient."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What was read: ``authenticated`` are the exact bytes that ``mac`` covers."""

    stanzas: tuple[Stanza, ...]
    authenticated: bytes
    mac: bytes

    def is_authentic(self, file_key: bytes) -> bool:
        return hmac.compare_digest(self.mac, _mac(file_key, self.authenticated))


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: str, length: int | None = None) -> bytes:
    """Canonical, unpadded base64 only (of ``length`` bytes, if given); AgeError age-header otherwise."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise header_error() from None
    if encode_base64(data) != text or length not in {None, len(data)}:
        raise header_error()
    return data


def derive_key(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 to 32 bytes, the only use that age makes of it."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def write_header(stanzas: list[Stanza], file_key: bytes) -> bytes:
    lines = []
    for stanza in stanzas:
        body = encode_base64(stanza.body)
        lines.append("-> " + " ".join(stanza.arguments))
        # The last line is always shorter than the others, hence empty after a body that fills its lines.
        lines += [body[start : start + _COLUMNS] for start in range(0, len(body) + 1, _COLUMNS)]
    authenticated = _VERSION_LINE + "\n".join([*lines, "---"]).encode("ascii")
    return authenticated + b" " + encode_base64(_mac(file_key, authenticated)).encode("ascii") + b"\n"


def read_header(source: BinaryIO) -> Header:
    """Read up to the end of the header and no further; AgeError age-header for every departure from the format."""
    if source.readline(len(_VERSION_LINE)) != _VERSION_LINE:
        raise header_error()
    authenticated = bytearray(_VERSION_LINE)
    stanzas: list[Stanza] = []
    while True:
        line = _read_line(source, authenticated)
        if line.startswith("--- ") and stanzas:
            break
        stanzas.append(_read_stanza(source, authenticated, line))
    if len(stanzas) > 1 and any(stanza.arguments[0] == "scrypt" for stanza in stanzas):
        raise header_error()  # "an scrypt stanza, if present, MUST be the only stanza in the header"
    covered = bytes(authenticated[: -len(line) - 1]) + b"---"
    return Header(tuple(stanzas), covered, decode_base64(line[len("--- ") :], _MAC_LENGTH))


def _read_stanza(source: BinaryIO, authenticated: bytearray, line: str) -> Stanza:
    mark, *arguments = line.split(" ")
    visible = all(argument and all("!" <= character <= "~" for character in argument) for argument in arguments)
    if mark != "->" or not arguments or not visible:
        raise header_error()
    body = []
    while True:
        body.append(_read_line(source, authenticated))
        if len(body[-1]) > _COLUMNS:
            raise header_error()
        if len(body[-1]) < _COLUMNS:
            return Stanza(tuple(arguments), decode_base64("".join(body)))


def _read_line(source: BinaryIO, authenticated: bytearray) -> str:
    line = source.readline(_LARGEST_HEADER - len(authenticated))
    authenticated += line
    if not line.endswith(b"\n") or not line.isascii():
        raise header_error()
    return line[:-1].decode("ascii")


def _mac(file_key: bytes, authenticated: bytes) -> bytes:
    return hmac.digest(derive_key(file_key, salt=b"", info=b"header"), authenticated, "sha256")
