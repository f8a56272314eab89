# SPDX-License-Identifier: Apache-2.0
"""What a new passphrase is worth, in words and as a bar, while it is typed; and one made of random words."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.ui import errors
from checklistapp.ui.tasks import Worker
from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.passphrases import Strength

PAUSE = 200
"""Milliseconds after the last key."""
_PARTS = 4
_LINES = 3
"""Of the sentence that a weak one gets, in the width of a page."""
_TINTS = ("no", "no", "partly", "yes", "yes")
"""By how many parts of the bar are filled."""
_ENDS = (10, 12, 14)
"""Powers of ten of guesses up to which it is weak, fair and good: about two weeks, three years, three centuries."""

_workers: list[Worker] = []


def _worker() -> Worker:
    """One for all fields, made at the first key: guessing takes a library that is slow to load."""
    if not _workers:
        _workers.append(Worker())
    return _workers[0]


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.filled = 0

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 22, 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap, height = 4, 6
        width = (self.width() - gap * (_PARTS - 1)) / _PARTS
        for part in range(_PARTS):
            tint: str = getattr(colours(), _TINTS[self.filled]) if part < self.filled else colours().track
            painter.setBrush(QColor(tint))
            place = _PARTS - 1 - part if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else part
            painter.drawRoundedRect(QRectF(place * (width + gap), 1, width, height), 3, 3)


class StrengthMeter(QWidget):
    """Stands below ``field``; ``easy_guesses`` names what a guesser tries first, asked for at each look.

    Before the first key it gives advice instead, so that nothing below moves while somebody types.
    """

    def __init__(
        self, field: PassphraseField, easy_guesses: Callable[[], Iterable[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._field, self._easy_guesses = field, easy_guesses
        self._bar = _Bar()
        self._word = Label(bold=True)
        self._word.setWordWrap(False)
        self._sentence = Label(tone="muted", size=Size.SMALL)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.suggest = Button(self.tr("Suggest &words"), "key", "small")
        self.suggest.setToolTip(self.tr("Six random words: they stand against any guessing. Write them down."))
        self.suggest.clicked.connect(self._suggest)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._word)
        row.addStretch(1)
        row.addWidget(self.suggest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._sentence)
        self._keep_room()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        field.textChanged.connect(self._typed)
        self._clear()

    @property
    def text(self) -> str:
        return f"{self._word.text()} {self._sentence.text()}" if self._word.text() else ""

    def _clear(self) -> None:
        self._bar.filled = 0
        self._bar.update()
        self._word.setText("")
        advice = self.tr("Four words or more that do not belong together are easy to keep and hard to guess.")
        self._sentence.setText(advice)

    def _typed(self, text: str) -> None:
        if text:
            self._timer.start(PAUSE)
        else:
            self._timer.stop()
            self._clear()

    def _look(self) -> None:
        typed, names = self._field.text(), tuple(self._easy_guesses())

        def job(report: "Report") -> "Strength":
            from checklistapp.services import passphrases

            del report
            return passphrases.strength(typed, names)

        def show(strength: "Strength") -> None:
            if self._field.text() == typed:
                self._show(strength)

        _worker().submit("", job, show, _put_on_record, self)

    def _show(self, strength: "Strength") -> None:
        grade = sum(strength.guesses_log10 >= end for end in _ENDS)
        words = (self.tr("Weak"), self.tr("Fair"), self.tr("Good"), self.tr("Strong"))
        self._bar.filled = grade + 1
        self._bar.update()
        self._word.setText(words[grade] if strength.is_enough else self.tr("Too weak"))
        self._sentence.setText(" ".join(filter(None, (strength.sentence, strength.hint))))
        self.setAccessibleDescription(self.text)
        self._field.setAccessibleDescription(self.text)

    def _suggest(self) -> None:
        """Shown in the clear, for it is to be written down; the field below asks for it again."""
        from checklistapp.services import passphrases

        self._field.setText(passphrases.suggest())
        self._field.show_typed()
        self._field.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "_sentence"):
            self._keep_room()

    def _keep_room(self) -> None:
        self._sentence.setMinimumHeight(_LINES * self._sentence.fontMetrics().lineSpacing() + 2)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._field.setAccessibleDescription("")
        super().hideEvent(event)


def _put_on_record(error: BaseException) -> None:
    """A meter that cannot measure stops nobody."""
    errors.describe(error)
