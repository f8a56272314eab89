# SPDX-License-Identifier: Apache-2.0
"""Files dropped on a widget: taken whole, by name only, or not at all."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.ui.widgets.file_drop import FileDrop

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@dataclass
class Given:
    files: list[list[Path]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    may_drop: bool = True


def drop_on(qtbot: QtBot, given: Given, *, keeps_files: bool) -> QWidget:
    target = QWidget()
    qtbot.addWidget(target)
    drop = FileDrop(target, keeps_files=keeps_files, may_drop=lambda: given.may_drop)
    drop.files_given.connect(given.files.append)
    drop.name_given.connect(given.names.append)
    drop.refused.connect(given.refusals.append)
    return target


def enter(target: QWidget, data: QMimeData) -> bool:
    """Whether it would be taken."""
    event = QDragEnterEvent(QPoint(1, 1), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    event.ignore()
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def let_go(target: QWidget, data: QMimeData) -> None:
    QApplication.sendEvent(target, QDropEvent(QPointF(1, 1), Qt.DropAction.CopyAction, data, LEFT, NO_KEY))


@pytest.fixture
def dropped(tmp_path: Path) -> QMimeData:
    """Two files, and a folder that is left out."""
    data = QMimeData()
    for name in ("Decree 12.pdf", "Plan.txt"):
        (tmp_path / name).write_text("there")
    places = [tmp_path / "Decree 12.pdf", tmp_path / "Plan.txt", tmp_path]
    data.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    return data


def test_files_are_taken_in_their_order(qtbot: QtBot, dropped: QMimeData, tmp_path: Path) -> None:
    given = Given()
    target = drop_on(qtbot, given, keeps_files=True)
    assert enter(target, dropped)
    let_go(target, dropped)
    assert given.files == [[tmp_path / "Decree 12.pdf", tmp_path / "Plan.txt"]]
    assert (given.names, given.refusals) == ([], [])


def test_where_none_are_kept_their_names_are_taken(qtbot: QtBot, dropped: QMimeData) -> None:
    given = Given()
    target = drop_on(qtbot, given, keeps_files=False)
    assert enter(target, dropped)
    let_go(target, dropped)
    assert (given.files, given.names) == ([], ["Decree 12", "Plan"])
    assert len(given.refusals) == 1


def test_text_and_what_comes_at_the_wrong_time_is_not_taken(qtbot: QtBot, dropped: QMimeData) -> None:
    given = Given()
    target = drop_on(qtbot, given, keeps_files=True)
    text = QMimeData()
    text.setText("only words")
    assert not enter(target, text)
    given.may_drop = False
    assert not enter(target, dropped)
