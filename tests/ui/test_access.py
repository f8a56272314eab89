# SPDX-License-Identifier: Apache-2.0
"""Every control that the keyboard reaches has a name, and none is cut off in a small window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTreeView, QWidget

from checklistapp.ui import theme
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.paper_entry import PaperEntryPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.settings import SettingsPage
from checklistapp.ui.pages.taking_in import TakingInPage
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.theme import Scheme
from tests.ui.conftest import Program
from tests.ui.test_first_hour import create

OPERATED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTreeView)


def operated(window: QWidget) -> list[QWidget]:
    return [
        each
        for kind in OPERATED
        for each in window.findChildren(kind)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def check(window: QWidget) -> None:
    QApplication.processEvents()
    for control in operated(window):
        interface = QAccessible.queryAccessibleInterface(control)
        assert interface.text(QAccessible.Text.Name), f"{control} on {window} has no name"
        if isinstance(control, QAbstractButton) and control.text():
            assert control.width() >= control.minimumSizeHint().width() - 2, f"“{control.text()}” is cut"


@pytest.mark.parametrize("percent", [100, 150])
def test_every_page_at_1024_by_768(program: Program, qapp: QApplication, percent: int) -> None:
    theme.apply(qapp, Scheme.LIGHT, percent)
    try:
        check(program.window)
        create(program)
        desk = program.flow.desk
        page = program.page(AssessmentPage)
        assert isinstance(page, AssessmentPage)
        for fold in (page._card.folds._parts, page._card.folds._evidence, page._card.folds._public):
            fold._clicked()
        check(program.window)
        for show, kind in (
            (desk.show_export, ExportPage),
            (desk.show_taking_in, TakingInPage),
            (desk.show_paper_entry, PaperEntryPage),
            (desk.show_people, PeoplePage),
            (program.flow.show_settings, SettingsPage),
            (desk.received.show_verify, VerifyPage),
            (desk.show_library, LibraryPage),
        ):
            show()
            program.page(kind)
            check(program.window)
            assert program.window.width() <= 1024, f"{kind.__name__} needs a wider window"
    finally:
        theme.apply(qapp, Scheme.LIGHT)
