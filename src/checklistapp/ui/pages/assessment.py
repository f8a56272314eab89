# SPDX-License-Identifier: Apache-2.0
"""Answering an assessment: the tree of questions beside the card of the one at hand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.domain.answer import Answer
from checklistapp.domain.form import Section
from checklistapp.domain.ids import QuestionId
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.models.outline import Outline
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.models.walk import Walk
from checklistapp.ui.widgets.answer_buttons import KEYS
from checklistapp.ui.widgets.file_drop import FileDrop
from checklistapp.ui.widgets.question_frame import QuestionFrame
from checklistapp.ui.widgets.side_panel import SidePanel
from checklistapp.ui.widgets.side_splitter import SideSplitter

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
        self._closing = False
        # From the outside inwards: what is put into place empty need not be styled anew with all its contents.
        self._splitter = SideSplitter(self)
        self._side = SidePanel(self._splitter)
        self.frame = QuestionFrame(self._splitter)
        self._card, self._section_view = self.frame.card, self.frame.section
        self._splitter.hold(self._side, self.frame)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        self._drop = FileDrop(self, keeps_files=attach, may_drop=self._may_attach)
        self._connect()
        self._add_shortcuts()
        self._side.show_outline(self.outline)
        self._show_frozen()

    def _connect(self) -> None:
        self._side.tree.question_chosen.connect(lambda question: self.go_to(QuestionId(question), focus=False))
        self._side.tree.section_chosen.connect(self._open_section)
        self._side.hit_wanted.connect(self._go_to_hit)
        self._side.left.connect(self._leave_side)
        self._side.tree.clicked.connect(self._splitter.show_contents)
        self._side.tree.activated.connect(self._leave_side)
        self.frame.questions_wanted.connect(self._show_side)
        self._splitter.narrowed.connect(self._make_room)
        self._drop.files_given.connect(self._attach_files)
        self._drop.picture_given.connect(self._attach_picture)
        self._drop.name_given.connect(self._card.folds.add_evidence)
        self._drop.hovering.connect(self._show_drop)
        self._drop.refused.connect(self.refused)
        self._side.narrowed.connect(self._mark_in_tree)
        self._card.edited.connect(self._edited)
        self._card.attach_wanted.connect(lambda: self.attach_wanted.emit(self._at or "", ""))
        self._card.copy_wanted.connect(self.copy_wanted)
        self._card.preview_wanted.connect(self.preview_wanted)
        self._card.removal_wanted.connect(self.removal_wanted)
        self._card.act_wanted.connect(self.act_wanted)
        self._section_view.question_wanted.connect(lambda question: self.go_to(QuestionId(question)))
        self._section_view.continued.connect(self._continue)
        self.frame.frozen.reopen_wanted.connect(self.reopen_wanted)
        self.frame.void.sign_wanted.connect(self.finished)
        self.answering.signature_changed.connect(lambda: self.frame.void.setVisible(self.answering.has_voided))
        self.frame.previous_wanted.connect(self.go_back)
        self.frame.next_wanted.connect(self.go_on)
        self.frame.next_open_wanted.connect(self.go_to_next_open)
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
        on(QKeySequence.StandardKey.Paste, self.paste)

    # The side panel, which gives way where the window is narrow for its text

    def _make_room(self, narrow: bool) -> None:
        self.frame.questions.setVisible(narrow)
        self._side.show_way_back(narrow)

    def _show_side(self) -> None:
        self._splitter.show_panel()
        self._side.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _search(self) -> None:
        self._splitter.show_panel()
        self._side.focus_search()

    def _leave_side(self) -> None:
        self._splitter.show_contents()
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
        self.frame.received.show_submission(submission)

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
        self.frame.show_section()
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
            self._splitter.show_contents()
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
            count = self.tr("Question {0} of {1}").format(place, len(asked))
            self._card.show_intro(section.intro if place == 1 else "")
            self.frame.show_card(f"{section.id} · {section.title}", count)

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
        self.frame.frozen.setVisible(self.answering.is_frozen and not self.answering.read_only)

    # Files given to the question

    def _attach_files(self, files: list[Path]) -> None:
        if self._at is not None:
            self.files_given.emit(self._at, files)

    def _show_drop(self, hovering: bool) -> None:
        words = self.tr("Drop to attach to {0}") if self._attach else self.tr("Drop to name it as evidence for {0}")
        self.frame.show_drop(words.format(self._at) if hovering else "")

    def show_evidence(self, question: str) -> None:
        """What was just attached is in sight."""
        if question == self._at and self._section is None:
            self._card.folds.show_evidence()

    def _attach_picture(self, png: bytes) -> None:
        if self._at is not None:
            self.picture_given.emit(self._at, png)

    def _may_attach(self) -> bool:
        """To the question that is on screen, and to no other."""
        return self._section is None and self._at is not None and not self.answering.is_frozen

    def paste(self) -> None:
        if self._may_attach():
            self._drop.paste()
