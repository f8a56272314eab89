# SPDX-License-Identifier: Apache-2.0
"""The line at the foot of the window: saved or not, how far, and that all is encrypted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui.errors import describe
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from checklistapp.domain.progress import Progress
    from checklistapp.ui.models.answering import Answering


class StatusBar(Panel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("status", parent)
        self._sign = Picture("check", "yes")
        self._saved = Label()
        self._retry = Button(self.tr("Try &again"), kind="small")
        self._progress = Label(tone="muted")
        self._progress.setWordWrap(False)
        self._shield = Picture("shield", "yes")
        self._encrypted = Label(self.tr("Encrypted"), "muted")
        self._encrypted.setWordWrap(False)
        self._check = Label(tone="muted")
        self._check.setWordWrap(False)
        self._between = Label("·", "muted")
        self._between.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        row.addWidget(self._sign)
        row.addWidget(self._saved, 1)
        row.addWidget(self._retry)
        row.addWidget(self._check)
        row.addWidget(self._between)
        row.addWidget(self._progress)
        row.addSpacing(6)
        row.addWidget(self._shield)
        row.addWidget(self._encrypted)
        self._retry.clicked.connect(self._try_again)
        self._answering: Answering | None = None
        self.show_saved(None)
        self.show_workspace(False)

    @property
    def saved_text(self) -> str:
        return self._saved.text()

    def show_workspace(self, is_open: bool) -> None:
        self._shield.setVisible(is_open)
        self._encrypted.setVisible(is_open)
        self.show_check("")

    @property
    def check_text(self) -> str:
        return self._check.text()

    def show_check(self, text: str, details: str = "") -> None:
        """How far the check in the background is, and how it ended."""
        self._check.setText(text)
        self._check.setToolTip(details)
        self._check.setAccessibleDescription(details)
        self._check.setVisible(bool(text))
        self._part()

    def _part(self) -> None:
        """Two counts beside each other read as one."""
        self._between.setVisible(bool(self._check.text() and self._progress.text()))

    def show_progress(self, progress: "Progress | None") -> None:
        text = self.tr("{0} of {1} answered").format(progress.answered, progress.total) if progress else ""
        self._progress.setText(text)
        self._part()

    def show_saved(self, answering: "Answering | None") -> None:
        """ "Saved" is painted for a durable commit and for nothing else."""
        self._answering = answering
        state = answering.state if answering else SaveState.UNCHANGED
        self._retry.setVisible(state is SaveState.FAILED)
        self._sign.setVisible(state is not SaveState.UNCHANGED)
        text = ""
        if answering is not None and state is SaveState.SAVED:
            self._sign.show_drawing("check", "yes")
            text = self.tr("Saved {0}").format(_time(answering.saved_at))
        elif state is SaveState.SAVING:
            self._sign.show_drawing("clock", "muted")
            text = self.tr("Saving…")
        elif answering is not None and answering.error is not None:
            self._sign.show_drawing("warning", "no")
            text = self.tr("Not saved. {0}").format(describe(answering.error).text)
        self._saved.set_tone("error" if state is SaveState.FAILED else "")
        self._saved.setText(text)

    def say(self, text: str) -> None:
        """A sentence about something that just ended well."""
        self._sign.show_drawing("check", "yes")
        self._sign.setVisible(bool(text))
        self._saved.set_tone("")
        self._saved.setText(text)

    def say_failed(self, text: str) -> None:
        """A sentence about something that did not work and stops nobody."""
        self._sign.show_drawing("warning", "partly")
        self._sign.setVisible(bool(text))
        self._saved.set_tone("")
        self._saved.setText(text)

    def _try_again(self) -> None:
        if self._answering is not None:
            self._answering.flush()


def _time(reading: str) -> str:
    when = QDateTime.fromString(reading, Qt.DateFormat.ISODate)
    return QLocale().toString(when.toLocalTime().time(), QLocale.FormatType.ShortFormat)
