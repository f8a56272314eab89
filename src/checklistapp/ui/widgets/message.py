# SPDX-License-Identifier: Apache-2.0
"""A sentence that asks for attention or a yes, without blocking the window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def tell(parent: QWidget, title: str, words: str, details: str = "") -> None:
    box = _box(parent, title, words, details)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.open()


def ask(parent: QWidget, title: str, words: str, action: str, then: Callable[[], object]) -> None:
    """``action`` names the button that does it; leaving does nothing."""
    box = _box(parent, title, words, "")
    do = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.buttonClicked.connect(lambda button: then() if button is do else None)
    box.open()


def _box(parent: QWidget, title: str, words: str, details: str) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, QMessageBox.StandardButton.NoButton, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names in it may come from strangers
    box.setInformativeText(details)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return box
