# SPDX-License-Identifier: Apache-2.0
"""Building a bundle: a signed bag in a canonical archive, encrypted while it is written."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from checklistapp.bundles.bag import ROOT, SIGNATURE, TAG_FILES, root, tag_files
from checklistapp.bundles.statement import Statement
from checklistapp.bundles.tar import fill, header, padded_length
from checklistapp.crypto.age import EncryptingWriter, Sink
from checklistapp.crypto.age_recipients import Recipient
from checklistapp.crypto.cms import sign_detached
from checklistapp.crypto.signer import Signer
from checklistapp.domain.errors import ChecklistError

_PIECE = 1 << 20


Content = Callable[[], BinaryIO]
"""Opens the plaintext of one payload file."""

Advance = Callable[[int, int], None]
"""Bytes done, bytes in all; may raise to give up."""


def seal(
    statement: Statement,
    contents: Mapping[str, Content],
    signer: Signer,
    recipients: Sequence[Recipient],
    target: Sink,
    advance: Advance = lambda done, total: None,
) -> str:
    """Writes the bundle to ``target`` and returns the SHA-256 of its signed root.

    ``contents`` opens each path of ``statement.files``. Without recipients the bag is written plain:
    only a public edition may travel so.
    """
    tags = tag_files(statement)
    signed_root = root(tags)
    signature = sign_detached(signed_root, signer, datetime.fromisoformat(statement.created))
    tag_entries = [(ROOT, signed_root), (SIGNATURE, signature), *((name, tags[name]) for name in TAG_FILES)]
    if recipients:
        with EncryptingWriter(recipients, target) as sealed:
            _write(statement, tag_entries, contents, sealed, advance)
    else:
        _write(statement, tag_entries, contents, target, advance)
    return hashlib.sha256(signed_root).hexdigest()


def _write(
    statement: Statement,
    tag_entries: Sequence[tuple[str, bytes]],
    contents: Mapping[str, Content],
    sink: Sink,
    advance: Advance,
) -> None:
    base, written, total = statement.base, 0, sum(file.size for file in statement.files)
    for name, data in tag_entries:
        written += _write_entry(sink, f"{base}/{name}", data)
    done = 0
    for file in statement.files:
        sink.write(header(f"{base}/{file.path}", file.size))
        remaining = file.size
        with contents[file.path]() as source:
            while piece := source.read(_PIECE):
                remaining -= len(piece)
                sink.write(piece)
                done += len(piece)
                advance(done, total)
        if remaining:
            raise ChecklistError(
                "evidence-changed",
                "An attached file does not have the size it had when it was attached.",
                "Check the workspace; restore a backup or attach the file again.",
            )
        sink.write(bytes(fill(file.size)))
        written += 512 + file.size + fill(file.size)
    end = padded_length(written + 1024)
    for position in range(written, end, _PIECE):
        sink.write(bytes(min(_PIECE, end - position)))


def _write_entry(sink: Sink, path: str, data: bytes) -> int:
    sink.write(header(path, len(data)))
    sink.write(data)
    sink.write(bytes(fill(len(data))))
    return 512 + len(data) + fill(len(data))
