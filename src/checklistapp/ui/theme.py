# SPDX-License-Identifier: Apache-2.0
"""Colours, type and style sheet of the window: light, dark and high contrast, or as the desktop has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from checklistapp.system.paths import data_folder

POINTS = 10.5
FAMILIES = ["Noto Sans", "Noto Sans Arabic", "Noto Sans SC"]
"""The first that has a character draws it: none is left to the fonts of a machine that may have none."""


class Scheme(StrEnum):
    DESKTOP = "desktop"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """``border`` only decorates; ``outline`` bounds what can be operated and keeps 3:1 (WCAG 2.2, 1.4.11).

    ``problem`` and ``caution`` are grounds of what went wrong and of what wants attention, each with its edge.
    ``glyph`` is the ink (black or white) for ticks on ``accent``; on ``surface`` it is the other one.
    """

    window: str
    surface: str
    border: str
    outline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    soft: str
    yes: str
    partly: str
    no: str
    neutral: str
    on_answer: str
    track: str
    problem: str
    problem_edge: str
    caution: str
    caution_edge: str
    glyph: str
    edge: int = 1
    """Pixels of an edge that carries a meaning."""


LIGHT = Colours(
    window="#f4f6f9",
    surface="#ffffff",
    border="#d5dbe4",
    outline="#858f9e",
    text="#1a2029",
    muted="#556070",
    accent="#0a58a8",
    on_accent="#ffffff",
    soft="#e6f0fb",
    yes="#1a7f37",
    partly="#925f00",
    no="#c0262d",
    neutral="#556070",
    on_answer="#ffffff",
    track="#d5dbe4",
    problem="#fdeceb",
    problem_edge="#e3a09e",
    caution="#fdf3dc",
    caution_edge="#d9b25c",
    glyph="white",
)
DARK = Colours(
    window="#14181f",
    surface="#1c222b",
    border="#343c48",
    outline="#76818f",
    text="#e8ecf2",
    muted="#a3aebd",
    accent="#6cb2ff",
    on_accent="#0b1622",
    soft="#1f3350",
    yes="#4cc26b",
    partly="#e0b040",
    no="#ff7b7b",
    neutral="#a3aebd",
    on_answer="#10151c",
    track="#3a4350",
    problem="#3a1f22",
    problem_edge="#7a3b3f",
    caution="#33290f",
    caution_edge="#7a6427",
    glyph="black",
)
CONTRAST = Colours(
    window="#000000",
    surface="#000000",
    border="#ffffff",
    outline="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    accent="#ffff00",
    on_accent="#000000",
    soft="#1c1c00",
    yes="#3bf07a",
    partly="#ffd700",
    no="#ff9090",
    neutral="#e0e0e0",
    on_answer="#000000",
    track="#7f7f7f",
    problem="#000000",
    problem_edge="#ff9090",
    caution="#000000",
    caution_edge="#ffd700",
    glyph="black",
    edge=2,
)

_active = [LIGHT]


def colours() -> Colours:
    """The colours on screen now; like the palette, there is one set for the whole program."""
    return _active[0]


FIRST_FONTS = ("NotoSans-Regular", "NotoSans-SemiBold")
"""What the first page needs; the others may come after it is painted."""
LATER_FONTS = (
    "NotoSans-Bold",
    "NotoSans-Italic",
    "NotoSansArabic-Regular",
    "NotoSansArabic-SemiBold",
    "NotoSansSC-Regular",
    "NotoSansSC-SemiBold",
)


def load_fonts(names: Iterable[str]) -> None:
    for name in names:
        QFontDatabase.addApplicationFont(str(data_folder("fonts") / f"{name}.ttf"))


def apply(application: QApplication, scheme: Scheme, text_percent: int = 100) -> None:
    """Dresses the whole program; may be called again at any time."""
    chosen = _resolve(application, scheme)
    _active[0] = chosen
    font = QFont(FAMILIES)
    font.setPointSizeF(POINTS * text_percent / 100)
    application.setFont(font)
    application.setPalette(_palette(chosen))
    application.setStyleSheet(_style_sheet(chosen))


def _resolve(application: QApplication, scheme: Scheme) -> Colours:
    if scheme is Scheme.DESKTOP:
        dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}.get(scheme, CONTRAST)


def _palette(c: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for key, colour in {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.surface,
        role.AlternateBase: c.window,
        role.Text: c.text,
        role.Button: c.surface,
        role.ButtonText: c.text,
        role.BrightText: c.on_accent,
        role.PlaceholderText: c.muted,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Accent: c.accent,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.ToolTipBase: c.surface,
        role.ToolTipText: c.text,
        role.Light: c.surface,
        role.Midlight: c.border,
        role.Mid: c.border,
        role.Dark: c.outline,
        role.Shadow: c.outline,
    }.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(c.muted))
    return palette


def icon_file(name: str) -> str:
    return (data_folder("resources") / "icons" / f"{name}.svg").as_posix()


def _style_sheet(c: Colours) -> str:
    on_surface = "black" if c.glyph == "white" else "white"
    return f"""
QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.outline}; padding: 4px; }}
QFrame#card, QFrame#tile {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 12px; }}
QFrame#side {{ background: {c.surface}; border: none; border-right: 1px solid {c.border}; }}
QFrame#status {{ border: none; border-top: 1px solid {c.border}; }}
QFrame#notice {{ background: {c.soft}; border: 1px solid {c.border}; border-radius: 8px; }}
QFrame#problem {{ background: {c.problem}; border: {c.edge}px solid {c.problem_edge}; border-radius: 8px; }}
QFrame#caution {{ background: {c.caution}; border: {c.edge}px solid {c.caution_edge}; border-radius: 8px; }}
QFrame#tile[grade="good"] {{ border-left: 4px solid {c.yes}; }}
QFrame#tile[grade="check"] {{ border-left: 4px solid {c.partly}; }}
QFrame#tile[grade="bad"] {{ border-left: 4px solid {c.no}; }}
QFrame#drop {{ background: transparent; border: 3px dashed {c.accent}; border-radius: 12px; }}
QFrame#drop QLabel {{ background: {c.accent}; color: {c.on_accent}; border-radius: 8px; padding: 8px 16px;
  font-weight: 600; }}
QFrame#line {{ background: {c.border}; border: none; }}
QLabel#marking {{ background: {c.text}; color: {c.window}; font-weight: 600; padding: 2px; }}
QLabel[tone="muted"] {{ color: {c.muted}; }}
QLabel[tone="heading"] {{ color: {c.muted}; font-weight: 600; }}
QLabel[tone="ink"] {{ color: {c.text}; font-weight: 600; }}
QLabel[tone="caution"] {{ color: {c.partly}; font-weight: 600; }}
QLabel[tone="pill"] {{ background: {c.soft}; border: 1px solid {c.border}; border-radius: 8px; padding: 5px 12px; }}
QLabel[tone="accent"] {{ color: {c.accent}; }}
QLabel[tone="error"] {{ color: {c.no}; font-weight: 600; }}
QLabel[tone="good"] {{ color: {c.yes}; font-weight: 600; }}
QPushButton {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: 8px; padding: 7px 14px; }}
QPushButton:hover {{ border-color: {c.outline}; background: {c.soft}; }}
QPushButton:pressed {{ background: {c.border}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 6px 13px; }}
QPushButton:disabled {{ color: {c.muted}; background: {c.window}; border-style: dashed; }}
QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
  font-weight: 600; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {c.window}; color: {c.muted}; border-color: {c.border}; }}
