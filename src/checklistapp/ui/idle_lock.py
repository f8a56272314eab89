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


class IdleLock(QObject):
    """Emits ``expired`` after the given minutes without keyboard or pointer; 0 minutes never do."""

    expired = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.expired)

    def watch(self, minutes: int) -> None:
        self.stop()
        application = QApplication.instance()
        if minutes > 0 and application is not None:
            application.installEventFilter(self)
            self._timer.start(minutes * 60_000)

    def again(self) -> None:
        """Another round, as if the window had just been used."""
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() in _ACTIVITY:
            self._timer.start()
        return False
