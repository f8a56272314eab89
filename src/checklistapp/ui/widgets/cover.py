# SPDX-License-Identifier: Apache-2.0
"""What stands in place of everything while it is hidden: one sentence, and no key but two does anything."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from checklistapp.ui.widgets.label import Label

_LET_THROUGH = (Qt.Key.Key_H, Qt.Key.Key_L)
"""With Ctrl: back again, and lock."""


class Cover(Label):
    """It takes the keyboard, so that whoever types on sees nothing and changes nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setText(self.tr("Hidden. Press Ctrl+H to go on."))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def event(self, event: QEvent) -> bool:
        """A shortcut that is overridden comes as a key instead, which ends here."""
        if isinstance(event, QKeyEvent):
            is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if not (is_control and event.key() in _LET_THROUGH):
                event.accept()
                return True
        return super().event(event)
