# SPDX-License-Identifier: Apache-2.0
"""The type of printed documents: faces, scale and colours."""

from typing import NamedTuple

INK = "#1b2130"
MUTED = "#5a6375"
RULE = "#c9d0dc"
HAIRLINE = "#e3e7ee"
ACCENT = "#0b5cad"
YES = "#1a7433"
PARTLY = "#8a5a00"
NO = "#a3262c"
WATERMARK = "#eef1f5"

REGULAR = "NotoSans-Regular"
SEMIBOLD = "NotoSans-SemiBold"
ITALIC = "NotoSans-Italic"
FACES = (REGULAR, SEMIBOLD, ITALIC)
"""File names, without ending, of the static fonts cut at build."""


class Style(NamedTuple):
    """Size and leading in points, colour as ``#rrggbb``. A tuple, because it is hashed for every label."""

    face: str
    size: float
    leading: float
    colour: str = INK


TITLE = Style(SEMIBOLD, 25, 31)
TITLE_BESIDE_MARGIN = Style(SEMIBOLD, 21, 27)
TITLE_SMALL = Style(SEMIBOLD, 17, 22)
KIND = Style(SEMIBOLD, 9.5, 15, ACCENT)
LEAD = Style(REGULAR, 13, 18)
HEADING = Style(SEMIBOLD, 13, 18)
HEADING_TAG = Style(SEMIBOLD, 13, 18, ACCENT)
SUBHEADING = Style(SEMIBOLD, 10, 15)
BODY = Style(REGULAR, 9.5, 13.5)
NOTICE = Style(REGULAR, 9, 12.5, MUTED)
QUESTION_ID = Style(SEMIBOLD, 9.5, 13.5, ACCENT)
QUESTION = Style(REGULAR, 9.5, 13.5)
ANSWER = Style(SEMIBOLD, 9, 13.5)
BRIEF = Style(REGULAR, 8.5, 11.5)
BRIEF_ID = Style(SEMIBOLD, 8.5, 11.5, ACCENT)
BRIEF_ANSWER = Style(SEMIBOLD, 8.5, 11.5)
ASIDE = Style(REGULAR, 7.5, 11.5, NO)
CLAIM = Style(ITALIC, 8.5, 13.5, MUTED)
PART = Style(REGULAR, 8.5, 12.5)
LABEL = Style(REGULAR, 8, 12.5, MUTED)
LINE_ID = Style(REGULAR, 7.5, 12.5, MUTED)
CONTINUED_ID = Style(SEMIBOLD, 7.5, 11, ACCENT)
CONTINUED = Style(REGULAR, 7.5, 11, MUTED)
TEXT = Style(REGULAR, 9, 12.5)
ASKED = Style(REGULAR, 9, 12.5, MUTED)
VALUE = Style(SEMIBOLD, 9, 12.5)
REMARK = Style(ITALIC, 9, 12.5)
KNOWN = Style(REGULAR, 8, 11.5, MUTED)
COUNT = Style(REGULAR, 7, 9, MUTED)
BOX_WORD = Style(REGULAR, 8, 12.5)
BOX_WORD_STRONG = Style(SEMIBOLD, 8.5, 13.5)
CELL = Style(REGULAR, 8.5, 11.5)
CELL_HEAD = Style(SEMIBOLD, 8, 11.5, MUTED)
MARKING = Style(SEMIBOLD, 9.5, 12)
FURNITURE = Style(REGULAR, 7.5, 10, MUTED)
