# SPDX-License-Identifier: Apache-2.0
"""Where a workspace is only read, Settings offer nothing that would change or destroy it."""

from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.older_copy import Choice, TroubleDialog
from checklistapp.ui.pages.settings import SettingsPage
from checklistapp.ui.widgets.button import Button
from tests.ui.conftest import Program
from tests.ui.kept_workspace import make, put_older_back, shown, unlock


def test_nothing_in_settings_changes_what_is_only_read(program: Program) -> None:
    path = make(program.folder)
    put_older_back(path)
    unlock(program, path, LibraryPage)
    trouble = shown(program, TroubleDialog)
    assert isinstance(trouble, TroubleDialog)
    trouble.buttons[Choice.LOOK].click()
    program.flow.show_settings()
    page = program.page(SettingsPage)
    assert isinstance(page, SettingsPage)
    may = {each.text().replace("&", ""): each.isEnabled() for each in page.findChildren(Button)}
    assert not may["Destroy this workspace…"]
    assert not may["Rename…"]
    assert not page.attachments.isEnabled()
    assert may["Check the workspace"]