QPushButton[kind="destructive"] {{ background: {c.no}; color: {c.on_answer}; border-color: {c.no}; font-weight: 600; }}
QPushButton[kind="destructive"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[kind="icon"] {{ background: transparent; border: 1px solid transparent; padding: 0; }}
QPushButton[kind="icon"]:hover {{ background: {c.soft}; }}
QPushButton[kind="icon"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[kind="flat"] {{ background: transparent; border: 1px solid transparent; padding: 5px 8px; }}
QPushButton[kind="flat"]:hover {{ background: {c.soft}; }}
QPushButton[kind="flat"]:focus {{ border: 2px solid {c.accent}; padding: 4px 7px; }}
QPushButton[kind="small"], QPushButton[kind="filter"] {{ padding: 3px 10px; border-radius: 6px; }}
QPushButton[kind="small"]:focus, QPushButton[kind="filter"]:focus {{ padding: 2px 9px; }}
QPushButton[kind="filter"]:checked {{ background: {c.soft}; border-color: {c.accent}; color: {c.accent};
  font-weight: 600; }}
QPushButton[kind="fold"] {{ background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 5px 6px; text-align: left; font-weight: 600; }}
QPushButton[kind="fold"]:hover {{ background: {c.soft}; }}
QPushButton[kind="fold"]:focus {{ border: 2px solid {c.accent}; padding: 4px 5px; }}
QPushButton[answer="yes"]:checked {{ background: {c.yes}; border-color: {c.yes}; color: {c.on_answer};
  font-weight: 600; }}
QPushButton[answer="partly"]:checked {{ background: {c.partly}; border-color: {c.partly}; color: {c.on_answer};
  font-weight: 600; }}
QPushButton[answer="no"]:checked {{ background: {c.no}; border-color: {c.no}; color: {c.on_answer}; font-weight: 600; }}
QPushButton[answer="not_applicable"]:checked, QPushButton[answer="withheld"]:checked {{
  background: {c.neutral}; border-color: {c.neutral}; color: {c.on_answer}; font-weight: 600; }}
QPushButton[answer]:checked:disabled {{ border-style: solid; }}
QPushButton[answer]:checked:focus {{ border: 2px solid {c.text}; }}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateEdit {{ background: {c.surface}; color: {c.text};
  border: 1px solid {c.outline}; border-radius: 8px; padding: 6px 9px; selection-background-color: {c.accent};
  selection-color: {c.on_accent}; placeholder-text-color: {c.muted}; }}
QPlainTextEdit[wanting="true"], QLineEdit[wanting="true"] {{ border: 2px solid {c.partly}; padding: 5px 8px; }}
QLineEdit[failing="true"], QPlainTextEdit[failing="true"], QComboBox[failing="true"] {{
  border: 2px solid {c.no}; padding: 5px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {{
  border: 2px solid {c.accent}; padding: 5px 8px; }}
QLineEdit:read-only {{ background: {c.window}; }}
QPlainTextEdit:read-only {{ background: transparent; border: 1px solid transparent; padding: 0; }}
QPlainTextEdit:read-only:focus {{ border: 2px solid {c.accent}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{icon_file("down-" + on_surface)}"); width: 14px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.outline}; }}
QWidget#qt_scrollarea_viewport {{ background: transparent; }}
QTreeView, QListView, QTableView, QScrollArea {{ background: transparent; border: none; outline: none; }}
QListView[boxed="true"], QTableView[boxed="true"] {{ background: {c.surface}; border: 1px solid {c.outline};
  border-radius: 8px; }}
QListView[boxed="true"]:focus, QTableView[boxed="true"]:focus {{ border: 2px solid {c.accent}; }}
QTableView {{ gridline-color: {c.border}; }}
QTableView::item {{ padding: 6px 8px; }}
QTableView::item:selected {{ background: {c.soft}; color: {c.text}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: {c.window}; color: {c.muted}; border: none; padding: 6px 8px; font-weight: 600;
  border-right: 1px solid {c.border}; border-bottom: 1px solid {c.border}; }}
QHeaderView::section:first {{ border-top-left-radius: 7px; }}
QHeaderView::section:last {{ border-top-right-radius: 7px; border-right: none; }}
QHeaderView::section:only-one {{ border-top-left-radius: 7px; border-top-right-radius: 7px; border-right: none; }}
QCheckBox, QRadioButton {{ spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {c.outline};
  background: {c.surface}; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
  image: url("{icon_file("tick-" + c.glyph)}"); }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: {c.window}; border-style: dashed; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.outline}; padding: 6px; }}
QMenu::item {{ padding: 6px 22px; border-radius: 6px; }}
QMenu::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 5px 8px; }}
QProgressBar {{ background: {c.track}; border: none; border-radius: 4px; max-height: 8px; color: transparent; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 4px; }}
QSplitter::handle {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {c.outline}; border-radius: 3px; min-height: 36px; }}
QScrollBar[resting="true"]::handle:vertical {{ background: transparent; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {c.outline}; border-radius: 3px; min-width: 36px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  height: 0; width: 0; }}
"""
