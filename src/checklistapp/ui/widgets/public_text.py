# SPDX-License-Identifier: Apache-2.0
"""The public statement of an answer, and what of the answer may become public."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from checklistapp.domain.answer import Answer
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Question, Release
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.text_edit import TextEdit


class PublicEditor(QWidget):
    edited = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._answer, self._release = Answer(), Release()
        self._text = TextEdit(
            self.tr("Public statement"), 2, self.tr("Written for everyone. It is never cut from the note.")
        )
        self._text.edited.connect(self._typed)
        self._boxes = {
            "value": QCheckBox(self.tr("Release the answer")),
            "public_statement": QCheckBox(self.tr("Release the public statement")),
            "note": QCheckBox(self.tr("Release the note")),
            "evidence": QCheckBox(self.tr("Release the evidence references")),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._text)
        for box in self._boxes.values():
            box.clicked.connect(self._ticked)
            column.addWidget(box)
        self._default = Label(tone="muted")
        column.addWidget(self._default)

    def show_question(self, assessment: Assessment, question: Question) -> None:
        self._answer = assessment.answer(question.id)
        self._release = assessment.release(question)
        self._text.show_text(self._answer.public_statement)
        for name, box in self._boxes.items():
            box.setChecked(getattr(self._release, name))
        decided = self._answer.release is not None
        public = self.tr("Until somebody decides, the checklist proposes to release a Yes to this question.")
        restricted = self.tr("Until somebody decides, nothing of this answer is released.")
        self._default.setText(public if question.release.value else restricted)
        self._default.setVisible(not decided)

    def _typed(self, text: str) -> None:
        self._answer = replace(self._answer, public_statement=text)
        self.edited.emit(self._answer, True)

    def _ticked(self) -> None:
        chosen = {name: box.isChecked() for name, box in self._boxes.items()}
        self._answer = replace(self._answer, release=Release(**chosen))
        self.edited.emit(self._answer, False)
