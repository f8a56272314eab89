# SPDX-License-Identifier: Apache-2.0
"""A secret that is shown once, and a clipboard that does not keep it."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel

FORGET_AFTER = 30_000
"""Milliseconds."""


class _Clipboard(QObject):
    """Takes a secret back after a while, unless something else was copied meanwhile."""

    def __init__(self) -> None:
        super().__init__(QGuiApplication.instance())
        self._secret = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.forget)
        application = QGuiApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.forget)

    def copy(self, secret: str) -> None:
        self._secret = secret
        QGuiApplication.clipboard().setText(secret)
        self._timer.start(FORGET_AFTER)

    def forget(self) -> None:
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._secret and clipboard.text() == self._secret:
            clipboard.clear()
        self._secret = ""


_clipboard: list[_Clipboard] = []


def copy_secret(secret: str) -> None:
    """Cleared after half a minute, at the lock and at the end, if it is still there."""
    if not _clipboard:
        _clipboard.append(_Clipboard())
    _clipboard[0].copy(secret)


def forget_copied() -> None:
    """At the lock and at the end."""
    for each in _clipboard:
        each.forget()


class SecretDialog(FramedDialog):
    """Closes once the person says that the secret is written down: nobody can show it again."""

    def __init__(self, title: str, words: str, secret: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.secret = secret
        self.column.addWidget(Label(words))
        frame = Panel("notice")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(18, 14, 18, 14)
        shown = Label(secret, size=Size.SECRET, bold=True)
        shown.setAccessibleName(secret)
        inside.addWidget(shown)
        self.column.addWidget(frame)
        self.copy = Button(self.tr("C&opy"), "file", "small")
        self.copy.clicked.connect(lambda: copy_secret(secret))
        advice = self.tr("What is copied is cleared from the clipboard after half a minute.")
        self.column.addLayout(side_by_side(self.copy))
        self.column.addWidget(Label(advice, "muted", Size.SMALL))
        self.written = QCheckBox(self.tr("I have &written it down"))
        self.column.addWidget(self.written)
        self.close_button = Button(self.tr("&Close"), "", "primary")
        self.close_button.setEnabled(False)
        self.written.toggled.connect(self.close_button.setEnabled)
        self.close_button.clicked.connect(self.accept)
        self.add_buttons(self.close_button)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.written.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape would lose it; the lock still closes everything."""
        if event.key() != Qt.Key.Key_Escape or self.written.isChecked():
            super().keyPressEvent(event)
