# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures of the README from the real window on the sample: `make screenshots`."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from checklistapp.domain.ids import QuestionId
from checklistapp.services import opening
from checklistapp.ui import main
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.theme import Scheme

PICTURES = Path(__file__).parents[1] / "docs/pictures"
SIZE = (1240, 800)


def _until(application: QApplication, done: Callable[[], bool]) -> None:
    while not done():
        application.processEvents()


def _take(application: QApplication, window: MainWindow, name: str) -> None:
    for _ in range(50):  # layouts settle over several rounds of events
        application.processEvents()
    window.grab().save(str(PICTURES / f"{name}.png"))


def _page(application: QApplication, window: MainWindow, kind: type[QWidget]) -> QWidget:
    _until(application, lambda: isinstance(window.page, kind))
    page = window.page
    if page is None:
        raise RuntimeError("no page is shown")
    return page


def take_all(folder: Path) -> None:
    """Start page, a question, and the export page, light, at 1240 x 800."""
    preferences = Preferences(folder / "window.ini")
    preferences.scheme = Scheme.LIGHT
    application = main.dress(preferences)
    window, flow = main.open_window(preferences, None)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    _take(application, window, "start")
    opening.create(folder / "Ruritania", "four plain sample words", name="Ruritania").workspace.close()
    session = flow.session
    session.open(folder / "Ruritania", "four plain sample words", flow.desk.show_library, _fail)
    _page(application, window, LibraryPage)
    flow.try_sample()
    page = _page(application, window, AssessmentPage)
    if isinstance(page, AssessmentPage):
        page.go_to(QuestionId("C3.Q4"))
    _take(application, window, "question")
    flow.desk.show_export()
    export = _page(application, window, ExportPage)
    if isinstance(export, ExportPage):
        _until(application, export.sign.isEnabled)
    _take(application, window, "export")
    window.close()


def _fail(error: BaseException) -> None:
    raise error


if __name__ == "__main__":
    os.environ["HOME"] = "/home/office"  # the start page shows where a workspace would be kept
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        take_all(Path(scratch))
