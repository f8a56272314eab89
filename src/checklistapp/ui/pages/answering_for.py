# SPDX-License-Identifier: Apache-2.0
"""Whom the answers speak for, which chooses the checklist, and a few facts that spare questions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from checklistapp.domain.form import AnswerSet, Form, ProfileFact, Role
from checklistapp.domain.ids import FactId
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.fold import Fold
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.values import ValueField, field_for


class ProfileEditor(QWidget):
    """Each fact can be stated as yes or no, or left open, which hides nothing."""

    edited = Signal(object)
    """Facts as stated now."""

    def __init__(self, facts: Sequence[ProfileFact], stated: dict[FactId, bool]) -> None:
        super().__init__()
        self.stated = dict(stated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for fact in facts:
            row = QHBoxLayout()
            field = field_for(AnswerSet.YES_NO, fact.text)
            if fact.id in stated:
                field.show_value("yes" if stated[fact.id] else "no")
            field.edited.connect(lambda value, _, fact=fact.id, field=field: self._stated(fact, value, field))
            row.addWidget(Label(fact.text), 1)
            row.addWidget(field)
            column.addLayout(row)

    def _stated(self, fact: FactId, value: str | None, field: ValueField) -> None:
        self.stated.pop(fact, None)
        if value is not None:
            self.stated[fact] = value == "yes"
        field.show_value(value)
        self.edited.emit(dict(self.stated))


class AnsweringForPage(ScrollPage):
    chosen = Signal(str, object)
    """Form id and the stated facts."""

    def __init__(self, forms: Sequence[Form], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tile = Tile("people", self.tr("I answer for"))
        self._group = QButtonGroup(self)
        self._forms = list(forms)
        self._profiles: list[ProfileEditor] = []
        self._folds: list[Fold] = []
        self.choices: list[QRadioButton] = []
        for place, form in enumerate(self._forms):
            tile.body.addWidget(self._choice(place, form))
            tile.body.addWidget(self._described(form))
        for form in self._forms:
            profile = ProfileEditor(form.profile, {})
            fold = Fold(self.tr("What applies to us (may be skipped, and changed later)"), profile)
            self._profiles.append(profile)
            self._folds.append(fold)
            tile.body.addWidget(fold)
        self.complaint = Complaint()
        self.begin = Button(self.tr("&Begin with the first question"), "right", "primary", trailing=True)
        self.begin.clicked.connect(self._begin)
        tile.body.addWidget(self.complaint)
        tile.body.addLayout(side_by_side(self.begin))
        self.column.addStretch(1)
        self.column.addWidget(tile)
        self.column.addStretch(2)
        self.choices[0].setChecked(True)
        self._chose()
        self.setFocusProxy(self.choices[0])

    def _choice(self, place: int, form: Form) -> QRadioButton:
        names = {
            Role.GOVERNMENT: self.tr("The &State or its regulator"),
            Role.REGULATOR: self.tr("The &State or its regulator"),
            Role.OPERATOR: self.tr("An &operator"),
        }
        button = QRadioButton(names.get(form.answered_for, form.title))
        button.toggled.connect(self._chose)
        self._group.addButton(button, place)
        self.choices.append(button)
        return button

    def _described(self, form: Form) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(32, 0, 0, 6)
        words = self.tr("{0}, {1} questions").format(form.title, len(form.by_id))
        row.addWidget(Label(words, "muted", Size.SMALL))
        return box

    def _chose(self) -> None:
        for place, fold in enumerate(self._folds):
            fold.setVisible(place == self._group.checkedId() and bool(self._forms[place].profile))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return on a choice takes it and begins."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and any(choice.hasFocus() for choice in self.choices):
            self.begin.click()
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        place = self._group.checkedId()
        self.begin.setEnabled(False)
        self.chosen.emit(self._forms[place].id, self._profiles[place].stated)

    def show_error(self, error: BaseException) -> None:
        self.begin.setEnabled(True)
        self.complaint.show_error(error)
