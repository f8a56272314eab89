# SPDX-License-Identifier: Apache-2.0
"""An assessment being answered: what is on screen, what is saved, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from checklistapp.domain.answer import Answer, EvidenceReference, with_files_of
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.ids import QuestionId
from checklistapp.ui.models.save_state import SaveState

if TYPE_CHECKING:
    from checklistapp.services.assessments import Saved

    Save = Callable[[QuestionId, Answer, Callable[[Saved], None], Callable[[BaseException], None]], object]

TYPING_PAUSE = 250
"""Milliseconds after the last keystroke: saving and its commit stay below half a second."""


_FIELDS = tuple(each.name for each in fields(Answer) if each.name not in ("evidence", "provenance"))

_Values = Mapping[str, Any]  # each of the type that its field of Answer has


@dataclass(frozen=True, slots=True)
class _Step:
    """Only what was changed, by the name of its field; of the evidence only references without a file."""

    question: QuestionId
    before: _Values
    after: _Values
    typing: bool


def _values(answer: Answer) -> _Values:
    unattached = tuple(each for each in answer.evidence if each.attachment is None)
    return {**{name: getattr(answer, name) for name in _FIELDS}, "evidence": unattached}


class Answering(QObject):
    """Holds the assessment; views show it and call ``change``. ``SAVED`` is told only after a durable commit."""

    changed = Signal(str)
    """Id of a question whose answer is another one now."""
    undone = Signal(str)
    state_changed = Signal()
    replaced = Signal()
    signature_changed = Signal()
    """What is known of the preparer's signature is another thing now."""

    def __init__(
        self, assessment: Assessment, save: "Save", parent: QObject | None = None, *, read_only: bool = False
    ) -> None:
        super().__init__(parent)
        self.read_only = read_only
        self.is_received = False
        """In a bundle; else it is the whole workspace that is only read."""
        self.assessment = assessment
        self.state = SaveState.UNCHANGED
        self.saved_at = ""
        self.error: BaseException | None = None
        self.is_certified = False
        """The preparer signed, and an approver is expected; any change makes that signature void."""
        self.has_voided = False
        self._save = save
        self._unsaved: set[QuestionId] = set()
        self._sent: dict[QuestionId, Answer] = {}
        """What the worker was given last of each question and has not acknowledged yet."""
        self._under_way = 0
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    @property
    def is_frozen(self) -> bool:
        return self.read_only or self.assessment.state is not State.DRAFT

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    @property
    def has_unsaved(self) -> bool:
        return bool(self._unsaved) or self._under_way > 0

    def change(self, question: QuestionId, answer: Answer, *, typing: bool = False) -> None:
        """``typing`` waits for a pause and becomes one step of undo with the keystrokes before it."""
        before = self.assessment.answer(question)
        answer = _with_files(answer, before.evidence)
        if self.is_frozen or answer == before:
            return
        self._remember(question, before, answer, typing)
        self._undone.clear()
        self._put(question, answer)
        self._timer.start(TYPING_PAUSE if typing else 0)

    def _remember(self, question: QuestionId, before: Answer, answer: Answer, typing: bool) -> None:
        was, now = _values(before), _values(answer)
        changed = [name for name in now if now[name] != was[name]]
        if not changed:
            return
        after = {name: now[name] for name in changed}
        last = self._done[-1] if self._done else None
        goes_on = typing and last and last.typing and last.question == question and self._timer.isActive()
        if goes_on and last and last.after.keys() == after.keys():
            self._done[-1] = replace(last, after=after)
        else:
            self._done.append(_Step(question, {name: was[name] for name in changed}, after, typing))

    def undo(self) -> None:
        if self._done and not self.is_frozen:
            step = self._done.pop()
            self._undone.append(step)
            self._go_to(step.question, step.before)

    def redo(self) -> None:
        if self._undone and not self.is_frozen:
            step = self._undone.pop()
            self._done.append(step)
            self._go_to(step.question, step.after)

    def _go_to(self, question: QuestionId, values: _Values) -> None:
        """Attached files are not a matter of undo: those there are stay as they are."""
        now = self.assessment.answer(question)
        self._put(question, _with_files(replace(now, **values), now.evidence))
        self._timer.start(0)
        self.undone.emit(question)

    def show_certified(self, is_certified: bool) -> None:
        """What the workspace says of the preparer's signature; a new one makes good the void one."""
        self.is_certified, self.has_voided = is_certified, False
        self.signature_changed.emit()

    def void(self) -> None:
        """After a change that the signature does not cover."""
        if self.is_certified:
            self.is_certified, self.has_voided = False, True
            self.signature_changed.emit()

    def _put(self, question: QuestionId, answer: Answer) -> None:
        self._keep(question, answer)
        self.void()
        self._unsaved.add(question)
        self._set_state(SaveState.SAVING)
        self.changed.emit(question)

    def _keep(self, question: QuestionId, answer: Answer) -> None:
        self.assessment = replace(self.assessment, answers={**self.assessment.answers, question: answer})

    def take_over(self, question: QuestionId, answer: Answer) -> None:
        """Shows an answer that the workspace has saved already, with a file attached or removed."""
        self._keep(question, self._newest(question, answer))
        self.void()
        self.changed.emit(question)

    def replace(self, assessment: Assessment) -> None:
        """Another state of the same assessment, from the workspace: profile, description, freezing."""
        self.flush()
        newest = {each: self._newest(each, assessment.answer(each)) for each in self._unsaved | self._sent.keys()}
        self.assessment = replace(assessment, answers={**assessment.answers, **newest})
        self.void()
        self.replaced.emit()

    def take_in(self, assessment: Assessment) -> None:
        """What came from outside and is saved already; each answer that it changed is one step of undo."""
        for question, answer in assessment.answers.items():
            before = self.assessment.answer(question)
            if before != answer:
                self._remember(question, before, answer, typing=False)
                self._undone.clear()
        self.replace(assessment)

    def _newest(self, question: QuestionId, kept: Answer) -> Answer:
        """What is on screen while the workspace has not acknowledged it, with the files that ``kept`` has."""
        if question not in self._unsaved and question not in self._sent:
            return kept
        return _with_files(self.assessment.answer(question), kept.evidence)

    def flush(self) -> None:
        """Gives everything unsaved to the worker now."""
        self._timer.stop()
        questions, self._unsaved = self._unsaved, set()
        for question in sorted(questions):
            self._send(question, self.assessment.answer(question))

    def _send(self, question: QuestionId, answer: Answer) -> None:
        def ended() -> None:
            self._under_way -= 1
            if self._sent.get(question) is answer:
                del self._sent[question]

        def saved(result: "Saved") -> None:
            ended()
            if question not in self._unsaved and question not in self._sent:
                self._keep(question, result.answer)
            if not self.has_unsaved:
                self.saved_at, self.error = result.clock, None
                self._set_state(SaveState.SAVED)

        def failed(error: BaseException) -> None:
            ended()
            self._unsaved.add(question)
            self.error = error
            self._set_state(SaveState.FAILED)

        self._under_way += 1
        self._sent[question] = answer
        self._save(question, answer, saved, failed)

    def _set_state(self, state: SaveState) -> None:
        self.state = state
        self.state_changed.emit()


def _with_files(answer: Answer, known: tuple[EvidenceReference, ...]) -> Answer:
    return replace(answer, evidence=with_files_of(answer.evidence, known))
