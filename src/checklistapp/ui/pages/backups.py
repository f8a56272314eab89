# SPDX-License-Identifier: Apache-2.0
"""Backup copies of the open workspace: where they go by themselves, which there are, and whether they would restore."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.pages.restoring import last_test
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_backup, ask_folder, ask_target
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import ask, tell
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.question_card import clock_text
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.backup_copies import Proof
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.operation import Report
    from checklistapp.services.set_aside import SetAside
    from checklistapp.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Known:
    place: Path | None
    remarks: tuple[str, ...]
    copies: "list[BackupCopy]"
    asides: "list[SetAside]"


class BackupsPage(ScrollPage):
    said = Signal(str)
    restore_wanted = Signal(object)
    """Path of a copy."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        words = self.tr(
            "When the window is closed, and once a day, if something was changed. Each copy is encrypted like the "
            "workspace and opens with the same passphrases. The newest are kept, and older ones ever further apart."
        )
        self._automatic = Tile("save", self.tr("Automatic copies"), words)
        self._place = Label()
        self._remarks = Label(tone="caution")
        self._remarks.hide()
        self.choose = Button(self.tr("Choose a &folder…"), "folder", "primary")
        self.choose.clicked.connect(self._ask_place)
        self.another = Button(self.tr("Choose another &folder…"), "folder")
        self.another.clicked.connect(self._ask_place)
        self.stop = Button(self.tr("&No more automatic copies…"), "", "flat", "muted")
        self.stop.clicked.connect(self._ask_stop)
        self.now = Button(self.tr("Make one no&w"), "save")
        self.now.clicked.connect(self._make_now)
        self._of_place = (self.choose, self.another, self.now, self.stop)
        for button in self._of_place:
            button.hide()
        self._automatic.body.addWidget(self._place)
        self._automatic.body.addWidget(self._remarks)
        self._automatic.body.addLayout(side_by_side(*self._of_place))
        self.column.addWidget(self._automatic)
        carried = self.tr("One file, to keep somewhere else or to take to another computer.")
        carry = Tile("export", self.tr("A copy to carry"), carried)
        self.carry = Button(self.tr("&Make a copy to carry…"), "save")
        self.carry.clicked.connect(self._ask_target)
        carry.body.addLayout(side_by_side(self.carry))
        self.column.addWidget(carry)
        known = self.tr("A copy that was never tested may turn out not to restore: testing reads it to its last byte.")
        self._list = Tile("library", self.tr("Copies that this computer knows"), known)
        self.column.addWidget(self._list)
        self.restore_other = Button(self.tr("&Restore another file…"), "undo")
        self.restore_other.clicked.connect(lambda: ask_backup(self, self.restore_wanted.emit))
        self.column.addLayout(side_by_side(self.restore_other))
        self.column.addStretch(1)
        self.setFocusProxy(self.choose)
        self._refresh()

    def _refresh(self) -> None:
        self._session.run(_read, self._show, self.complaint.show_error, owner=self)

    def _show(self, known: _Known) -> None:
        opened = self._session.opened
        may_change = opened is not None and not opened.is_read_only
        is_chosen = known.place is not None
        self._place.setText(
            self.tr("They go to {0}").format(known.place) if is_chosen else self.tr("No folder was chosen yet.")
        )
        self._remarks.setText(" ".join(known.remarks))
        self._remarks.setVisible(bool(known.remarks))
        for button in self._of_place:
            button.setVisible(is_chosen != (button is self.choose))
        for button in (*self._of_place, self.carry):
            button.setEnabled(may_change)
            button.setToolTip("" if may_change else self.tr("The workspace is open only to be read."))
        empty(self._list.body)
        for copy in reversed(known.copies):
            remark, tone = last_test(copy)
            self._list.add_row(_name(copy), self._facts(copy), *self._buttons(copy), remark=remark, tone=tone)
        for aside in known.asides:
            self._show_aside(aside, may_change=may_change)
        if not known.copies and not known.asides:
            self._list.body.addWidget(Label(self.tr("This computer knows no copy yet."), "muted"))

    def _facts(self, copy: "BackupCopy") -> str:
        made = self.tr("makes room for newer ones") if copy.automatic else self.tr("stays until you delete it")
        size = self.locale().formattedDataSize(copy.size)
        gone = "" if copy.present else self.tr("not found now")
        changes = self.tr("{0} changes").format(copy.sequence)
        return " · ".join(filter(None, (gone, size, changes, made, copy.path.parent.name)))

    def _show_aside(self, aside: "SetAside", *, may_change: bool) -> None:
        """A full copy, too: what is forgotten here lies there still."""
        remove = Button(self.tr("Remove…"), "remove", "small")
        remove.clicked.connect(lambda: self._ask_removal(aside))
        remove.setAccessibleName(f"{remove.text()} {aside.path.name}")
        remove.setToolTip(str(aside.path))
        remove.setEnabled(may_change)
        facts = self.tr("{0} · {1} · a whole folder").format(
            clock_text(aside.clock), self.locale().formattedDataSize(aside.size)
        )
        remark = self.tr("set aside when a copy was restored; opens with the passphrases of its time")
        self._list.add_row(aside.path.name, facts, remove, remark=remark, tone="caution")

    def _ask_removal(self, aside: "SetAside") -> None:
        def job(workspace: "Workspace") -> tuple[str, ...]:
            from checklistapp.services import set_aside

            return set_aside.remove(workspace, aside.path)

        def done(left: tuple[str, ...]) -> None:
            gone = self.tr("“{0}” is gone from this disk.").format(aside.path.name)
            others = self.tr("Not the workspace's, and left as it was: {0}").format(", ".join(left))
            self.said.emit(f"{gone} {others}" if left else gone)
            self._refresh()

        def remove() -> None:
            self._session.run(job, done, self.complaint.show_error, owner=self)

        words = self.tr(
            "“{0}” is the workspace as it was before a copy was restored in its place. What was entered there and is "
            "not here is gone for good. Nothing brings it back."
        ).format(aside.path.name)
        ask(self, self.tr("Remove what was set aside"), words, self.tr("&Remove it"), remove, destroys=True)

    def _buttons(self, copy: "BackupCopy") -> list[Button]:
        test, restore = Button(self.tr("Test"), "check", "small"), Button(self.tr("Restore…"), "undo", "small")
        test.clicked.connect(lambda: self._test(copy.path))
        restore.clicked.connect(lambda: self.restore_wanted.emit(copy.path))
        for button in (test, restore):
            button.setAccessibleName(f"{button.text()} {_name(copy)}")
            button.setToolTip(str(copy.path))
            button.setEnabled(copy.present)
        return [test, restore]

    # The place

    def _ask_place(self) -> None:
        ask_folder(self, self.tr("Where automatic copies go"), self._set_place)

    def _ask_stop(self) -> None:
        words = self.tr(
            "From then on nothing is copied unless you do it yourself: if the disk with the workspace breaks, what was "
            "entered since the last copy is gone. The copies made so far stay."
        )
        action = self.tr("&No more copies")
        ask(self, self.tr("No more automatic copies"), words, action, lambda: self._set_place(None), destroys=True)

    def _set_place(self, folder: Path | None) -> None:
        def job(workspace: "Workspace") -> None:
            from checklistapp.services import backups

            backups.set_place(workspace, folder)

        self.complaint.say("")
        self._session.run(job, lambda _: self._refresh(), self.complaint.show_error, owner=self)

    # Making and testing

    def _make_now(self) -> None:
        def job(workspace: "Workspace", report: "Report") -> None:
            from checklistapp.services import backups

            backups.make_automatic(workspace, report)

        self._work(job, self.tr("The backup copy was written. Test it once."))

    def _ask_target(self) -> None:
        from checklistapp.services import backups

        opened = self._session.opened
        if opened is not None:
            ask_target(self, self.tr("Backup copy"), opened.path.name + backups.SUFFIX, self._carry)

    def _carry(self, target: Path) -> None:
        def job(workspace: "Workspace", report: "Report") -> None:
            from checklistapp.services import backups

            backups.backup(workspace, target, report)

        self._work(job, self.tr("The backup copy was written; it opens with the same passphrases. Test it once."))

    def _work(self, job: "Callable[[Workspace, Report], None]", said: str) -> None:
        def done(result: None) -> None:
            del result
            self.said.emit(said)
            self._refresh()

        self._clear()
        title = self.tr("Making a backup copy")
        WorkingDialog(self._session.run_reporting(job, done, self.complaint.show_error, title, self), self)

    def _clear(self) -> None:
        """What was said of the work before is not of this."""
        self.complaint.say("")
        self.said.emit("")

    def _test(self, source: Path, passphrase: str = "", dialog: QuestionsDialog | None = None) -> None:
        def job(workspace: "Workspace", report: "Report") -> "Proof":
            from checklistapp.services import backup_copies

            return backup_copies.prove(source, workspace=workspace, passphrase=passphrase, report=report)

        def done(proof: "Proof") -> None:
            if dialog is not None:
                dialog.accept()
            if proof.findings:
                found = " ".join(finding.message for finding in proof.findings)
                words = self.tr("{0}: {1}").format(source.name, found)
                hint = self.tr("Make a new copy, test it, and delete this one.")
                tell(self, self.tr("This copy failed its test"), words, hint, "warning", "no")
            else:
                when = clock_text(proof.clock) if proof.clock else ""
                self.said.emit(
                    self.tr("Read to its last byte: it would restore everything, {0} changes up to {1}.").format(
                        proof.head.sequence, when
                    )
                )
            self._refresh()

        def failed(error: BaseException) -> None:
            if dialog is not None:
                dialog.show_error(error)
            elif isinstance(error, ChecklistError) and error.code == "passphrase-needed":
                self._ask_passphrase(source)
            else:
                self.complaint.show_error(error)
                self._refresh()

        self._clear()
        title = self.tr("Testing the backup copy")
        WorkingDialog(self._session.run_reporting(job, done, failed, title, self), self)

    def _ask_passphrase(self, source: Path) -> None:
        """Made before a passphrase was changed: then it is that one which opens it."""
        words = self.tr("This copy was made before a passphrase or the keys were changed.")
        asked = [Asked("passphrase", self.tr("&Passphrase that it had when it was made"), secret=True)]

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            self._test(source, given["passphrase"], dialog)

        QuestionsDialog(self.tr("Test the backup copy"), words, asked, self.tr("&Test"), run, self).open()


def _name(copy: "BackupCopy") -> str:
    return clock_text(copy.clock) if copy.clock else copy.path.name


def _read(workspace: "Workspace") -> _Known:
    from checklistapp.services import backups, set_aside

    return _Known(
        backups.place(workspace),
        backups.place_remarks(workspace),
        backups.copies(workspace),
        set_aside.folders(workspace),
    )
