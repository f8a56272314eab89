# SPDX-License-Identifier: Apache-2.0
"""Hides dialogs and previews with the window: a modal one would keep the key that hides everything to itself."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid


class Curtain(QObject):
    """``pressed`` tells that Ctrl+H was pressed in a window that does not know it."""

    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._hidden: list[QDialog] = []
        self._drawn = False
        application = QApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        """The key reaches the window before whatever has the focus in it."""
        if window is not None and window is not self._window.windowHandle():
            window.installEventFilter(self)

    def draw(self, drawn: bool) -> None:
        """Hides what is open, or shows it again as it was."""
        application = QApplication.instance()
        if application is None or drawn == self._drawn:
            return
        self._drawn = drawn
        if drawn:
            application.installEventFilter(self)
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            for dialog in QApplication.topLevelWidgets():
                if isinstance(dialog, QDialog) and dialog.isVisible():
                    self._hide(dialog)
        else:
            application.removeEventFilter(self)
            hidden, self._hidden = self._hidden, []
            for dialog in hidden:
                if isValid(dialog):
                    dialog.show()

    def close_hidden(self) -> None:
        """At the lock."""
        hidden, self._hidden = self._hidden, []
        for dialog in hidden:
            if isValid(dialog):
                dialog.close()

    def _hide(self, dialog: QDialog) -> None:
        if isValid(dialog):
            dialog.hide()
            dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
            self._hidden.append(dialog)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWindow):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self._drawn:
                is_ours = event.key() == Qt.Key.Key_H and event.modifiers() == Qt.KeyboardModifier.ControlModifier
                if is_ours and watched is not self._window.windowHandle():
                    self.pressed.emit()
                    return True
        elif self._drawn and event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            # Work that ends behind the curtain may open a dialog: it is never painted.
            dialog = watched
            dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, lambda: self._hide(dialog))
        return False
