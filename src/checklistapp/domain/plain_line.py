# SPDX-License-Identifier: Apache-2.0
"""Names that come from strangers: one line that shows what it is."""

LONGEST = 300


def is_plain_line(text: str) -> bool:
    """No line ends, control characters or direction marks: nothing that could draw another line or hide a part."""
    return len(text) <= LONGEST and text.isprintable()
