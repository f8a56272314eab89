# SPDX-License-Identifier: Apache-2.0
"""Notices that nobody has used the window for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MINUTE = 60_000
_PAUSE = 5_000
"""Milliseconds after a sign of use in which no other is looked for.

Every event of the program passes a filter, and a page that opens makes thousands of them.
"""


class IdleLock(QObject):
    """Emits ``expired`` after the given minutes without keyboard or pointer; 0 minutes never do."""

    expired = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer, self._pause = QTimer(self), QTimer(self)
        for timer in (self._timer, self._pause):
            timer.setSingleShot(True)
        self._timer.timeout.connect(self.expired)
        self._pause.timeout.connect(self._look)

    def watch(self, minutes: int) -> None:
        self.stop()
        if minutes > 0:
            self._timer.start(minutes * _MINUTE)
            self._pause.start(_PAUSE)

    def again(self) -> None:
        """Another round, as if the window had just been used."""
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._pause.stop()
        self._look_away()

    def _look(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def _look_away(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() in _ACTIVITY:
            self._look_away()
            self._timer.start()
            self._pause.start()
        return False
