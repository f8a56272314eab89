# SPDX-License-Identifier: Apache-2.0
"""Where the workspace of the sample is, and the passphrase that is no secret."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from checklistapp.ui.pages.start import documents_folder

SAMPLE_OPENS_WITH = "nothing in here is secret"


def sample_folder() -> Path:
    return documents_folder() / QCoreApplication.translate("Sample", "Ruritania sample")


def sample_hint(path: Path) -> str:
    """How to open the workspace at ``path`` (its folder or a file in it); empty unless it is the sample."""
    if sample_folder() not in (path.absolute(), path.absolute().parent):
        return ""
    hint = QCoreApplication.translate("Sample", "The sample opens with the passphrase: {0}")
    return hint.format(SAMPLE_OPENS_WITH)
