# SPDX-License-Identifier: Apache-2.0
"""The sections and questions of an assessment as a tree, filtered and searched."""

from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, QTimer

from checklistapp.domain.answer import NO, Answer, Meta
from checklistapp.domain.conditions import mentioned
from checklistapp.domain.form import Question, Section
from checklistapp.domain.ids import PartId, QuestionId
from checklistapp.domain.progress import Progress, of_section
from checklistapp.ui.models.answering import Answering

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ROW = Qt.ItemDataRole.UserRole

_AT_ONCE, _BREATH = 100, 20
"""Texts read ahead of a search in one go, about a millisecond's work, and milliseconds until the next."""


class Filter(Enum):
    ALL = auto()
    OPEN = auto()
    PARTLY_OR_NO = auto()


@dataclass(frozen=True, slots=True)
class SectionRow:
    section: Section
    progress: Progress


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """``state`` is what conditions compare with, None while open; ``found`` the place a search hit, or empty."""

    question: Question
    state: str | None
    found: str = ""


class Outline(QAbstractItemModel):
    def __init__(self, answering: Answering) -> None:
        super().__init__(answering)
        self._answering = answering
        self._filter, self._words = Filter.ALL, ""
        self._form = answering.assessment.form
        self._sections = self._form.sections
        self._section_at = {section.id: row for row, section in enumerate(self._sections)}
        self._place = {
            q.id: (s, r) for s, section in enumerate(self._sections) for r, q in enumerate(section.questions)
        }
        self._dependents = self._read_dependents()
        self._texts: dict[QuestionId, str] = {}
        self._progress: list[Progress] = []
        self.refresh()
        self._ahead = QTimer(self)
        self._ahead.setInterval(_BREATH)
        self._ahead.timeout.connect(self._read_ahead)
        self._ahead.start()
        answering.changed.connect(self._question_changed)
        answering.replaced.connect(self.refresh)

    def _read_dependents(self) -> dict[str, set[int]]:
        """Question id -> rows of the sections whose questions are shown or hidden by it."""
        found: dict[str, set[int]] = {}
        for question in self._form.questions():
            if question.shown_when is not None:
                for each in mentioned(question.shown_when):
                    owner = self._form.owner_of.get(PartId(each), QuestionId(each))
                    found.setdefault(owner, set()).add(self._place[question.id][0])
        return found

    # What the views ask

    @property
    def total(self) -> Progress:
        return sum(self._progress, Progress(0, 0))

    def progress(self, section: Section) -> Progress:
        return self._progress[self._section_at[section.id]]

    def count(self, wanted: Filter) -> int:
        return sum(self._passes(question, wanted) for question in self._form.questions())

    def asked(self) -> list[QuestionId]:
        """Every question that is asked, in printed order, whatever the filter."""
        hidden = self._answering.assessment.hidden
        return [each for each in self._place if each not in hidden] if hidden else list(self._place)

    def index_of(self, question: QuestionId) -> QModelIndex:
        """Invalid while a filter hides the question."""
        row = self._visible_row.get(question)
        return ROOT if row is None else self.createIndex(row, 0, self._place[question][0] + 1)

    def question_at(self, index: Index) -> QuestionId | None:
        section = index.internalId()
        return self._visible[section - 1][index.row()].id if index.isValid() and section else None

    def section_at(self, index: Index) -> Section | None:
        return self._sections[index.row()] if index.isValid() and not index.internalId() else None

    def first_hit(self) -> QuestionId | None:
        return next((questions[0].id for questions in self._visible if questions), None)

    @property
    def words(self) -> str:
        """What is searched for, case folded."""
        return self._words

    @property
    def is_narrowed(self) -> bool:
        return self._filter is not Filter.ALL or bool(self._words)

    # Filtering and searching

    def narrow(self, wanted: Filter, words: str) -> None:
        """Shows only questions of that kind whose question, guidance, note or evidence holds ``words``."""
        self._filter, self._words = wanted, words.casefold().strip()
        self.refresh()

    def refresh(self) -> None:
        self.beginResetModel()
        assessment = self._answering.assessment
        if not self._words:
            self._progress = [of_section(assessment, section) for section in self._sections]
        self._visible = [self._shown(section) for section in self._sections]
        self._visible_row = {q.id: row for questions in self._visible for row, q in enumerate(questions)}
        self.endResetModel()

    def _shown(self, section: Section) -> list[Question]:
        questions, words = section.questions, self._words
        if words:
            texts = self._texts
            self._read(len(self._place))
            found = [question for question in questions if words in texts[question.id]]
        else:
            found = list(questions)
        if self._filter is Filter.ALL and not self._answering.assessment.hidden:
            return found
        return [question for question in found if self._passes(question, self._filter)]

    def _read_ahead(self) -> None:
        """A few texts at a time while nobody waits for them: then the first search has nothing left to read."""
        self._read(_AT_ONCE)
        if len(self._texts) == len(self._place):
            self._ahead.stop()

    def _read(self, most: int) -> None:
        if len(self._texts) < len(self._place):
            missing = (question for question in self._form.questions() if question.id not in self._texts)
            self._texts.update({each.id: self._text(each) for each in islice(missing, most)})

    def _passes(self, question: Question, wanted: Filter) -> bool:
        assessment = self._answering.assessment
        if not assessment.is_asked(question):
            return False
        response = assessment.answer(question.id).response
        if wanted is Filter.OPEN:
            return response.is_open
        return wanted is Filter.ALL or response.meta is Meta.PARTLY or response.value == NO

    def _text(self, question: Question) -> str:
        return "\n".join((question.id, question.text, question.guidance, *self._entered(question))).casefold()

    def _entered(self, question: Question) -> tuple[str, ...]:
        answer = self._answering.assessment.answers.get(question.id)
        return searchable(answer) if answer is not None else ()

    def _found(self, question: Question) -> str:
        """The line of a note or an evidence reference that holds the words, where the question does not."""
        if not self._words or self._words in f"{question.id} {question.text}".casefold():
            return ""
        lines = (line for text in self._entered(question) for line in text.splitlines())
        return next((line.strip() for line in lines if self._words in line.casefold()), "")

    def _question_changed(self, changed: str) -> None:
        question = QuestionId(changed)
        self._texts.pop(question, None)
        rows = {self._place[question][0]} | self._dependents.get(changed, set())
        if self._dependents.get(changed) and not self.is_narrowed:
            self.refresh()
            return
        for row in rows:
            self._progress[row] = of_section(self._answering.assessment, self._sections[row])
            self.dataChanged.emit(self.createIndex(row, 0, 0), self.createIndex(row, 0, 0))
        index = self.index_of(question)
        if index.isValid():
            self.dataChanged.emit(index, index)

    # QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        if column or row < 0 or row >= self.rowCount(parent):
            return ROOT
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, child: Index = ROOT) -> QModelIndex:  # type: ignore[override] # the stubs lack QObject.parent() here
        section = child.internalId() if child.isValid() else 0
        return self.createIndex(section - 1, 0, 0) if section else ROOT

    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return len(self._sections)
        return 0 if parent.internalId() else len(self._visible[parent.row()])

    def columnCount(self, parent: Index = ROOT) -> int:
        del parent
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            ROW,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if not index.internalId():
            section, progress = self._sections[index.row()], self._progress[index.row()]
            if role == ROW:
                return SectionRow(section, progress)
            spoken = QCoreApplication.translate("Outline", "{0}, {1} of {2} answered")
            return spoken.format(section.title, progress.answered, progress.total)
        question = self._visible[index.internalId() - 1][index.row()]
        state = self._answering.assessment.answer(question.id).response.state
        if role == ROW:
            return QuestionRow(question, state, self._found(question))
        return f"{question.id}, {state_name(state)}: {question.text}"


def searchable(answer: Answer) -> tuple[str, ...]:
    """Every text a person entered with an answer."""
    references = (
        " · ".join(filter(None, (e.title, e.identifier, e.section, e.holder, e.location))) for e in answer.evidence
    )
    return (answer.note, answer.public_statement, answer.working_note, answer.response.reason, *references)


def state_name(state: str | None) -> str:
    """A word for an answer, so that no state is told by colour or drawing alone."""
    match state:
        case None:
            return QCoreApplication.translate("Answer", "open")
        case "yes":
            return QCoreApplication.translate("Answer", "Yes")
        case "no":
            return QCoreApplication.translate("Answer", "No")
        case Meta.PARTLY:
            return QCoreApplication.translate("Answer", "Partly")
        case Meta.NOT_APPLICABLE:
            return QCoreApplication.translate("Answer", "Not applicable")
        case Meta.WITHHELD:
            return QCoreApplication.translate("Answer", "Withheld")
        case _:
            return QCoreApplication.translate("Answer", "answered")
