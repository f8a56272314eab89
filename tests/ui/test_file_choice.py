# SPDX-License-Identifier: Apache-2.0
"""Files are asked for by Qt's own dialog: a desktop's would remember them, and may refuse this process."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from checklistapp.domain.assessment import Assessment
from checklistapp.ui.widgets.file_choice import suggested_name


def test_the_desktops_own_dialogs_are_switched_off(qapp: QApplication) -> None:
    assert qapp.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


def test_a_file_is_named_after_who_answers_and_when(assessment: Assessment) -> None:
    dated = replace(assessment, organisation="St. John: Nuclear/Office", cycle="2026")
    assert suggested_name(dated, "submission.bag.tar.age") == "St John Nuclear Office 2026 submission.bag.tar.age"
    assert suggested_name(assessment, "submission.pdf") == "Ruritania submission.pdf"
