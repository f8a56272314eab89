# SPDX-License-Identifier: Apache-2.0
"""Single pages that go with something: a sheet for recovery words, a slip for a medium, a receipt for a bundle."""

from collections.abc import Sequence

from checklistapp.documents.report import (
    Block,
    Fact,
    Facts,
    Kind,
    Paragraph,
    PenSignature,
    Report,
    SignatureArea,
    SignatureField,
    Tone,
    WordBlanks,
    grouped,
    in_columns,
    stated,
)
from checklistapp.domain.ids import Digest

RECEIVER = "receiver"
"""The one signature field of a receipt."""

_ON_WORDS = (
    "Copy the words from the screen by hand, in their order. They open every answer in the workspace, even when every "
    "passphrase is lost: whoever finds this sheet and a copy of the workspace can read it."
)
_OPENING = (
    "When passphrases are lost, or the key file keys.json is: open the workspace in the program, choose “Passphrase "
    "lost”, and type the words in this order."
)
_KEEPING = "Keep the sheet where the workspace is not, in an envelope that shows when it was opened."
_RENEWING = (
    "When the workspace gets new words, because somebody was removed from it, write a new sheet. "
    "Keep the old one as long as backup copies from before that day are kept."
)
_ON_SLIP = (
    "This slip goes with the medium, not on it. It holds no answers. The file is encrypted; its passphrase, if it has "
    "one, goes another way. Whoever receives it compares the SHA-256 before opening the file."
)


def recovery_sheet(*, name: str, workspace_id: str, words: int, dated: str) -> Report:
    """Blanks for the recovery words, to be filled in by pen: no printer and no spooler ever sees a word."""
    blocks: tuple[Block, ...] = (
        Paragraph(_ON_WORDS),
        WordBlanks(words),
        Paragraph("Using and keeping the sheet", Tone.SUBHEADING),
        Facts((("Passphrase lost", _OPENING), ("Keeping", _KEEPING), ("New words", _RENEWING))),
        PenSignature(("Written down by", "Date", "Kept where")),
    )
    return Report(
        kind=Kind.RECOVERY_SHEET,
        marking="RECOVERY WORDS · KEEP LOCKED AWAY",
        language="en",
        title=name,
        organisation="",
        cycle="",
        document_id=workspace_id[:16],
        digest="",
        facts=(("Workspace", grouped(workspace_id, 4)), ("Printed", dated)),
        blocks=blocks,
        compact=True,
    )


def cover_slip(
    facts: Sequence[Fact], *, title: str, organisation: str, cycle: str, sha256: Digest, marking: str, language: str
) -> Report:
    """What the register of media needs to know of a bundle, with room for the hands it passes through."""
    digest = ("SHA-256 of the file", in_columns(sha256))
    blocks: tuple[Block, ...] = (
        Facts(stated([*facts, digest])),
        Paragraph(_ON_SLIP, Tone.NOTICE),
        PenSignature(("Medium, register number", "Number of seal or envelope")),
        Paragraph("Handed over", Tone.SUBHEADING),
        PenSignature(("By: name and role", "Date and time", "Signature")),
        Paragraph("Received", Tone.SUBHEADING),
        PenSignature(("By: name and role", "Date and time", "Signature")),
    )
    return Report(
        kind=Kind.COVER_SLIP,
        marking=marking,
        language=language,
        title=title,
        organisation=organisation,
        cycle=cycle,
        document_id=sha256[:16],
        digest="",
        facts=(),
        blocks=blocks,
        compact=True,
        reference=f"SHA-256 {grouped(sha256, 4)} …",
    )


def receipt(
    facts: Sequence[Fact],
    *,
    title: str,
    statement: str,
    organisation: str,
    cycle: str,
    document_id: str,
    digest: Digest,
    marking: str,
    language: str,
) -> Report:
    """One page that the receiver signs; ``digest`` is that of the manifest, which the sender holds against his own."""
    field = SignatureField(RECEIVER, "Receiver", "Confirms receipt of what is named above.")
    return Report(
        kind=Kind.RECEIPT,
        marking=marking,
        language=language,
        title=title,
        organisation=organisation,
        cycle=cycle,
        document_id=document_id,
        digest=grouped(digest, 4),
        facts=(),
        blocks=(Paragraph(statement), Facts(stated(facts)), SignatureArea((field,))),
        compact=True,
    )
