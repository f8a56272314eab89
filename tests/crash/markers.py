# SPDX-License-Identifier: Apache-2.0
"""Words that stand in every kind of field and file of the story, and nowhere else in the world."""

import enum
from pathlib import Path


class Marker(enum.StrEnum):
    VALUE = "QZX1-value-1QZX"
    REASON = "QZX2-reason-2QZX"
    NOTE = "QZX3-note-3QZX"
    STATEMENT = "QZX4-statement-4QZX"
    WORKING_NOTE = "QZX5-working-note-5QZX"
    PROBE = "QZX6-probe-6QZX"
    TITLE = "QZX7-title-7QZX"
    IDENTIFIER = "QZX8-identifier-8QZX"
    SECTION = "QZX9-section-9QZX"
    HOLDER = "QZX10-holder-10QZX"
    LOCATION = "QZX11-location-11QZX"
    FILE_NAME = "QZX12-file-name-12QZX"
    CONTENT = "QZX13-content-13QZX"
    PERSON = "QZX14-person-14QZX"
    ORGANISATION = "QZX15-organisation-15QZX"
    FACILITY = "QZX16-facility-16QZX"
    CONTACT = "QZX17-contact-17QZX"
    PASSPHRASE = "QZX18 copper lantern orchard velvet 18QZX"
    APPROVERS_PASSPHRASE = "QZX19 granite harbour whistle nutmeg 19QZX"
    NEW_PASSPHRASE = "QZX20 marble candle forest anvil 20QZX"
    REOPENED = "QZX21-reopened-21QZX"
    FORGOTTEN = "QZX22-forgotten-22QZX"
    WORKSPACE = "QZX23-workspace-23QZX"
    TYPED = "QZX24-typed-24QZX"


ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")

WORDS = "recovery-words.txt"
"""Written by the story for whoever looks for the words; on no list of what may be written otherwise."""
STATE, AUTHORITY, RESTORED = "state", "authority", "restored"
EXPORTS, BACKUPS = "exports", "backups"


def found_in(data: bytes, others: tuple[str, ...] = ()) -> list[str]:
    """Which markers, or ``others``, stand in it in any encoding."""
    return [each for each in (*Marker, *others) if any(each.encode(name) in data for name in ENCODINGS)]


def recovery_words(folder: Path) -> tuple[str, ...]:
    """Each three neighbours of the words that the story was given: one alone may stand anywhere."""
    told = [line[::-1].split() for line in (folder / WORDS).read_text(encoding="ascii").splitlines()]
    return tuple(" ".join(words[place : place + 3]) for words in told for place in range(len(words) - 2))
