# SPDX-License-Identifier: Apache-2.0
"""A question or a section with what stands around it: notices and its place in the checklist, and the way on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.label import Label, LineLabel
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.question_card import QuestionCard
from checklistapp.ui.widgets.received import ReceivedNotice
from checklistapp.ui.widgets.section_view import SectionView
from checklistapp.ui.widgets.void_notice import VoidNotice


class QuestionFrame(QWidget):
    questions_wanted = Signal()
    previous_wanted = Signal()
    next_wanted = Signal()
    next_open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Made before what stands above it: the Tab key comes here first.
        self._stack = QStackedWidget(self)
        self.card = QuestionCard(self._stack)
        self.section = SectionView(self._stack)
        self._stack.addWidget(self.card)
        self._stack.addWidget(self.section)
        self.frozen = FrozenNotice(self)
        self.void = VoidNotice(self)
        self.received = ReceivedNotice(self)
        self.questions = Button(self.tr("&Questions"), "menu", "small")
        self.questions.clicked.connect(self.questions_wanted)
        self.questions.hide()
        self.previous = Button(self.tr("&Previous"), "left")
        self.previous.clicked.connect(self.previous_wanted)
        self.next_open = Button(self.tr("Next &open"), "open")
        self.next_open.clicked.connect(self.next_open_wanted)
        self.next = Button(self.tr("&Next question"), "right", "primary", trailing=True)
        self.next.clicked.connect(self.next_wanted)
        self._where = LineLabel(tone="heading")
        self._count = Label(tone="muted")
        self._count.setWordWrap(False)
        self._drop = _DropHint(self)
        self._lay_out()

    def _lay_out(self) -> None:
        self._top = QWidget(self)
        top = QHBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.questions)
        top.addWidget(self._where, 1)
        top.addWidget(self._count)
        self._foot = QWidget(self)
        bottom = FlowLayout(self._foot, push=1)
        for button in (self.previous, self.next_open, self.next):
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(10)
        for part in (self.frozen, self.void, self.received, self._top):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)

    def show_card(self, where: str, count: str) -> None:
        self._where.show_text(where)
        self._count.setText(count)
        self._top.show()
        self._foot.show()
        self._stack.setCurrentWidget(self.card)

    def show_drop(self, words: str) -> None:
        """Outlines the question and says what letting go would do; empty shows it as it was."""
        self._drop.set_words(words)
        self._drop.setGeometry(self._stack.geometry())
        self._drop.setVisible(bool(words))
        self._drop.raise_()

    def show_section(self) -> None:
        """It has its own heading, and its own way on."""
        self._top.setVisible(not self.questions.isHidden())
        self._where.show_text("")
        self._count.clear()
        self._foot.hide()
        self._stack.setCurrentWidget(self.section)


class _DropHint(Panel):
    """Lies over the question without taking anything from it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("drop", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = Label()
        self._words.setWordWrap(False)
        column = QVBoxLayout(self)
        column.addWidget(self._words, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def set_words(self, words: str) -> None:
        self._words.setText(words)
