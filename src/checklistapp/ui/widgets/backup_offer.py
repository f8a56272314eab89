# SPDX-License-Identifier: Apache-2.0
"""Offers automatic backup copies in the library; turned down once, it does not come back for this workspace."""

from PySide6.QtCore import Signal

from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.tile import Tile


class BackupOffer(Tile):
    taken = Signal()
    turned_down = Signal()

    def __init__(self) -> None:
        words = self.tr(
            "If this disk breaks, everything in this workspace is gone. Choose a folder on another disk once, and an "
            "encrypted copy goes there by itself."
        )
        super().__init__("save", self.tr("Keep backup copies"), words)
        self.take = Button(self.tr("Choose where…"), "folder")
        self.take.clicked.connect(self.taken)
        self.turn_down = Button(self.tr("&No, do not ask again"), "", "flat", "muted")
        self.turn_down.clicked.connect(self._turn_down)
        self.body.addLayout(side_by_side(self.take, self.turn_down))
        later = self.tr("At any time: in the menu, under “Backup copies”.")
        self.body.addWidget(Label(later, "muted", Size.SMALL))

    def _turn_down(self) -> None:
        self.hide()
        self.turned_down.emit()
