# SPDX-License-Identifier: Apache-2.0
"""A field for a secret, which forgets it as soon as it is out of sight."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.icons import icon


class PassphraseField(QLineEdit):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = QAction(self)
        self._reveal.setCheckable(True)
        self._reveal.setText(self.tr("Show what is typed"))
        self._reveal.setToolTip(self.tr("Show what is typed"))
        self._reveal.toggled.connect(self._show)
        self.addAction(self._reveal, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._reveal.setIcon(icon("withheld" if shown else "eye", colours().muted))

    def show_typed(self) -> None:
        """For what was not typed and is to be written down."""
        self._reveal.setChecked(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Page left, dialog closed, window covered or locked; unlike ``clear``, ``setText`` leaves nothing to undo."""
        self.setText("")
        self._reveal.setChecked(False)
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_reveal"):
            self._reveal.setIcon(icon("withheld" if self._reveal.isChecked() else "eye", colours().muted))
