# SPDX-License-Identifier: Apache-2.0
"""A sentence that asks for attention or a yes, without blocking the window."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui import errors
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Picture


class Message(FramedDialog):
    """``act`` does what the message is about, ``leave`` closes it; either may be missing."""

    def __init__(
        self, parent: QWidget | None, title: str, words: str, details: str = "", drawing: str = "", tint: str = ""
    ) -> None:
        super().__init__(title, parent, 64)
        self.act: Button | None = None
        self.leave: Button | None = None
        self._words = Label(words)
        row = QHBoxLayout()
        row.setSpacing(12)
        if drawing:
            row.addWidget(Picture(drawing, tint, 1.3), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.column.addLayout(row)
        self._details = Label(details, "muted")
        self._details.setVisible(bool(details))
        self.column.addWidget(self._details)
        for label in (self._words, self._details):
            label.let_select()

    @property
    def text(self) -> str:
        return " ".join(filter(None, (self._words.text(), self._details.text())))


def tell(parent: QWidget | None, title: str, words: str, details: str = "", drawing: str = "", tint: str = "") -> None:
    message = Message(parent, title, words, details, drawing, tint)
    message.leave = Button(QCoreApplication.translate("Message", "&Close"), "", "primary")
    message.leave.clicked.connect(message.accept)
    message.add_buttons(message.leave)
    message.leave.setFocus()
    message.open()


def show_error(parent: QWidget | None, error: BaseException) -> None:
    """The one place that shows an error over the window; it returns at once, and giving up long work is no error."""
    if not errors.is_cancelled(error):
        shown = errors.describe(error)
        title = QCoreApplication.translate("Errors", "This did not work")
        tell(parent, title, shown.sentence, shown.hint, "warning", "no")


def ask(
    parent: QWidget, title: str, words: str, action: str, then: Callable[[], object], *, destroys: bool = False
) -> None:
    """``action`` names the button that does it; leaving, which Return does, does nothing. ``destroys`` colours it as
    what it is."""
    message = Message(parent, title, words)
    message.act = Button(action, "", "destructive" if destroys else "primary")
    message.leave = Button(QCoreApplication.translate("Message", "&Cancel"))
    message.act.setAutoDefault(False)
    message.leave.setAutoDefault(True)
    message.accepted.connect(then)
    message.act.clicked.connect(message.accept)
    message.leave.clicked.connect(message.reject)
    message.add_buttons(message.leave, message.act)
    message.leave.setFocus()
    message.open()
