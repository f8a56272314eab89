# SPDX-License-Identifier: Apache-2.0
"""Keying from paper by line id, without a mouse: what two persons have read alike becomes the answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from checklistapp.domain.entry_lines import Line, LineKind, lines_of
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.entry_words import line_kind_name, state_name
from checklistapp.ui.widgets.label import FieldLabel, Label, Size
from checklistapp.ui.widgets.tile import ScrollPage, Tile

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.paper_entry import Outcome, Waiting
    from checklistapp.services.workspace import Workspace

_LONG = (LineKind.NOTE, LineKind.REASON, LineKind.EVIDENCE)
_MOST_ROWS = 12


class PaperEntryPage(ScrollPage):
    entered = Signal(str)
    """What is to be said."""

    def __init__(self, session: Session, answering: Answering, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._answering = session, answering
        self._lines = list(lines_of(answering.assessment.form))
        self._line: Line | None = None
        self._waiting: list[Waiting] = []
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        self._add_entry()
        self._add_waiting()
        self.column.addStretch(1)
        self.setFocusProxy(self.line)
        self._read()

    # Keying

    def _add_entry(self) -> None:
        words = self.tr(
            "Type the id at the left of the line and what stands there. It becomes an answer once a second person, "
            "with a passphrase of their own, has keyed the same."
        )
        tile = Tile("edit", self.tr("Key from paper"), words)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self._lines[0].printed if self._lines else "")
        self.line.textEdited.connect(self._show_line)
        self.line.returnPressed.connect(self._go_to_text)
        self.asked = Label("", "muted")
        self.short = QLineEdit()
        self.short.returnPressed.connect(self.key)
        self.long = QPlainTextEdit()
        self.long.setTabChangesFocus(True)
        self.long.setFixedHeight(self.fontMetrics().height() * 5)
        self.long.hide()
        keyed = QShortcut(QKeySequence("Ctrl+Return"), self.long)
        keyed.setContext(Qt.ShortcutContext.WidgetShortcut)
        keyed.activated.connect(self.key)
        self._short_label = FieldLabel(self.tr("&What stands there"), self.short)
        self._long_label = FieldLabel(self.tr("&What stands there"), self.long)
        self._long_label.hide()
        fields = (FieldLabel(self.tr("&Line"), self.line), self.line, self.asked)
        for part in (*fields, self._short_label, self.short, self._long_label, self.long):
            tile.body.addWidget(part)
        self.said = Label("", "accent", Size.SMALL)
        self.said.hide()
        self.enter = Button(self.tr("&Key it"), "check", "primary")
        self.enter.clicked.connect(self.key)
        tile.body.addLayout(side_by_side(self.enter))
        tile.body.addWidget(self.said)
        self.column.addWidget(tile)

    def _show_line(self) -> None:
        typed = self.line.text().strip().upper()
        line = next((each for each in self._lines if each.printed.upper() == typed), None)
        if line is not self._line:
            self._line = line
            self.asked.setText(f"{line_kind_name(line.kind)}: {line.text} ({_hint(line)})" if line else "")
            is_long = line is not None and _is_long(line)
            self._short_label.setVisible(not is_long)
            self.short.setVisible(not is_long)
            self._long_label.setVisible(is_long)
            self.long.setVisible(is_long)
            self.short.clear()
            self.long.clear()

    def _go_to_text(self) -> None:
        self._show_line()
        if self._line is None:
            self.complaint.say(self.tr("No line of this checklist has this id."), self.line)
        else:
            self.complaint.say("")
            (self.long if _is_long(self._line) else self.short).setFocus()

    def key(self, *, replace: bool = False) -> None:
        line = self._line
        if line is None:
            self._go_to_text()
            return
        text = self.long.toPlainText() if _is_long(line) else self.short.text()
        self._send(line, text, replace=replace)

    def _send(self, line: Line, text: str, *, replace: bool) -> None:
        assessment = self._answering.assessment.id
        self._answering.flush()

        def job(workspace: "Workspace") -> tuple["Outcome", "Assessment"]:
            from checklistapp.services import assessments, paper_entry

            outcome = paper_entry.key(workspace, assessment, line.printed, text, replace=replace)
            return outcome, assessments.load(workspace, assessment)

        def done(result: tuple["Outcome", "Assessment"]) -> None:
            outcome, loaded = result
            self.complaint.say("")
            self.said.show()
            self.said.setText(f"{line.printed}: {_outcome_name(outcome.value)}")
            if outcome.value == "entered":
                self._answering.take_in(loaded)
                self.entered.emit(self.said.text())
            self._go_on(line)
            self._read()

        def failed(error: BaseException) -> None:
            is_text = isinstance(error, ChecklistError) and error.code in ("entry-fault", "nothing-keyed")
            self.complaint.show_error(error, (self.long if _is_long(line) else self.short) if is_text else self.line)

        self._session.run(job, done, failed, owner=self)

    def _go_on(self, line: Line) -> None:
        """To the line that stands below it on paper."""
        place = next((at for at, each in enumerate(self._lines) if each.name == line.name), len(self._lines))
        following = self._lines[place + 1].printed if place + 1 < len(self._lines) else ""
        self.short.clear()
        self.long.clear()
        self._line = None
        self.line.setText(following)
        self._show_line()
        self.line.selectAll()
        self.line.setFocus()

    # What is not settled

    def _add_waiting(self) -> None:
        self._tile = Tile("clock", self.tr("Not settled yet"))
        self._nothing = Label(self.tr("Nothing waits for a second person."), "muted")
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(self.tr("Lines that are not settled yet"))
        self.table.setProperty("boxed", True)
        self.table.setHorizontalHeaderLabels([self.tr("Line"), self.tr("State"), self.tr("Read as")])
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.activated.connect(self._key_again)
        self.again = Button(self.tr("Key this line &again"), "edit", "small")
        self.again.clicked.connect(self._key_again)
        self.replace = Button(self.tr("&Replace the answer here"), "check", "small")
        self.replace.clicked.connect(self._replace)
        self.back = Button(self.tr("Take &back what I keyed"), "undo", "small")
        self.back.clicked.connect(self._take_back)
        self._tile.body.addWidget(self._nothing)
        self._tile.body.addWidget(self.table)
        self._tile.body.addLayout(side_by_side(self.again, self.replace, self.back))
        self.column.addWidget(self._tile)

    def _read(self) -> None:
        assessment = self._answering.assessment.id

        def job(workspace: "Workspace") -> "list[Waiting]":
            from checklistapp.services import paper_entry

            return paper_entry.waiting(workspace, assessment)

        self._session.run(job, self._show_waiting, self.complaint.show_error, owner=self)

    def _show_waiting(self, waiting: "Sequence[Waiting]") -> None:
        self._waiting = list(waiting)
        self._nothing.setVisible(not waiting)
        self.table.setVisible(bool(waiting))
        self.table.setRowCount(len(waiting))
        for place, each in enumerate(waiting):
            texts = (each.line.printed, _outcome_name(each.outcome.value), _readings(each))
            for column, text in enumerate(texts):
                self.table.setItem(place, column, QTableWidgetItem(text))
        row = self.table.verticalHeader().defaultSectionSize()
        shown = min(max(len(waiting), 1), _MOST_ROWS)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + row * shown + 6)
        self._allow()

    def _selected(self) -> "Waiting | None":
        place = self.table.currentRow()
        is_selected = bool(self.table.selectedItems()) and place < len(self._waiting)
        return self._waiting[place] if is_selected else None

    def _allow(self) -> None:
        selected = self._selected()
        for button in (self.again, self.replace, self.back):
            button.setVisible(bool(self._waiting))
        self.again.setEnabled(selected is not None)
        self.replace.setEnabled(selected is not None and selected.outcome.value == "occupied")
        self.back.setEnabled(selected is not None and any(each.is_own for each in selected.readings))

    def _key_again(self) -> None:
        selected = self._selected()
        if selected is not None:
            self._line = None
            self.line.setText(selected.line.printed)
            self._go_to_text()

    def _replace(self) -> None:
        """By the word of the person who acts, who keys it once more with it."""
        selected = self._selected()
        if selected is not None:
            agreed = [each.text for each in selected.readings]
            own = next((each.text for each in selected.readings if each.is_own), None)
            text = own if own is not None else max(agreed, key=agreed.count)
            self._send(selected.line, text, replace=True)

    def _take_back(self) -> None:
        selected, assessment = self._selected(), self._answering.assessment.id
        if selected is None:
            return

        def job(workspace: "Workspace") -> None:
            from checklistapp.services import paper_entry

            paper_entry.take_back(workspace, assessment, selected.line.printed)

        self._session.run(job, lambda _: self._read(), self.complaint.show_error, owner=self)


def _is_long(line: Line) -> bool:
    return line.kind in _LONG or line.value_kind in (AnswerSet.TEXT, AnswerSet.TABLE)


def _readings(waiting: "Waiting") -> str:
    """What others keyed stays hidden while it waits: whoever checks reads the paper, not the screen."""
    said = []
    for each in waiting.readings:
        is_hidden = waiting.outcome.value == "waiting" and not each.is_own
        text = (
            QCoreApplication.translate("Paper", "keyed, shown when you have keyed it")
            if is_hidden
            else _shown(waiting, each.text)
        )
        said.append(f"{each.name}: {text}")
    if waiting.outcome.value == "occupied":
        said.append(QCoreApplication.translate("Paper", "here: {0}").format(_shown(waiting, waiting.here)))
    return " · ".join(said)


def _shown(waiting: "Waiting", text: str) -> str:
    return " / ".join(state_name(waiting.line, text).split("\n"))


def _outcome_name(outcome: str) -> str:
    return {
        "waiting": QCoreApplication.translate("Paper", "waits for a second person"),
        "entered": QCoreApplication.translate("Paper", "both agree: entered"),
        "same": QCoreApplication.translate("Paper", "both agree, and the answer said so already"),
        "differs": QCoreApplication.translate("Paper", "read differently: look at the paper again"),
        "occupied": QCoreApplication.translate("Paper", "both agree, but another answer stands here"),
    }[outcome]


def _hint(line: Line) -> str:
    if line.states:
        letters = "y, n" if len(line.states) == 2 and "yes" in line.states else "y, p, n, a, w"
        return letters if "yes" in line.states else "a, w"
    match line.value_kind:
        case AnswerSet.DATE:
            return QCoreApplication.translate("Paper", "a date like 2026-12-31")
        case AnswerSet.NUMBER:
            return QCoreApplication.translate("Paper", "a number in plain digits")
        case AnswerSet.CHOICE | AnswerSet.SCALE | AnswerSet.CHOICES:
            return QCoreApplication.translate("Paper", "the number of the choice, several parted by commas")
        case AnswerSet.TABLE:
            return QCoreApplication.translate("Paper", "a row a line, cells parted by |; Ctrl+Return keys it")
    if line.kind is LineKind.EVIDENCE:
        return QCoreApplication.translate("Paper", "a title a line; Ctrl+Return keys it")
    return QCoreApplication.translate("Paper", "text; Ctrl+Return keys it")
