# SPDX-License-Identifier: Apache-2.0
"""The names that a person gives, held at entry to what every receiver takes."""

import re

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import LONGEST, is_plain_line

FORBIDDEN_IN_FOLDERS = '/\\:*?"<>|'
"""Characters that one or another system keeps out of the names of folders."""

_COUNTRY = re.compile("[A-Z]{3}")


def require_line(text: str, what: str) -> str:
    """``text`` unless it is no plain line; ``what`` begins the sentence: "The name of the organisation"."""
    if len(text) > LONGEST:
        raise ChecklistError("unfit-name", f"{what} is longer than {LONGEST} characters.", "Shorten it.")
    if not is_plain_line(text):
        raise ChecklistError(
            "unfit-name",
            f"{what} holds a line break or a character that cannot be seen.",
            "Type it anew instead of pasting it.",
        )
    return text


def require_name(text: str, what: str) -> str:
    """A plain line that is not empty, without the space around it."""
    if not text.replace("\u200c", "").replace("\u200d", "").strip():
        raise ChecklistError("name-empty", f"{what} is empty.", "Type a name or a function, such as “Focal point”.")
    return require_line(text.strip(), what)


def require_country(text: str) -> str:
    """An ISO 3166-1 alpha-3 code by its shape, or nothing."""
    if text and not _COUNTRY.fullmatch(text):
        raise ChecklistError(
            "not-a-country",
            "A country is named by three capital letters (ISO 3166).",
            "Write it like AUT, or leave it out.",
        )
    return text


def require_workspace_name(text: str) -> str:
    """The name of a workspace, which is that of its folder as well."""
    name = require_name(text, "The name of the workspace")
    if set(name) & set(FORBIDDEN_IN_FOLDERS) or not name.strip("."):
        raise ChecklistError(
            "unfit-name", f"A name cannot hold any of {FORBIDDEN_IN_FOLDERS}", "Choose another name for the workspace."
        )
    return name


def require_file_name(text: str) -> str:
    """The name of an attached file, as it stands in a bundle."""
    if text.strip() in ("", ".", "..") or set(text) & {"/", "\\"}:
        raise ChecklistError("not-a-file-name", "This cannot be the name of a file.", "Leave out slashes, or type one.")
    if not is_plain_line(text):
        raise ChecklistError(
            "not-a-file-name",
            "The name of this file is very long, or holds a character that cannot be seen.",
            "Give the file another name, then try again.",
        )
    return text
