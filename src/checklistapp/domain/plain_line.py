# SPDX-License-Identifier: Apache-2.0
"""Names that come from strangers: one line that shows what it is."""

import unicodedata

LONGEST = 300

# Joiners shape the letters of Persian and of Indic scripts: without them a name is misspelt.
_JOINERS = "\u200c\u200d"


def is_plain_line(text: str) -> bool:
    """No line ends, control characters or direction marks: nothing that could draw another line or hide a part."""
    return len(text) <= LONGEST and (text.isprintable() or all(map(_is_plain, text)))


def _is_plain(character: str) -> bool:
    return character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs"
