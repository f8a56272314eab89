# SPDX-License-Identifier: Apache-2.0
"""What is to settle before signing and what is worth a second look, each with the way to it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.domain.review import BLOCKS_APPROVAL, Finding, FindingKind
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.tile import Tile

_MOST_LISTED = 12


class Worklist(Tile):
    """``first`` is the button of the first row, None where nothing is missing."""

    question_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("checklist", "")
        self.first: Button | None = None

    def show_findings(self, findings: Sequence[Finding]) -> None:
        empty(self.body)
        self.first = None
        blocking = [each for each in findings if each.kind in BLOCKS_APPROVAL]
        still_open = [each for each in findings if each.kind is FindingKind.OPEN]
        second = [each for each in findings if each not in blocking and each not in still_open]
        self.title.setText(self._heading(len(blocking), len(still_open), len(second)))
        self.picture.show_drawing("warning" if blocking else "checklist", "no" if blocking else "accent")
        if blocking:
            self._group(self.tr("{0} to settle before signing").format(len(blocking)), blocking, "warning", "no")
        if second:
            self._group(self.tr("{0} worth a second look").format(len(second)), second, "info", "partly")
        if still_open:
            words = self.tr("Open questions may be submitted; they print as blank.")
            self._row(
                Finding(still_open[0].question, FindingKind.OPEN, words),
                self.tr("{0} still open").format(len(still_open)),
                "open",
                "muted",
            )

    def _heading(self, blocking: int, still_open: int, second: int) -> str:
        if blocking:
            return self.tr("Not ready to sign")
        return self.tr("Ready to sign; look once more") if still_open or second else self.tr("Nothing is missing.")

    def _group(self, title: str, findings: Sequence[Finding], drawing: str, tint: str) -> None:
        self.body.addWidget(Label(title, "heading"))
        for finding in findings[:_MOST_LISTED]:
            self._row(finding, finding.question, drawing, tint)
        if len(findings) > _MOST_LISTED:
            self.body.addWidget(Label(self.tr("and {0} more").format(len(findings) - _MOST_LISTED), "muted"))

    def _row(self, finding: Finding, name: str, drawing: str, tint: str) -> None:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Picture(drawing, tint), 0, Qt.AlignmentFlag.AlignVCenter)
        if name:
            label = Label(name, bold=True)
            label.setWordWrap(False)
            row.addWidget(label)
        row.addWidget(Label(finding.message), 1)
        if finding.question:
            go = Button(self.tr("Go to"), "right", "small", trailing=True)
            go.setAccessibleName(self.tr("Go to {0}").format(finding.question))
            go.clicked.connect(lambda: self.question_wanted.emit(finding.question))
            row.addWidget(go)
            self.first = self.first or go
        self.body.addWidget(box)
