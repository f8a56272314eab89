# SPDX-License-Identifier: Apache-2.0
"""What the process that reads form fields may answer, in bytes that are bounded and checked."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum

from checklistapp.domain.errors import ChecklistError
from checklistapp.formats.fill_in import FieldValue
from checklistapp.formats.strict import parse_json
from checklistapp.previews.frames import FrameError

MOST_INPUT = 64 << 20
MOST_FIELDS = 60_000
MOST_CHARACTERS = 4_000_000
MOST_ANSWER = 64_000_000
"""Bytes of JSON, six for each character at worst, and what stands around them."""
LONGEST_NAME = 1000


class Reason(StrEnum):
    """Why nothing was read."""

    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    NO_FIELDS = "no-fields"
    TOO_LARGE = "too-large"
    NOT_LOCKED = "not-locked"


class RefusedError(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def pack_fields(fields: Iterable[tuple[str, str, str]]) -> bytes:
    """Name, shape, text of each."""
    return json.dumps({"fields": [list(each) for each in fields]}).encode()


def pack_refusal(reason: Reason) -> bytes:
    return json.dumps({"refused": reason.value}).encode()


def unpack(data: bytes) -> Mapping[str, FieldValue]:
    """Whoever answers may be in a stranger's hands: exactly this form, or FrameError. Refusals are raised."""
    node = parse_json(data, MOST_ANSWER)
    if not node.faults and "refused" in node and node.only("refused"):
        reason = node["refused"].word(Reason)
        if not node.faults:
            raise RefusedError(reason)
    fields: dict[str, FieldValue] = {}
    if "fields" not in node:
        raise FrameError
    if node.only("fields"):
        for each in node["fields"].items(MOST_FIELDS):
            row = each.value
            match row:
                case [str(name), "text" | "state" | "fault" as shape, str(text)] if len(name) <= LONGEST_NAME:
                    fault = text[:200] if shape == "fault" else "stands twice in the PDF" if name in fields else ""
                    fields[name] = FieldValue("" if fault else text, shape == "state", fault)
                case _:
                    raise FrameError
    if node.faults:
        raise FrameError
    return fields


def refusal(reason: Reason) -> ChecklistError:
    match reason:
        case Reason.ENCRYPTED:
            sentence = "This PDF is locked with a password, so its fields cannot be read."
            return ChecklistError("pdf-encrypted", sentence, "Ask for it without a password, sealed in another way.")
        case Reason.NO_FIELDS:
            sentence = "This PDF has no fields: it is not a form that was filled in on a screen."
            hint = "Ask for the file as it was saved, not printed or scanned; from paper, enter it line by line."
            return ChecklistError("pdf-without-fields", sentence, hint)
        case Reason.TOO_LARGE:
            sentence = "This PDF holds far more than any form that this program makes, so it was not read."
            return ChecklistError("pdf-too-large", sentence, "Ask for the file again, as it was saved.")
        case Reason.NOT_LOCKED:
            sentence = "This computer cannot lock in what reads the file, so no PDF is taken in here."
            return ChecklistError(
                "pdf-not-locked", sentence, "Take it in on a Linux computer, or enter it line by line."
            )
        case Reason.BROKEN:
            return damaged()


def damaged() -> ChecklistError:
    sentence = "This PDF could not be read: it is damaged or made to do harm."
    return ChecklistError("pdf-unreadable", sentence, "Ask for the file again, or choose another copy.")
