# SPDX-License-Identifier: Apache-2.0
"""The navigation tree: sections with a ring of progress, questions with the sign of their answer."""

import math
import re
from functools import cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from checklistapp.domain.ids import QuestionId
from checklistapp.domain.progress import Progress
from checklistapp.ui.models.outline import ROW, Outline, QuestionRow, SectionRow
from checklistapp.ui.theme import colours
from checklistapp.ui.widgets import icons
from checklistapp.ui.widgets.answer_buttons import DRAWINGS


def paint_ring(painter: QPainter, area: QRectF, progress: Progress) -> None:
    """Clockwise from the top; a closed ring carries a tick, so that colour alone tells nothing."""
    c = colours()
    width = max(3.0, area.width() / 8)
    circle = area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    complete = progress.total > 0 and progress.answered >= progress.total
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(c.yes if complete else c.track), width))
    painter.drawEllipse(circle)
    if complete:
        icons.paint(painter, "check", c.yes, area.adjusted(*(width * f for f in (1.7, 1.7, -1.7, -1.7))))
    elif progress.answered:
        pen = QPen(QColor(c.accent), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(circle, 90 * 16, -math.floor(360 * 16 * progress.answered / progress.total))


def short_title(title: str) -> str:
    """Without "Commitment 3: ", which the number before it says already."""
    return re.sub(r"^\w+ \d+: ", "", title)


def two_lines(metrics: QFontMetrics, text: str, width: int) -> list[str]:
    """``text`` on at most two lines; only the second one is cut."""
    words, first = text.split(), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)
    return [line for line in (first, rest) if line]


def around(text: str, words: str, before: int = 12) -> tuple[str, str, str]:
    """``text`` in three: up to the words searched for, these, and the rest; begun late enough to show them."""
    at = text.casefold().find(words) if words else -1
    if at < 0:
        return text, "", ""
    start = 0 if at <= before else at - before
    return ("…" if start else "") + text[start:at], text[at : at + len(words)], text[at + len(words) :]


class _Type:
    """What every row is written with. Making fonts, metrics and flags anew for each row took most of its painting."""

    def __init__(self, font: QFont) -> None:
        self.plain, self.found, self.heavy = QFont(font), QFont(font), QFont(font)
        self.found.setItalic(True)
        self.heavy.setWeight(QFont.Weight.DemiBold)
        self.metrics = {id(each): QFontMetrics(each) for each in (self.plain, self.found, self.heavy)}
        self.widest_id = self.advance(self.plain, "C0.Q00")

    def advance(self, font: QFont, text: str) -> int:
        return self.metrics[id(font)].horizontalAdvance(text)

    def cut(self, font: QFont, text: str, width: int) -> str:
        return self.metrics[id(font)].elidedText(text, Qt.TextElideMode.ElideRight, width)


