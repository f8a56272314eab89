# SPDX-License-Identifier: Apache-2.0
"""Where a workspace keeps references only, each says so, and Settings can let files be attached from then on."""

from checklistapp.domain.journal import Act
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.settings import SettingsPage
from checklistapp.ui.widgets.label import Label
from tests.ui.conftest import Program
from tests.ui.kept_workspace import FIRST, make, opened
from tests.ui.test_attaching import copy, files
from tests.ui.test_beside_answering import run


def test_a_reference_says_that_no_file_is_attached_until_settings_allow_it(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=False))
    copy(files(program, "Decree 12.pdf"))
    page.paste()
    program.qtbot.waitUntil(lambda: not page.answering.has_unsaved, timeout=20_000)
    said = [each.text() for each in page.findChildren(Label) if each.isVisible()]
    assert any(each.startswith("no file attached") for each in said)
    assert any("Settings can change that" in each for each in said)
    program.flow.show_settings()
    settings = program.page(SettingsPage)
    assert isinstance(settings, SettingsPage)
    assert not settings.attachments.isChecked()
    settings.attachments.click()
    program.qtbot.waitUntil(
        lambda: program.session.opened is not None and program.session.opened.allow_attachments, timeout=20_000
    )
    program.flow.desk.go_back()
    again = program.page(AssessmentPage)
    assert isinstance(again, AssessmentPage)
    assert again.question == FIRST
    said = [each.text() for each in again.findChildren(Label) if each.isVisible()]
    assert not any("Settings can change that" in each for each in said)
    run(program, attach_is_on_record)


def attach_is_on_record(workspace: Workspace) -> None:
    assert [entry.act for entry in journal.entries(workspace.store)][-1] is Act.ATTACHMENTS_CHANGED
