# SPDX-License-Identifier: Apache-2.0
"""How a section opens, with its introduction and count, and closes, with what is still open."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from checklistapp.domain.answer import NO, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Question, Section
from checklistapp.domain.ids import QuestionId
from checklistapp.domain.progress import Progress, of_section, rule_holds
from checklistapp.ui.widgets.answer_buttons import DRAWINGS
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.outline_tree import paint_ring
from checklistapp.ui.widgets.panel import Panel, empty

_MAXIMUM_LISTED = 40


class _Ring(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._progress = Progress(0, 0)
        self.setFixedSize(QSize(48, 48))

    def show_progress(self, progress: Progress) -> None:
        self._progress = progress
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ring(painter, self.rect().toRectF().adjusted(2, 2, -2, -2), self._progress)


class _Row(Button):
    """A question to go to, on one line that is cut where it ends."""

    def __init__(self, question: Question, drawing: str, tint: str) -> None:
        self._text = f"{question.id}   {question.text}"
        super().__init__(question.id, drawing, "fold", tint)
        self.setAccessibleName(f"{question.id} {question.text}")
        self.setToolTip(question.text)
        self.setStyleSheet("font-weight: 400;")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - self.iconSize().width() - 24
        cut = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        self.setText(cut.replace("&", "&&"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 12, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 40, super().sizeHint().height())


class SectionView(Panel):
    question_wanted = Signal(str)
    continued = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self._ring = _Ring()
        self._title = Label(size=Size.TITLE, bold=True)
        self._count = Label(tone="muted")
        self._intro = Label()
        self._remark = Label(tone="heading")
        self._open_list = QVBoxLayout()
        self._open_list.setSpacing(0)
        self._look = Label(self.tr("Partly or No:"), "heading")
        self._look_list = QVBoxLayout()
        self._look_list.setSpacing(0)
        self._continue = Button(self.tr("&Continue"), "right", "primary", trailing=True)
        self._continue.clicked.connect(self.continued)
        words = QVBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._count)
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(14)
        column.addLayout(top)
        column.addWidget(self._intro)
        column.addWidget(self._remark)
        column.addLayout(self._open_list)
        column.addWidget(self._look)
        column.addLayout(self._look_list)
        line = QHBoxLayout()
        line.addWidget(self._continue)
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setAutoFillBackground(False)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(1, 4, 1, 4)
        frame.addWidget(scroll)

    def show_section(self, assessment: Assessment, section: Section, *, closing: bool, last: bool) -> None:
        progress = of_section(assessment, section)
        self._ring.show_progress(progress)
        self._title.setText(f"{section.id}  {section.title}")
        self._count.setText(self.tr("{0} of {1} answered").format(progress.answered, progress.total))
        self._intro.setText(section.intro)
        self._intro.setVisible(bool(section.intro) and not closing)
        self._remark.setText(self._say(assessment, section, progress, closing))
        self._remark.setVisible(bool(self._remark.text()))
        asked = [question for question in section.questions if assessment.is_asked(question)]
        answers = {question.id: assessment.answer(question.id).response for question in asked}
        self._list(self._open_list, [each for each in asked if answers[each.id].is_open], answers)
        weak = [each for each in asked if answers[each.id].state in (Meta.PARTLY, NO)]
        self._look.setVisible(bool(weak))
        self._list(self._look_list, weak, answers)
        self._continue.setText(self._continue_text(progress, closing, last))

    def _say(self, assessment: Assessment, section: Section, progress: Progress, closing: bool) -> str:
        words = []
        if closing and not progress.open:
            words.append(self.tr("Everything in this section is answered."))
        if progress.open:
            words.append(self.tr("Still open:"))
        if closing and not rule_holds(assessment, section):
            words.insert(0, self.tr("This section asks for at least one Yes."))
        return " ".join(words)

    def _continue_text(self, progress: Progress, closing: bool, last: bool) -> str:
        if not closing:
            return self.tr("&Continue") if progress.answered else self.tr("&Begin")
        return self.tr("&Review and export") if last else self.tr("&Continue with the next section")

    def _list(self, place: QVBoxLayout, questions: Sequence[Question], answers: Mapping[QuestionId, Response]) -> None:
        empty(place)
        for question in questions[:_MAXIMUM_LISTED]:
            row = _Row(question, *DRAWINGS.get(answers[question.id].state, DRAWINGS[None]))
            row.clicked.connect(lambda _=False, question=question.id: self.question_wanted.emit(question))
            place.addWidget(row)

    def focus_continue(self) -> None:
        self._continue.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._ring.update()
