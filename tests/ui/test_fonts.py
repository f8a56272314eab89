# SPDX-License-Identifier: Apache-2.0
"""Text of every script that documents can carry is drawn with our own fonts, whatever the machine has."""

import pytest
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication

from checklistapp.ui import theme


def families(text: str, weight: QFont.Weight) -> set[str]:
    """Of the fonts whose glyphs show the text."""
    font = QApplication.font()
    font.setWeight(weight)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return {run.rawFont().familyName() for run in layout.glyphRuns() if 0 not in run.glyphIndexes()}


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.DemiBold])
@pytest.mark.parametrize(
    ("text", "family"),
    [("Latin Кириллица Ñ", "Noto Sans"), ("تقييم", "Noto Sans Arabic"), ("核安保，かな", "Noto Sans SC")],
)
def test_our_fonts_show(qapp: QApplication, text: str, family: str, weight: QFont.Weight) -> None:
    theme.load_fonts(theme.LATER_FONTS)
    assert all(found.startswith(family) for found in families(text, weight))
    assert families(text, weight)
