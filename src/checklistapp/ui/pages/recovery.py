# SPDX-License-Identifier: Apache-2.0
"""The recovery words, shown once, and typed back in part to prove that they were written down."""

import secrets

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.tile import ScrollPage, Tile

_COLUMNS, _ASKED = 4, 3


class RecoveryPage(ScrollPage):
    """``asked`` are the places of the words to type back, counted from 0."""

    confirmed = Signal()

    def __init__(self, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(860, parent)
        self._words = words
        self.asked = sorted(secrets.SystemRandom().sample(range(len(words)), _ASKED))
        advice = self.tr(
            "Write these words on paper, by hand and in this order, and keep the paper where the workspace is not. "
            "They open every answer, even when a passphrase is lost. There is no back door: without a passphrase and "
            "without these words nobody can open the workspace, and nobody can help."
        )
        tile = Tile("key", self.tr("Write down the recovery words"), advice)
        tile.body.addWidget(self._grid(words))
        printing = self.tr("Do not print or photograph them: printers, spoolers and telephones keep copies.")
        tile.body.addWidget(Label(printing, "muted", Size.SMALL))
        places = [str(place + 1) for place in self.asked]
        label = Label(self.tr("Type words {0}, {1} and {2} from your paper:").format(*places), "heading")
        self.answer = QLineEdit()
        self.answer.setAccessibleName(label.text())
        self.answer.returnPressed.connect(self._check)
        label.setBuddy(self.answer)
        self.complaint = Complaint()
        go_on = Button(self.tr("&Continue"), "right", "primary", trailing=True)
        go_on.clicked.connect(self._check)
        tile.body.addWidget(label)
        tile.body.addWidget(self.answer)
        tile.body.addWidget(self.complaint)
        tile.body.addLayout(side_by_side(go_on))
        self.column.addStretch(1)
        self.column.addWidget(tile)
        self.column.addStretch(2)
        self.setFocusProxy(self.answer)

    def _grid(self, words: tuple[str, ...]) -> QFrame:
        frame = Panel("notice")
        grid = QGridLayout(frame)
        grid.setContentsMargins(18, 12, 18, 12)
        grid.setVerticalSpacing(6)
        rows = -(-len(words) // _COLUMNS)
        for place, word in enumerate(words):
            cell = QHBoxLayout()
            number = Label(f"{place + 1}", "muted")
            number.setMinimumWidth(self.fontMetrics().horizontalAdvance("00  "))
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            cell.addWidget(number)
            cell.addWidget(Label(word, bold=True), 1)
            grid.addLayout(cell, place % rows, place // rows)
        return frame

    def _check(self) -> None:
        typed = self.answer.text().casefold().split()
        if typed == [self._words[place] for place in self.asked]:
            self.confirmed.emit()
        else:
            self.complaint.say(
                self.tr("These are not the three words. Read them from your paper, with spaces between.")
            )
            self.answer.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.answer.clear()
        super().hideEvent(event)