@cache
def _flags(direction: Qt.LayoutDirection, side: Qt.AlignmentFlag) -> int:
    """For one line at that side, which is the other one where text runs from right to left."""
    flags = QStyle.visualAlignment(direction, side) | Qt.AlignmentFlag.AlignVCenter
    return int(flags | Qt.TextFlag.TextSingleLine)


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._types: dict[str, _Type] = {}

    def _type(self, option: QStyleOptionViewItem) -> _Type:
        key = option.font.key()
        known = self._types.get(key)
        if known is None:
            known = self._types[key] = _Type(option.font)
        return known

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        lines = 1.68 if index.internalId() else 2.74
        return QSize(120, round(option.fontMetrics.height() * lines))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = index.data(ROW)
        area: QRect = option.rect.adjusted(6, 1, -6, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            self._mark(painter, option, QRectF(area).adjusted(1, 1, -1, -1))
        inner = area.adjusted(10, 0, -10, 0)
        if isinstance(row, SectionRow):
            self._section(painter, option, inner, row, selected)
        elif isinstance(row, QuestionRow):
            model = index.model()
            words = model.words if isinstance(model, Outline) else ""
            self._question(painter, option, inner, row, words, selected)
        painter.restore()

    @staticmethod
    def _mark(painter: QPainter, option: QStyleOptionViewItem, area: QRectF) -> None:
        """The row at hand: an outline where colours are few or the keyboard is there, else a bar where it begins."""
        c = colours()
        outlined = c.edge > 1 or bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(QColor(c.accent), 2) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.soft))
        painter.drawRoundedRect(area, 8, 8)
        if not outlined:
            bar = QRect(round(area.left()), round(area.top()) + 6, 3, round(area.height()) - 12)
            painter.fillRect(QStyle.visualRect(option.direction, area.toRect(), bar), QColor(c.accent))

    def _section(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, row: SectionRow, selected: bool
    ) -> None:
        side = round(option.fontMetrics.height() * 1.3)
        ring = QStyle.alignedRect(
            option.direction, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, QSize(side, side), area
        )
        paint_ring(painter, QRectF(ring), row.progress)
        count = f"{row.progress.answered}/{row.progress.total}"
        width = option.fontMetrics.horizontalAdvance(count) + 8
        rest = area.adjusted(side + 10, 0, -width, 0)
        type_ = self._type(option)
        metrics = type_.metrics[id(type_.heavy)]
        lines = two_lines(metrics, f"{row.section.id}  {short_title(row.section.title)}", rest.width())
        step = metrics.height()
        top = rest.center().y() - round(step * len(lines) / 2)
        for place, line in enumerate(lines):
            at = QRect(rest.left(), top + place * step, rest.width(), step)
            self._text(painter, option, area, at, line, type_.heavy, colours().text)
        painter.setFont(option.font)
        painter.setPen(QColor(colours().text if selected else colours().muted))
        painter.drawText(area, _flags(option.direction, Qt.AlignmentFlag.AlignRight), count)

    def _question(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        row: QuestionRow,
        words: str,
        selected: bool,
    ) -> None:
        side = round(option.fontMetrics.height() * 0.84)
        inset = area.adjusted(6, 0, 0, 0)
        spot = QStyle.alignedRect(
            option.direction, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, QSize(side, side), inset
        )
        drawing, tint = DRAWINGS.get(row.state, DRAWINGS["answered"])
        icons.paint(painter, drawing, getattr(colours(), tint), QRectF(spot))
        name = row.question.id
        rest = area.adjusted(side + 16, 0, 0, 0)
        type_ = self._type(option)
        painter.setFont(type_.plain)
        painter.setPen(QColor(colours().accent))
        mirrored = QStyle.visualRect(option.direction, area, rest)
        painter.drawText(mirrored, _flags(option.direction, Qt.AlignmentFlag.AlignLeft), name)
        advance = max(type_.widest_id, type_.advance(type_.plain, name)) + 8
        colour = colours().text if selected else colours().muted
        rest = rest.adjusted(advance, 0, 0, 0)
        plain = type_.found if row.found else type_.plain
        fonts = (plain, type_.heavy, plain)
        for part, font in zip(around(row.found or row.question.text, words), fonts, strict=True):
            if part and rest.width() > 0:
                self._text(painter, option, area, rest, part, font, colours().text if font is type_.heavy else colour)
                if words:
                    rest = rest.adjusted(type_.advance(font, part), 0, 0, 0)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        rest: QRect,
        text: str,
        font: QFont,
        colour: str,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        elided = self._type(option).cut(font, text, rest.width())
        mirrored = QStyle.visualRect(option.direction, area, rest)
        painter.drawText(mirrored, _flags(option.direction, Qt.AlignmentFlag.AlignLeft), elided)


class OutlineTree(QTreeView):
    question_chosen = Signal(str)
    section_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Sections and questions"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._outline: Outline | None = None
        self._quiet = False

    def show_outline(self, outline: Outline) -> None:
        self._outline = outline
        self.setModel(outline)
        outline.modelReset.connect(self._unfold)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self._unfold()

    def show_question(self, question: QuestionId) -> None:
        """Follows the card without asking it to move again."""
        if self._outline is not None:
            self._select(self._outline.index_of(question))

    def show_section(self, row: int) -> None:
        if self._outline is not None:
            self._select(self._outline.index(row, 0))

    def _select(self, index: QModelIndex) -> None:
        self._quiet = True
        if index.isValid():
            self._open_only(index)
            self.setCurrentIndex(index)
        self._quiet = False

    def _open_only(self, index: QModelIndex) -> None:
        """One section is unfolded at a time, so that the sections stay in sight; a narrowed tree shows all hits."""
        if self._outline is None or self._outline.is_narrowed:
            return
        section = index.parent() if index.parent().isValid() else index
        for row in range(self._outline.rowCount()):
            wanted = row == section.row()
            if self.isExpanded(self._outline.index(row, 0)) != wanted:
                self.setExpanded(self._outline.index(row, 0), wanted)

    def _unfold(self) -> None:
        if self._outline is None:
            return
        narrowed = self._outline.is_narrowed
        for row in range(self._outline.rowCount()):
            index = self._outline.index(row, 0)
            self.setRowHidden(row, QModelIndex(), narrowed and not self._outline.rowCount(index))
            if narrowed:
                self.setExpanded(index, True)

    def _current_changed(self, current: QModelIndex) -> None:
        if self._quiet or self._outline is None:
            return
        question = self._outline.question_at(current)
        section = self._outline.section_at(current)
        if question is not None:
            self.question_chosen.emit(question)
        elif section is not None:
            self.section_chosen.emit(section.id)
