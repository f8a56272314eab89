# SPDX-License-Identifier: Apache-2.0
"""The recovery words, shown once, and typed back in part to prove that they were written down."""

import secrets

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import FieldLabel, Label, Size
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.tile import ScrollPage, Tile

_COLUMNS, _ASKED = 4, 3


class RecoveryPage(ScrollPage):
    """First the words; then, with all of them out of sight, three to type back.

    ``asked`` are the places of those three, counted from 0.
    """

    confirmed = Signal()
    sheet_wanted = Signal()
    """A printed sheet to write them on, which holds none of them."""

    def __init__(self, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._words = words
        self.asked = sorted(secrets.SystemRandom().sample(range(len(words)), _ASKED))
        self._steps = (self._shown(words), self._typed())
        for step in self._steps:
            self.column.addWidget(step)
        self._show_step(0)
        self.column.addStretch(1)
        self.setFocusProxy(self.written)

    def _shown(self, words: tuple[str, ...]) -> Tile:
        advice = self.tr(
            "Write these words on paper, by hand and in this order, and keep the paper where the workspace is not. "
            "They open every answer, even when a passphrase is lost."
        )
        tile = Tile("key", self.tr("Write down the recovery words"), advice)
        warning = self.tr(
            "There is no back door: without a passphrase and without these words nobody can open the workspace, and "
            "nobody can help."
        )
        tile.body.addWidget(Label(warning, "ink"))
        tile.body.addWidget(self._grid(words))
        printing = self.tr(
            "Do not print or photograph the words: printers, spoolers and telephones keep copies. The sheet has "
            "numbered blanks for them, and what to do on the day they are needed."
        )
        tile.body.addWidget(Label(printing, "muted", Size.SMALL))
        self.written = Button(self.tr("&I have written them down"), "right", "primary", trailing=True)
        self.written.clicked.connect(self._ask)
        self.sheet = Button(self.tr("&Print a sheet to write them on…"), "printer")
        self.sheet.clicked.connect(self.sheet_wanted)
        tile.body.addLayout(side_by_side(self.written, self.sheet))
        return tile

    def _grid(self, words: tuple[str, ...]) -> QFrame:
        frame = Panel("notice")
        grid = QGridLayout(frame)
        grid.setContentsMargins(18, 14, 18, 14)
        grid.setVerticalSpacing(8)
        rows = -(-len(words) // _COLUMNS)
        for place, word in enumerate(words):
            cell = QHBoxLayout()
            cell.setSpacing(12)
            number = Label(f"{place + 1}", "muted")
            number.setMinimumWidth(self.fontMetrics().horizontalAdvance("00  "))
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            cell.addWidget(number)
            cell.addWidget(Label(word, size=Size.WORDS, bold=True), 1)
            grid.addLayout(cell, place % rows, place // rows)
        return frame

    def _typed(self) -> Tile:
        words = self.tr("Read them from your paper. Four letters of each are enough.")
        tile = Tile("key", self.tr("Check what you have written"), words)
        self.answer = QLineEdit()
        self.answer.returnPressed.connect(self._check)
        places = [str(place + 1) for place in self.asked]
        label = FieldLabel(self.tr("&Words {0}, {1} and {2}").format(*places), self.answer, "ink")
        tile.body.addWidget(label)
        tile.body.addWidget(self.answer)
        self.complaint = Complaint()
        self._confirm = Button(self.tr("&Confirm"), "check", "primary")
        self._confirm.clicked.connect(self._check)
        again = Button(self.tr("&Show the words again"), "left")
        again.clicked.connect(self._show_again)
        tile.body.addWidget(self.complaint)
        tile.body.addLayout(side_by_side(self._confirm, again))
        return tile

    def _show_step(self, shown: int) -> None:
        for place, step in enumerate(self._steps):
            step.setVisible(place == shown)

    def _ask(self) -> None:
        self._show_step(1)
        self.verticalScrollBar().setValue(0)
        self.answer.setFocus()

    def _show_again(self) -> None:
        self._forget()
        self._show_step(0)
        self.written.setFocus()

    def _check(self) -> None:
        from checklistapp.services import people

        if people.are_typed_back(self._words, self.asked, self.answer.text()):
            self.confirmed.emit()
        else:
            words = self.tr("These are not the three words. Compare the numbers with those on your paper.")
            self.complaint.say(words, self.answer)

    def _forget(self) -> None:
        self.complaint.say("")
        self.answer.setText("")

    def hideEvent(self, event: QHideEvent) -> None:
        self._forget()
        super().hideEvent(event)
