# SPDX-License-Identifier: Apache-2.0
"""The menu of the window: what it offers on every page, and what of it is possible at the moment."""

from PySide6.QtCore import QObject, Signal

from checklistapp.ui.desk import Desk
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.session import Session
from checklistapp.ui.workspace_desk import WorkspaceDesk


class MainMenu(QObject):
    settings_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, window: MainWindow, session: Session, desk: Desk, whole: WorkspaceDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._desk = window, session, desk
        add = window.add_action
        self._library = add(self.tr("Li&brary"), "Ctrl+B")
        self._library.triggered.connect(desk.show_library)
        self._people = add(self.tr("P&eople and contacts"), None)
        self._people.triggered.connect(desk.show_people)
        self._backups = add(self.tr("&Backup copies"), None)
        self._backups.triggered.connect(whole.backups.show)
        add(self.tr("&Verify or receive a file…"), None).triggered.connect(desk.received.show_verify)
        window.menu.addSeparator()
        self._undo = add(self.tr("&Undo"), "Ctrl+Z")
        self._undo.triggered.connect(desk.undo)
        self._redo = add(self.tr("&Redo"), "Ctrl+Shift+Z")
        self._redo.triggered.connect(desk.redo)
        self._about = add(self.tr("C&over and profile"), "Ctrl+I")
        self._about.triggered.connect(desk.show_about)
        self._forget = add(self.tr("&Forget this answer…"), None)
        self._forget.triggered.connect(desk.forget_answer)
        self._take_in = add(self.tr("&Take in a filled PDF…"), None)
        self._take_in.triggered.connect(desk.show_taking_in)
        self._paper = add(self.tr("Enter from &paper…"), None)
        self._paper.triggered.connect(desk.show_paper_entry)
        self._export = add(self.tr("&Export…"), "Ctrl+Shift+E")
        self._export.triggered.connect(desk.show_export)
        window.menu.addSeparator()
        add(self.tr("&Settings"), "Ctrl+,").triggered.connect(self.settings_wanted)
        add(self.tr("&Keyboard shortcuts"), "F1").triggered.connect(self._show_keys)
        add(self.tr("&Hide everything"), "Ctrl+H").triggered.connect(window.toggle_cover)
        self._lock = add(self.tr("&Lock"), "Ctrl+L")
        self._lock.triggered.connect(self.lock_wanted)
        add(self.tr("&Quit"), "Ctrl+Q").triggered.connect(window.close)
        opener = add(self.tr("Menu"), "F10")
        opener.triggered.connect(window.open_menu)
        window.menu.removeAction(opener)
        window.menu.aboutToShow.connect(self._allow)

    def _allow(self) -> None:
        is_open = self._session.opened is not None
        answering = self._desk.answering
        for action in (self._library, self._people, self._backups, self._lock):
            action.setEnabled(is_open)
        self._about.setEnabled(answering is not None)
        for action in (self._take_in, self._paper):
            action.setEnabled(self._desk.may_enter)
        self._forget.setEnabled(self._desk.may_forget)
        is_received = answering is not None and answering.is_received
        self._forget.setText(self.tr("&Forget what was received…") if is_received else self.tr("&Forget this answer…"))
        self._export.setEnabled(answering is not None and not answering.read_only)
        self._undo.setEnabled(answering is not None and answering.can_undo)
        self._redo.setEnabled(answering is not None and answering.can_redo)

    def _show_keys(self) -> None:
        from checklistapp.ui.widgets.shortcuts import ShortcutSheet

        ShortcutSheet(self._window).open()
