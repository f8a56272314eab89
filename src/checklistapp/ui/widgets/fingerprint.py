# SPDX-License-Identifier: Apache-2.0
"""Comparing eight words with somebody by telephone or on paper."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import FieldLabel, Label, Size
from checklistapp.ui.widgets.panel import Panel


class FingerprintDialog(FramedDialog):
    """The person types what the other side reads out: agreeing with a click proves nothing.

    ``run`` gets what was typed, as it was typed, and the dialog to accept, to ``differ`` or to tell an error: whoever
    holds the certificate judges the words.
    """

    def __init__(
        self, name: str, words: str, run: "Callable[[str, FingerprintDialog], object]", parent: QWidget
    ) -> None:
        super().__init__(self.tr("Is this really {0}?").format(name), parent)
        self._run = run
        self.setWindowTitle(self.tr("Compare the fingerprint"))
        self._shown = Panel("notice")
        inside = QVBoxLayout(self._shown)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.addWidget(Label(self.tr("On file here:"), "muted", Size.SMALL))
        grid = QGridLayout()
        for place, word in enumerate(words.split()):
            grid.addWidget(Label(word, size=Size.LARGE, bold=True), place // 4, place % 4)
        inside.addLayout(grid)
        self._shown.hide()
        self.typed = QLineEdit()
        self.typed.returnPressed.connect(self._check)
        label = FieldLabel(self.tr("&Type the eight words as the other side reads them out"), self.typed, "heading")
        self.complaint = Complaint()
        self.agree = Button(self.tr("C&onfirm"), "check", "primary")
        self.agree.clicked.connect(self._check)
        cancel = Button(self.tr("&Cancel"))
        cancel.clicked.connect(self.reject)
        advice = self.tr(
            "Call them on a number you know, or compare with paper from their hand. Never with what came along. "
            "The words on file are shown once you have typed theirs."
        )
        self.column.addWidget(Label(advice, "muted"))
        for widget in (label, self.typed, self.complaint, self._shown):
            self.column.addWidget(widget)
        self.add_buttons(cancel, self.agree)
        self.typed.setFocus()

    def _check(self) -> None:
        if not self.agree.isEnabled():
            return
        if not self.typed.text().strip():
            self.complaint.say(self.tr("Type the words that the other side reads out."), self.typed)
            return
        self.agree.setEnabled(False)
        self.complaint.say("")
        self._run(self.typed.text(), self)

    def reject(self) -> None:
        """Work under way is waited for: its end has to be told somewhere."""
        if self.agree.isEnabled():
            super().reject()

    def differ(self) -> None:
        self._shown.show()
        self._ask_again()
        self.complaint.say(self.tr("The words differ. If they differ on the telephone too, this is somebody else."))

    def show_error(self, error: BaseException) -> None:
        self._ask_again()
        self.complaint.show_error(error)

    def _ask_again(self) -> None:
        self.agree.setEnabled(True)
        self.typed.selectAll()
        self.typed.setFocus()
