# SPDX-License-Identifier: Apache-2.0
"""The first page: start the checklist, open a workspace, try the sample, or verify a file."""

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from checklistapp.domain.naming import FORBIDDEN_IN_FOLDERS
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_backup, ask_folder
from checklistapp.ui.widgets.label import Label, Size, add_field
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.strength import StrengthMeter
from checklistapp.ui.widgets.tile import ScrollPage, Tile, is_narrow


def documents_folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


class StartPage(ScrollPage):
    create_wanted = Signal(Path, str, str, bool)
    """Folder, passphrase, name, whether files may be attached."""
    open_wanted = Signal(Path)
    restore_wanted = Signal(Path)
    sample_wanted = Signal()
    verify_wanted = Signal()

    def __init__(self, recent: list[Path], refusal: str = "", parent: QWidget | None = None) -> None:
        """``refusal`` says why what the program was started with is not opened."""
        super().__init__(parent=parent)
        self._place = documents_folder()
        self.leave_room_above()
        welcome = self.tr(
            "Answer a checklist, sign it, and hand it over sealed. Nothing leaves this computer by itself."
        )
        self.column.addWidget(Label(welcome, "muted"))
        self.refusal = Complaint()
        self.refusal.say(refusal)
        self.column.addWidget(self.refusal)
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        self._tiles = (self._start_tile(), self._open_tile(recent), self._verify_tile(), self._sample_tile())
        self._stacked: bool | None = None
        self.column.addLayout(self._grid)
        self._arrange()
        self.column.addStretch(1)

    def _arrange(self) -> None:
        """Side by side, or below each other where the text is large for the window."""
        stacked = is_narrow(self)
        if stacked == self._stacked:
            return
        self._stacked = stacked
        first, *others = self._tiles
        self._grid.addWidget(first, 0, 0, 1 if stacked else len(others), 1)
        for place, tile in enumerate(others):
            self._grid.addWidget(tile, *((place + 1, 0) if stacked else (place, 1)))
        self._grid.setColumnStretch(0, 6)
        self._grid.setColumnStretch(1, 0 if stacked else 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _verify_tile(self) -> Tile:
        words = self.tr("Check who signed it, and that nothing was changed.")
        tile = Tile("shield", self.tr("Verify a PDF or a bundle"), words)
        verify = Button(self.tr("&Verify a file…"), "right", trailing=True)
        verify.clicked.connect(self.verify_wanted)
        tile.body.addLayout(side_by_side(verify))
        return tile

    def _start_tile(self) -> Tile:
        tile = Tile("checklist", self.tr("Start the checklist"), self.tr("37 questions. Everything is kept encrypted."))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(6)
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Your organisation, for example"))
        self.passphrase = PassphraseField(self.tr("Passphrase"))
        self.again = PassphraseField(self.tr("Passphrase again"))
        add_field(form, self.tr("&Name of the workspace"), self.name)
        add_field(form, self.tr("&Passphrase"), self.passphrase)
        self.strength = StrengthMeter(self.passphrase, lambda: (self.name.text(),))
        form.addRow(self.strength)
        add_field(form, self.tr("Passphrase a&gain"), self.again)
        self._where = Label(tone="muted", size=Size.SMALL)
        change = Button(self.tr("C&hange…"), kind="small")
        change.setAccessibleName(self.tr("Change the folder"))
        change.clicked.connect(lambda: ask_folder(self, self.tr("Where to keep the workspace"), self._set_place))
        place = QHBoxLayout()
        place.addWidget(self._where, 1)
        place.addWidget(change)
        self.attachments = QCheckBox(self.tr("Files may be &attached as evidence"))
        attached = self.tr(
            "Encrypted copies are kept with the answers. Without it, evidence is only named. Settings change it later."
        )
        self.attachments.setAccessibleDescription(attached)
        self.complaint = Complaint()
        self.begin = Button(self.tr("&Start"), "right", "primary", trailing=True)
        self.begin.clicked.connect(self._create)
        tile.body.addLayout(form)
        tile.body.addLayout(place)
        tile.body.addWidget(self.attachments)
        tile.body.addWidget(Label(attached, "muted", Size.SMALL))
        tile.body.addWidget(self.complaint)
        tile.body.addLayout(side_by_side(self.begin))
        # Whoever has typed one types it again; the help in choosing one comes after.
        QWidget.setTabOrder(self.passphrase, self.again)
        for field in (self.name, self.passphrase, self.again):
            field.textChanged.connect(self._changed)
            field.returnPressed.connect(self._create)
        self._changed()
        return tile

    def _open_tile(self, recent: list[Path]) -> Tile:
        tile = Tile("folder", self.tr("Open a workspace"))
        for path in recent[:4]:
            button = Button(path.name, "lock", "plain", "muted")
            button.setToolTip(str(path))
            button.clicked.connect(lambda _=False, path=path: self.open_wanted.emit(path))
            tile.body.addWidget(button)
        choose = Button(self.tr("&Choose a folder…"), "folder")
        choose.clicked.connect(lambda: ask_folder(self, self.tr("Open a workspace"), self.open_wanted.emit))
        tile.body.addWidget(choose)
        backup = Button(self.tr("Restore a &backup copy…"), "undo", "flat", "muted")
        backup.clicked.connect(lambda: ask_backup(self, self.restore_wanted.emit))
        tile.body.addLayout(side_by_side(backup))
        tile.body.addStretch(1)
        return tile

    def _sample_tile(self) -> Tile:
        words = self.tr("A filled-in checklist of an invented State, to look around and play with.")
        tile = Tile("sample", self.tr("Try the sample"), words)
        sample = Button(self.tr("&Try it"), "right", trailing=True)
        sample.clicked.connect(self.sample_wanted)
        tile.body.addLayout(side_by_side(sample))
        return tile

    @property
    def folder(self) -> Path:
        """Where the workspace would be made: the place, and a folder with its name."""
        return self._place / (self.name.text().strip().strip(".") or self.tr("Checklist"))

    def _set_place(self, place: Path) -> None:
        self._place = place
        self._changed()

    def _changed(self) -> None:
        breakable = str(self.folder).replace(
            os.sep, f"{os.sep}\u200b"
        )  # a zero-width space: a path has no other end of line
        self._where.setText(self.tr("Kept in {0}").format(breakable))
        self.complaint.say("")

    def _create(self) -> None:
        name = self.name.text().strip()
        if not name:
            self._complain(self.tr("The workspace needs a name. Type one, such as your organisation."), self.name)
        elif set(name) & set(FORBIDDEN_IN_FOLDERS):
            self._complain(self.tr("A name cannot hold any of {0}").format(FORBIDDEN_IN_FOLDERS), self.name)
        elif not self.passphrase.text():
            self._complain(
                self.tr("Choose a passphrase. It is asked for whenever the workspace is opened."), self.passphrase
            )
        elif self.passphrase.text() != self.again.text():
            self._complain(self.tr("The two passphrases differ. Type the same one twice."), self.again)
        else:
            self.begin.setEnabled(False)
            self.create_wanted.emit(self.folder, self.passphrase.text(), name, self.attachments.isChecked())

    def _complain(self, text: str, field: QLineEdit) -> None:
        self.complaint.say(text, field)

    def show_error(self, error: BaseException) -> None:
        self.begin.setEnabled(True)
        self.complaint.show_error(error)
        self.passphrase.setFocus()
