# SPDX-License-Identifier: Apache-2.0
"""Answering an assessment: the tree of questions beside the card of the one at hand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from checklistapp.domain.answer import Answer
from checklistapp.domain.form import Section
from checklistapp.domain.ids import QuestionId
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.models.outline import Outline
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.models.walk import Walk
from checklistapp.ui.widgets.answer_buttons import KEYS
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.file_choice import files_in, picture_in
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.label import Label, LineLabel
from checklistapp.ui.widgets.question_card import QuestionCard
from checklistapp.ui.widgets.received import ReceivedNotice
from checklistapp.ui.widgets.section_view import SectionView
from checklistapp.ui.widgets.side_panel import SidePanel
from checklistapp.ui.widgets.tile import is_narrow
from checklistapp.ui.widgets.void_notice import VoidNotice

if TYPE_CHECKING:
    from checklistapp.services.submissions import SubmissionSummary


class AssessmentPage(QWidget):
    """Shows one assessment; files are asked for, everything else goes through the model."""

    finished = Signal()
    attach_wanted = Signal(str, str)
    """Question, and a dropped file or empty."""
    copy_wanted = Signal(str)
    preview_wanted = Signal(str)
    removal_wanted = Signal(str)
    act_wanted = Signal(str, str)
    files_given = Signal(str, object)
    """Question, and the files dropped on it or pasted."""
    picture_given = Signal(str, object)
    """Question, and a picture from the clipboard as PNG."""
    refused = Signal(str)
    reopen_wanted = Signal()

    def __init__(self, answering: Answering, *, attach: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answering = answering
        self.outline = Outline(answering)
        self._walk = Walk(answering, self.outline)
        self._attach = attach
        self._at: QuestionId | None = None
        self._section: Section | None = None
        self._closing = self._narrow = False
        # From the outside inwards: what is put into place empty need not be styled anew with all its contents.
        self._splitter = QSplitter(self)
        self._side = SidePanel(self._splitter)
        self._right = QWidget(self._splitter)
        self._stack = QStackedWidget(self._right)
        self._card = QuestionCard(self._stack)
        self._section_view = SectionView(self._stack)
        self._stack.addWidget(self._card)
        self._stack.addWidget(self._section_view)
        self._frozen = FrozenNotice(self._right)
        self._void = VoidNotice(self._right)
        self._received = ReceivedNotice(self._right)
        self._questions = Button(self.tr("&Questions"), "menu", "small")
        self._questions.hide()
        self._top = QWidget(self._right)
        self._where = LineLabel(tone="heading")
        self._count = Label(tone="muted")
        self._count.setWordWrap(False)
        self._previous = Button(self.tr("&Previous"), "left")
        self._next_open = Button(self.tr("Next &open"), "open")
        self._next = Button(self.tr("&Next question"), "right", "primary", trailing=True)
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self.setAcceptDrops(True)
        self._side.show_outline(self.outline)
        self._show_frozen()

    def _lay_out(self) -> None:
        top = QHBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self._questions)
        top.addWidget(self._where, 1)
        top.addWidget(self._count)
        self._foot = QWidget(self._right)
        bottom = FlowLayout(self._foot, push=1)
        for button in (self._previous, self._next_open, self._next):
            bottom.addWidget(button)
        right, splitter = self._right, self._splitter
        column = QVBoxLayout(right)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(10)
        column.addWidget(self._frozen)
        column.addWidget(self._void)
        column.addWidget(self._received)
        column.addWidget(self._top)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._side)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        self._side.setMinimumWidth(self.fontMetrics().averageCharWidth() * 28)
        splitter.setSizes([self.fontMetrics().averageCharWidth() * 41, 900])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(splitter)

    def _connect(self) -> None:
        self._side.tree.question_chosen.connect(lambda question: self.go_to(QuestionId(question), focus=False))
        self._side.tree.section_chosen.connect(self._open_section)
        self._side.hit_wanted.connect(self._go_to_hit)
        self._side.left.connect(self._leave_side)
        self._side.tree.clicked.connect(self._put_side_away)
        self._side.tree.activated.connect(self._leave_side)
        self._questions.clicked.connect(self._show_side)
        self._side.narrowed.connect(self._mark_in_tree)
        self._card.edited.connect(self._edited)
        self._card.attach_wanted.connect(lambda: self.attach_wanted.emit(self._at or "", ""))
        self._card.copy_wanted.connect(self.copy_wanted)
        self._card.preview_wanted.connect(self.preview_wanted)
        self._card.removal_wanted.connect(self.removal_wanted)
        self._card.act_wanted.connect(self.act_wanted)
        self._section_view.question_wanted.connect(lambda question: self.go_to(QuestionId(question)))
        self._section_view.continued.connect(self._continue)
        self._frozen.reopen_wanted.connect(self.reopen_wanted)
        self._void.sign_wanted.connect(self.finished)
        self.answering.signature_changed.connect(lambda: self._void.setVisible(self.answering.has_voided))
        self._previous.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_on)
        self._next_open.clicked.connect(self.go_to_next_open)
        self.answering.changed.connect(self._changed)
        self.answering.undone.connect(lambda question: self.go_to(QuestionId(question), focus=False))
        self.answering.replaced.connect(self._replaced)
        self.answering.state_changed.connect(self._saved)

    def _add_shortcuts(self) -> None:
        def on(keys: str | QKeySequence.StandardKey, act: Callable[[], object]) -> None:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

        for state, key in KEYS.items():
            on(key, partial(self._answer_by_key, str(state)))
        for keys in ("Ctrl+Down", "Alt+Down", "Ctrl+PgDown"):
            on(keys, self.go_on)
        for keys in ("Ctrl+Up", "Alt+Up", "Ctrl+PgUp"):
            on(keys, self.go_back)
        on("Ctrl+J", self.go_to_next_open)
        on("Ctrl+Return", self._card.accept_suggestion)
        on("Ctrl+E", self._card.focus_note)
        on(QKeySequence.StandardKey.Find, self._search)
        on(QKeySequence.StandardKey.Paste, self._paste)

    # The side panel, which gives way where the window is narrow for its text

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_questions"):
            self._side.setMinimumWidth(self.fontMetrics().averageCharWidth() * 28)
            self._make_room()

    def _make_room(self) -> None:
        narrow = is_narrow(self)
        if narrow != self._narrow:
            self._narrow = narrow
            self._questions.setVisible(narrow)
            self._side.show_way_back(narrow)
            self._side.setVisible(not narrow)
            self._right.show()

    def _show_side(self) -> None:
        """Instead of the card where there is no room for both."""
        if self._narrow:
            self._side.show()
            self._right.hide()
            self._side.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _search(self) -> None:
        self._show_side()
        self._side.focus_search()

    def _put_side_away(self) -> None:
        if self._narrow:
            self._right.show()
            self._side.hide()

    def _leave_side(self) -> None:
        self._put_side_away()
        self.focus()

    # Where the person is

    @property
    def question(self) -> QuestionId | None:
        return self._at

    def start(self, at: QuestionId | None = None) -> None:
        """Shows ``at``, else the first open question, else the first one."""
        self.go_to(at if at is not None and at in self._walk.asked() else self._walk.first_open())

    def go_to(self, question: QuestionId, *, focus: bool = True) -> None:
        self.answering.flush()
        self._at, self._section, self._closing = question, None, False
        self._show_card(anew=True)
        self._mark_in_tree()
        if focus:
            self._card.focus_answer()

    def tell_received(self, submission: "SubmissionSummary") -> None:
        self._received.show_submission(submission)

    def focus(self) -> None:
        if self._section is None:
            self._card.focus_answer()
        else:
            self._section_view.focus_continue()

    def go_on(self) -> None:
        """To the next question; after the last one of a section to its closing."""
        if self._section is not None:
            self._continue()
        elif self._at is not None:
            following = self._walk.following(self._at)
            if following is not None:
                self.go_to(following)
            else:
                self._show_section(self.answering.assessment.form.section_of[self._at], closing=True)

    def go_back(self) -> None:
        if self._section is not None:
            asked = self._walk.asked_in(self._section)
            before = asked[-1] if self._closing and asked else self._walk.before(self._walk.first_in(self._section))
        else:
            before = self._walk.before(self._at)
        if before is not None:
            self.go_to(before)

    def go_to_next_open(self) -> None:
        found = self._walk.next_open(self._at)
        if found is None:
            self.finished.emit()
        else:
            self.go_to(found)

    def _open_section(self, section_id: str) -> None:
        sections = self.answering.assessment.form.sections
        self._show_section(next(each for each in sections if each.id == section_id), closing=False)

    def _show_section(self, section: Section, *, closing: bool) -> None:
        self.answering.flush()
        self._section, self._closing = section, closing
        sections = self.answering.assessment.form.sections
        last = section is sections[-1]
        self._section_view.show_section(self.answering.assessment, section, closing=closing, last=last)
        # It has its own heading, and its own way on.
        self._top.setVisible(self._narrow)
        self._where.show_text("")
        self._count.clear()
        self._foot.hide()
        self._stack.setCurrentWidget(self._section_view)
        if closing:
            self._side.tree.show_section(sections.index(section))
            self._section_view.focus_continue()

    def _continue(self) -> None:
        if self._section is None:
            return
        target = self._walk.after(self._section) if self._closing else self._walk.begin(self._section)
        if target is not None:
            self.go_to(target)
        else:
            self.finished.emit()

    def _go_to_hit(self) -> None:
        found = self.outline.first_hit()
        if found is not None:
            self._put_side_away()
            self.go_to(found)

    # What is shown

    def _show_card(self, *, anew: bool) -> None:
        if self._at is None:
            return
        assessment = self.answering.assessment
        question = assessment.form.by_id[self._at]
        self._card.show_question(
            assessment, question, read_only=self.answering.is_frozen, attach=self._attach, anew=anew
        )
        if anew:
            section = assessment.form.section_of[self._at]
            asked = self._walk.asked_in(section)
            place = asked.index(self._at) + 1 if self._at in asked else 0
            self._where.show_text(f"{section.id} · {section.title}")
            self._count.setText(self.tr("Question {0} of {1}").format(place, len(asked)))
            self._card.show_intro(section.intro if place == 1 else "")
            self._top.show()
            self._foot.show()
            self._stack.setCurrentWidget(self._card)

    def _mark_in_tree(self) -> None:
        if self._at is not None and self._section is None:
            self._side.tree.show_question(self._at)

    def _answer_by_key(self, state: str) -> None:
        if self._section is None and not self.answering.is_frozen:
            if state in ("yes", "no") and not self._card.answers_with_yes_or_no():
                return
            self._card.choose(state)

    def _edited(self, answer: Answer, typing: bool) -> None:
        if self._at is not None:
            self.answering.change(self._at, answer, typing=typing)

    def _changed(self, question: str) -> None:
        if question == self._at and self._section is None:
            self._show_card(anew=False)

    def _saved(self) -> None:
        if self.answering.state is SaveState.SAVED and self._section is None:
            self._show_card(anew=False)

    def _replaced(self) -> None:
        self._show_frozen()
        if self._at not in self._walk.asked():
            self.start()
        elif self._section is None:
            self._show_card(anew=True)
        else:
            self._show_section(self._section, closing=self._closing)
        self._mark_in_tree()

    def _show_frozen(self) -> None:
        """What was received is not ours to reopen."""
        self._frozen.setVisible(self.answering.is_frozen and not self.answering.read_only)

    # A file dropped on the card

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.answering.is_frozen:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take(files_in(event.mimeData()))

    def _take(self, files: list[Path]) -> None:
        """Where the workspace takes no files, their names are written down as references."""
        if self._attach and self._at is not None and files:
            self.files_given.emit(self._at, files)
            return
        for file in files:
            self._card.folds.add_evidence(file.stem)
        if files:
            self.refused.emit(self.tr("This workspace keeps references only: the name was taken, not the file."))

    def _paste(self) -> None:
        """Files or a picture; text is pasted by the fields themselves."""
        data = QGuiApplication.clipboard().mimeData()
        if self._section is not None or self.answering.is_frozen or self._at is None:
            return
        files = files_in(data)
        if files:
            self._take(files)
        elif data.hasImage():
            if self._attach:
                self.picture_given.emit(self._at, picture_in(data))
            else:
                words = self.tr("This workspace keeps references only, so no picture can be pasted. Name the document.")
                self.refused.emit(words)
