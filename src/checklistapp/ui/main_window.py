# SPDX-License-Identifier: Apache-2.0
"""The frame: marking, heading, one page, status line. It decides nothing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from checklistapp.ui.curtain import Curtain
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.cover import Cover
from checklistapp.ui.widgets.label import LineLabel, Size
from checklistapp.ui.widgets.panel import Panel, empty
from checklistapp.ui.widgets.read_only_banner import ReadOnlyBanner
from checklistapp.ui.widgets.status_bar import StatusBar
from checklistapp.ui.widgets.tile import is_narrow


class MainWindow(QWidget):
    """``close_wanted`` is asked before closing: whoever listens calls ``allow_close`` when all is safe."""

    close_wanted = Signal()
    deactivated = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Checklist"))
        self._may_close = False
        self._kept: QWidget | None = None
        self.menu = QMenu(self)
        self._marking = QLabel()
        self._marking.setObjectName("marking")
        self._marking.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = LineLabel(size=Size.LARGE, bold=True)
        self._subtitle = LineLabel(tone="muted")
        self._back = Button(self.tr("&Back"), "left")
        self._back.clicked.connect(self._go_back)
        self._wanted_back: Callable[[], object] | None = None
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        self._menu_button = Button(self.tr("&Menu"), "menu")
        self._menu_button.clicked.connect(self.open_menu)
        self._stack = QStackedWidget()
        self.status = StatusBar()
        self._cover = Cover(self)
        self._focused: QWidget | None = None
        self.read_only = ReadOnlyBanner()
        self._curtain = Curtain(self)
        self._curtain.pressed.connect(self.toggle_cover)
        self._lay_out()
        self.resize(1240, 800)
        self.setMinimumSize(760, 560)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(20, 8, 20, 8)
        header.setSpacing(10)
        header.addWidget(self._back)
        header.addLayout(words, 1)
        header.addLayout(self._buttons)
        header.addWidget(self._menu_button)
        self._line = Panel("line")
        self._line.setFixedHeight(1)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._marking, self.read_only, self._header, self._line):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._inside)
        whole.addWidget(self._cover)
        self.show_marking("")

    def add_action(self, text: str, keys: str | QKeySequence.StandardKey | None, menu: QMenu | None = None) -> QAction:
        """An entry of the menu whose shortcut works on every page."""
        action = QAction(text, self)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        self.addAction(action)
        (menu or self.menu).addAction(action)
        return action

    def show_marking(self, marking: str) -> None:
        """The banner stays on every page while an assessment with a marking is open."""
        self._marking.setText(marking)
        self._marking.setVisible(bool(marking))
        self._marking.setAccessibleName(self.tr("Marking: {0}").format(marking) if marking else "")

    def show_heading(self, title: str, subtitle: str) -> None:
        self._title.show_text(title)
        self.show_subtitle(subtitle)

    def show_subtitle(self, subtitle: str) -> None:
        """Without one the title stands in the middle of the line."""
        self._subtitle.show_text(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    @property
    def subtitle(self) -> str:
        return self._subtitle.text()

    def show_page(
        self,
        page: QWidget,
        title: str,
        subtitle: str = "",
        buttons: tuple[Button, ...] = (),
        back: Callable[[], object] | None = None,
    ) -> None:
        """Shows ``page`` instead of the one before, which goes unless it was kept; ``back`` leaves it again."""
        self._wanted_back = back
        self._back.setVisible(back is not None)
        before = self._stack.currentWidget()
        self.show_heading(title, subtitle)
        empty(self._buttons)
        for button in buttons:
            self._buttons.addWidget(button)
        self._make_room()
        if before is page:
            return
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None:
            self._stack.removeWidget(before)
            before.hide()
            if before is not self._kept:
                before.deleteLater()

    def _go_back(self) -> None:
        if self._wanted_back is not None:
            self._wanted_back()

    def _make_room(self) -> None:
        """Where text is large for the window, what the menu has as well gives way to the heading."""
        narrow = is_narrow(self)
        for place in range(self._buttons.count() - 1):
            item = self._buttons.itemAt(place)
            button = item.widget() if item is not None else None
            if button is not None:
                button.setVisible(not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def keep(self, page: QWidget | None) -> None:
        """This page comes back later; the one kept before goes if it is out of sight."""
        if self._kept is not None and self._kept is not page and self._kept is not self._stack.currentWidget():
            self._kept.deleteLater()
        self._kept = page

    @property
    def place(self) -> QWidget:
        """Parent for a page that is large: what is put into place empty need not be styled anew."""
        return self._stack

    @property
    def page(self) -> QWidget | None:
        return self._stack.currentWidget()

    def toggle_cover(self) -> None:
        """One key hides everything, the same one brings it back, to where the person was."""
        self.cover(not self.is_covered)

    @property
    def is_covered(self) -> bool:
        return self._inside.isHidden()

    def cover(self, covered: bool) -> None:
        if covered and not self.is_covered:
            self._focused = self.focusWidget()
        self._inside.setVisible(not covered)
        self._cover.setVisible(covered)
        self._curtain.draw(covered)
        if covered:
            self.activateWindow()
            self._cover.setFocus()
        elif self._focused is not None:
            focused, self._focused = self._focused, None
            if isValid(focused) and self.isAncestorOf(focused):
                focused.setFocus()

    def close_covered(self) -> None:
        """Dialogs that were open when all was hidden do not come back after a lock."""
        self._curtain.close_hidden()

    def open_menu(self) -> None:
        corner = self._menu_button.rect().bottomRight()
        corner.setX(corner.x() - self.menu.sizeHint().width())
        self.menu.popup(self._menu_button.mapToGlobal(corner))

    def allow_close(self) -> None:
        self._may_close = True
        QTimer.singleShot(0, self.close)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            self.close_wanted.emit()
        event.setAccepted(self._may_close)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_wanted_back"):
            self._make_room()
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.deactivated.emit()
