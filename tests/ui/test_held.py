# SPDX-License-Identifier: Apache-2.0
"""What still holds something is shown once, so the list can be taken along."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from checklistapp.services.forgetting import Held
from checklistapp.ui.forgetting import HeldDialog
from checklistapp.ui.widgets.label import Label


def test_the_list_can_be_selected_and_copied(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    held = (Held("backup", "2026-11-22T12:00:00Z", "The backup copy /disk/a: delete it."), Held("copy", "", "Paper."))
    dialog = HeldDialog("Forgotten here", "It is gone.", held, window)
    dialog.open()
    selectable = [
        each.text()
        for each in dialog.findChildren(Label)
        if each.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    ]
    assert selectable == [each.sentence for each in held]
    dialog.copy.click()
    first, second = QGuiApplication.clipboard().text().splitlines()
    assert first.startswith("2026-11-22 ")
    assert first.endswith("The backup copy /disk/a: delete it.")
    assert second == "Paper."
    assert dialog.copied.isVisible()
