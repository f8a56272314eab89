# SPDX-License-Identifier: Apache-2.0
"""Progress of long work, with a way to give it up."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from checklistapp.ui.tasks import UNKNOWN, Task
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label

_PATIENCE = 400
"""Milliseconds before anything is shown: quick work needs no window."""


class WorkingDialog(QDialog):
    def __init__(self, task: Task, parent: QWidget, stop: str = "") -> None:
        """``stop`` names the button that gives the work up, where "Stop" would not say it."""
        super().__init__(parent)
        self._task = task
        self.setWindowTitle(task.title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._label = Label(task.title, bold=True)
        self._step = Label(tone="muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(task.title)
        cancel = Button(stop or self.tr("&Stop"))
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self._step, 1)
        line.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.addWidget(self._label)
        column.addWidget(self._bar)
        column.addLayout(line)
        self.setMinimumWidth(min(64 * self.fontMetrics().averageCharWidth(), parent.window().width() - 64))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.open)
        self._timer.start(_PATIENCE)
        task.progressed.connect(self._progressed)
        task.ended.connect(self._ended)

    def _progressed(self, thousandths: int, label: str) -> None:
        self._bar.setRange(0, 0 if thousandths == UNKNOWN else 1000)
        self._bar.setValue(max(thousandths, 0))
        self._step.setText(label)

    def reject(self) -> None:
        """Asks the work to stop; the dialog goes when it has."""
        self._step.setText(self.tr("Stopping…"))
        self._task.cancel()

    def _ended(self) -> None:
        self._timer.stop()
        self.done(0)
        self.deleteLater()
