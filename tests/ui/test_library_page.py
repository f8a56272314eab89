# SPDX-License-Identifier: Apache-2.0
"""What the library offers first: ways to begin while nothing is held, what was received above all else."""

import pytest
from pytestqt.qtbot import QtBot

from checklistapp.services.submissions import SubmissionSummary
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.received import ReceivedNotice


def received(verdict: str) -> SubmissionSummary:
    return SubmissionSummary(
        "s1", "Approver", "Ruritania", "The checklist", "submission", 2, "2026-11-22T10:00:00Z", verdict
    )


def test_the_ways_to_begin_give_way_to_what_was_received(qtbot: QtBot) -> None:
    page = LibraryPage([])
    qtbot.addWidget(page)
    page.show()
    assert page._first_steps.isVisible()
    page.show_submissions([])
    assert page._first_steps.isVisible()
    page.show_submissions([received("complete")])
    assert not page._first_steps.isVisible()
    assert page._receive.isVisible()
    wanted: list[str] = []
    page.submission_wanted.connect(wanted.append)
    next(each for each in page.findChildren(Button) if each.accessibleName() == "Open: Ruritania").click()
    assert wanted == ["s1"]


@pytest.mark.parametrize(("verdict", "said"), [("complete", "signatures good"), ("held", "check the signatures")])
def test_what_was_received_says_from_whom_when_and_how_good(qtbot: QtBot, verdict: str, said: str) -> None:
    notice = ReceivedNotice()
    qtbot.addWidget(notice)
    assert notice.isHidden()
    notice.show_submission(received(verdict))
    assert notice.text == f"Received 2026-11-22 from Approver · {said}"
