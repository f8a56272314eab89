# SPDX-License-Identifier: Apache-2.0
"""A filled-in PDF beside the answers that are there: the person says what of it is taken in."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.domain.entry_lines import Standing
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.comparison_table import ComparisonTable
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.fill_in import Filled
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace


class TakingInPage(QWidget):
    taken = Signal(str)
    """What is to be said of it."""

    def __init__(self, session: Session, answering: Answering, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._answering = session, answering
        self._filled: Filled | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(12)
        self.complaint = Complaint()
        self._column.addWidget(self.complaint)
        self._add_notice()
        words = self.tr(
            "Choose a PDF that was made here as “PDF to fill in” and came back filled in. Nobody has signed it: what "
            "is taken in is entered in your name, and the journal names the file."
        )
        self._words = Label(words, "muted")
        self._column.addWidget(self._words)
        self._add_table()
        self._said = Label("", "muted", Size.SMALL)
        self._column.addWidget(self._said)
        self.choose = Button(self.tr("&Choose a filled PDF…"), "folder")
        self.choose.clicked.connect(self._ask_file)
        self.take = Button(self.tr("&Take in"), "inbox", "primary")
        self.take.clicked.connect(self._take)
        self.take.hide()
        self._column.addLayout(side_by_side(self.take, self.choose))
        self._rest = QWidget()
        self._column.addWidget(self._rest, 1)
        self.setFocusProxy(self.choose)

    def _add_notice(self) -> None:
        """What the file says of itself."""
        self._notice = Panel("notice")
        inside = QVBoxLayout(self._notice)
        inside.setContentsMargins(16, 10, 16, 10)
        inside.setSpacing(2)
        self._name = Label(bold=True)
        self._facts = Label(tone="muted")
        self._remarks = Label(tone="caution")
        for label in (self._name, self._facts, self._remarks):
            inside.addWidget(label)
        self._notice.hide()
        self._column.addWidget(self._notice)

    def _add_table(self) -> None:
        self.table = ComparisonTable()
        self.table.hide()
        self.table.chosen_changed.connect(self._count)
        self._column.addWidget(self.table, 1)
        new = Button(self.tr("Choose what is &new"), "plus", "small")
        new.clicked.connect(lambda: self.table.choose((Standing.NEW,)))
        different = Button(self.tr("Also what is &different"), "edit", "small")
        different.clicked.connect(lambda: self.table.choose((Standing.NEW, Standing.DIFFERENT)))
        none = Button(self.tr("Choose n&othing"), "minus", "small")
        none.clicked.connect(lambda: self.table.choose(()))
        self._same = QCheckBox(self.tr("&Show also what is the same"))
        self._same.toggled.connect(self.table.show_same)
        self._choosing = QWidget()
        row = QHBoxLayout(self._choosing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(side_by_side(new, different, none), 1)
        row.addWidget(self._same)
        self._choosing.hide()
        self._column.addWidget(self._choosing)

    def _ask_file(self) -> None:
        ask_file(self, self.tr("Filled PDF"), self.tr("PDF (*.pdf)"), self.compare)

    def compare(self, file: Path) -> None:
        """Reads ``file`` and shows it; nothing is changed yet."""
        assessment = self._answering.assessment.id
        self.complaint.say("")
        self._answering.flush()

        def job(workspace: "Workspace", report: "Report") -> "Filled":
            from checklistapp.services import assessments, fill_in

            return fill_in.compare(assessments.load(workspace, assessment), fill_in.read_bounded(file), report)

        def failed(error: BaseException) -> None:
            self.complaint.show_error(error, self.choose)

        title = self.tr("Reading the PDF")
        task = self._session.run_reporting(job, lambda filled: self._show(file.name, filled), failed, title, owner=self)
        WorkingDialog(task, self)

    def _show(self, name: str, filled: "Filled") -> None:
        self._filled = filled
        self._name.setText(name)
        who = [filled.header["name"], filled.header["date"], filled.header["organisation"], filled.header["cycle"]]
        facts = " · ".join(filter(None, who)) or self.tr("The file does not say who filled it in.")
        self._facts.setText(f"{facts}\nSHA-256 {filled.sha256[:32]}…")
        remarks = list(filled.remarks)
        if filled.unknown_count:
            more = self.tr("Fields that this checklist does not have, left out: {0} ({1})")
            remarks.append(more.format(filled.unknown_count, ", ".join(filled.unknown)))
        self._remarks.setText("\n".join(remarks))
        self._remarks.setVisible(bool(remarks))
        self._notice.show()
        self._words.hide()
        self._rest.hide()
        self.table.show_rows(filled.rows, filled.by_default())
        # with nothing to decide, all of it is shown, so that the page does not look broken
        decides = any(filled.count(each) for each in (Standing.NEW, Standing.DIFFERENT, Standing.REFUSED))
        self._same.setChecked(not decides)
        self.table.show_same(not decides)
        for part in (self.table, self._choosing, self.take):
            part.show()
        self.choose.setText(self.tr("Choose &another PDF…"))
        (self.table if filled.rows else self.choose).setFocus()

    def _count(self) -> None:
        filled, chosen = self._filled, len(self.table.chosen())
        self.take.setEnabled(bool(chosen) and not self._answering.is_frozen)
        self.take.setText(self.tr("&Take in {0}").format(self.locale().toString(chosen)))
        if filled is not None:
            words = self.tr("New: {0} · different: {1} · the same: {2} · only here: {3} · does not fit: {4}")
            order = (Standing.NEW, Standing.DIFFERENT, Standing.SAME, Standing.EMPTY_THERE, Standing.REFUSED)
            self._said.setText(words.format(*(filled.count(each) for each in order)))

    def _take(self) -> None:
        filled, names, assessment = self._filled, self.table.chosen(), self._answering.assessment.id
        if filled is None or not names:
            return
        self.take.setEnabled(False)
        self._answering.flush()

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import fill_in

            return fill_in.take(workspace, assessment, filled, names)

        def done(loaded: "Assessment") -> None:
            self._answering.take_in(loaded)
            self.taken.emit(self.tr("Taken in, unsigned: {0}. Undo takes it back.").format(len(names)))

        def failed(error: BaseException) -> None:
            self.take.setEnabled(True)
            self.complaint.show_error(error, self.table)

        self._session.run(job, done, failed, owner=self)
