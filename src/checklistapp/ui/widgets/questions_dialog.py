# SPDX-License-Identifier: Apache-2.0
"""A dialog of a few labelled fields that stays open until what it asks for has worked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, add_field
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.strength import StrengthMeter


@dataclass(frozen=True, slots=True)
class Asked:
    """One field. ``choices`` (key to words) makes it a list; ``same_as`` names the field it must repeat;
    ``most`` asks for a whole number from 1 up to it."""

    key: str
    label: str
    preset: str = ""
    secret: bool = False
    required: bool = True
    same_as: str = ""
    most: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)


class QuestionsDialog(FramedDialog):
    """``run`` gets what was entered by key, and the dialog to accept or to tell an error."""

    def __init__(
        self,
        title: str,
        words: str,
        asked: Sequence[Asked],
        action: str,
        run: "Callable[[dict[str, str], QuestionsDialog], object]",
        parent: QWidget,
        easy_guesses: Sequence[str] = (),
        *,
        destroys: bool = False,
    ) -> None:
        """A new passphrase, which another field repeats, is measured; ``easy_guesses`` make it weaker.

        What ``destroys`` something looks so, and Return alone does not do it.
        """
        super().__init__(title, parent)
        self._asked, self._run = asked, run
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        for each in asked:
            made = self._field(each)
            self.fields[each.key] = made
            add_field(form, each.label, made)
            if isinstance(made, PassphraseField) and any(other.same_as == each.key for other in asked):
                form.addRow(StrengthMeter(made, lambda: easy_guesses))
        self.complaint = Complaint()
        self.act = Button(action, "", "destructive" if destroys else "primary")
        self.act.clicked.connect(self._act)
        cancel = Button(self.tr("&Cancel"))
        cancel.clicked.connect(self.reject)
        if words:
            self.column.addWidget(Label(words, "" if destroys else "muted"))
        self.column.addLayout(form)
        self.column.addWidget(self.complaint)
        self.add_buttons(cancel, self.act)
        first = self.fields[asked[0].key]
        first.setFocus()
        if isinstance(first, QLineEdit):
            first.selectAll()

    def _field(self, asked: Asked) -> QLineEdit | QComboBox:
        name = asked.label.replace("&", "")
        if asked.choices:
            box = QComboBox()
            for key, words in asked.choices.items():
                box.addItem(words, key)
            box.setCurrentIndex(max(0, box.findData(asked.preset)))
            box.view().setAccessibleName(name)
            return box
        if asked.secret:
            return PassphraseField(name)
        line = QLineEdit(asked.preset)
        if asked.most:
            line.setValidator(QIntValidator(1, asked.most, line))
            line.setMaximumWidth(self.fontMetrics().averageCharWidth() * 14)
        return line

    def _entered(self, key: str) -> str:
        made = self.fields[key]
        return str(made.currentData()) if isinstance(made, QComboBox) else made.text()

    def _act(self) -> None:
        given = {asked.key: self._entered(asked.key) for asked in self._asked}
        for asked in self._asked:
            if asked.required and not given[asked.key].strip():
                self._complain(self.tr("This field is needed: {0}").format(asked.label.replace("&", "")), asked.key)
                return
            made = self.fields[asked.key]
            if isinstance(made, QLineEdit) and not made.hasAcceptableInput():
                number = self.tr("A whole number from 1 to {0} is needed: {1}")
                self._complain(number.format(asked.most, asked.label.replace("&", "")), asked.key)
                return
            if asked.same_as and given[asked.key] != given[asked.same_as]:
                self._complain(self.tr("The two differ. Type the same one twice."), asked.key)
                return
        self.act.setEnabled(False)
        self.complaint.say("")
        self._run(given, self)

    def _complain(self, text: str, key: str) -> None:
        self.complaint.say(text, self.fields[key])

    def reject(self) -> None:
        """Work under way is waited for: its end has to be told somewhere."""
        if self.act.isEnabled():
            super().reject()

    def let_change(self) -> None:
        """Another dialog asks on and may be left: then this one can be corrected, or left as well."""
        self.act.setEnabled(True)

    def show_error(self, error: BaseException) -> None:
        self.act.setEnabled(True)
        self.complaint.show_error(error)
