# SPDX-License-Identifier: Apache-2.0
"""Contrast is computed, not guessed: WCAG 2.2 AA everywhere, AAA in high contrast."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from checklistapp.system.paths import data_folder
from checklistapp.ui import theme
from checklistapp.ui.theme import CONTRAST, DARK, LIGHT, Colours, Scheme


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    ink = QColor(colour)
    channels = (ink.redF(), ink.greenF(), ink.blueF())
    linear = [c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4) for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    ("text", "window"), ("text", "surface"), ("text", "soft"), ("muted", "window"), ("muted", "surface"),
    ("muted", "soft"), ("accent", "surface"), ("accent", "soft"), ("accent", "window"), ("on_accent", "accent"),
    ("on_answer", "yes"), ("on_answer", "partly"), ("on_answer", "no"), ("on_answer", "neutral"), ("no", "surface"),
    ("yes", "surface"), ("partly", "surface"), ("text", "problem"), ("text", "caution"),
]  # fmt: skip
OPERATED = [
    ("outline", "surface"), ("outline", "window"), ("accent", "surface"), ("partly", "surface"),
    ("no", "surface"), ("no", "problem"), ("partly", "caution"),
]  # fmt: skip


@pytest.mark.parametrize("colours", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(colours: Colours, ink: str, ground: str) -> None:
    needed = 7 if colours is CONTRAST else 4.5
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= needed


@pytest.mark.parametrize("colours", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
@pytest.mark.parametrize(("ink", "ground"), OPERATED)
def test_controls_stand_out(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 3


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_scheme_can_be_put_on(qapp: QApplication, scheme: Scheme) -> None:
    theme.apply(qapp, scheme, 150)
    assert qapp.font().family() == "Noto Sans"
    assert qapp.palette().window().color() == QColor(theme.colours().window)
    theme.apply(qapp, Scheme.LIGHT)


def test_in_high_contrast_what_carries_a_meaning_has_a_visible_edge() -> None:
    for ground, edge in ((CONTRAST.problem, CONTRAST.problem_edge), (CONTRAST.caution, CONTRAST.caution_edge)):
        assert CONTRAST.edge == 2
        assert contrast(ground, edge) >= 3


def test_every_drawing_is_ours_and_can_be_tinted(qapp: QApplication) -> None:
    from checklistapp.ui.widgets.icons import pixmap

    for file in (data_folder("resources") / "icons").glob("*.svg"):
        assert not pixmap(file.stem, "#ff0000", 24).toImage().isNull()
        fixed = file.stem.startswith(("tick-", "down-"))
        assert fixed or "currentColor" in file.read_text(encoding="utf-8")
