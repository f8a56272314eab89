# SPDX-License-Identifier: Apache-2.0
"""What must hold across a whole form: unique ids, known ids in conditions, no cycles, sound answer sets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from checklistapp.domain.answer import NO, YES, Meta
from checklistapp.domain.conditions import All, Answered, AnyOf, Condition, In, Not, mentioned
from checklistapp.domain.form import AnswerSet, Form, Probe, Question, SectionRule
from checklistapp.domain.translation import texts_of
from checklistapp.formats.form_reading import LANGUAGE
from checklistapp.formats.strict import Fault

_PART_TAIL = re.compile(r"[a-z]{1,2}")
_PROBE_TAIL = re.compile(r"p[1-9]\d{0,2}")
_WITH_CHOICES = (AnswerSet.CHOICE, AnswerSet.CHOICES, AnswerSet.SCALE)
_IN_A_COLUMN = (AnswerSet.TEXT, AnswerSet.DATE, AnswerSet.NUMBER, AnswerSet.YES_NO)
_METAS = frozenset(Meta)


@dataclass
class _Check:
    """One pass over a form; ``words`` maps an id that conditions may read to the values it can have,
    None where any text is possible, empty where only ``answered`` makes sense."""

    form: Form
    faults: list[Fault] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    words: dict[str, frozenset[str] | None] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def refuse(self, place: str, message: str) -> None:
        self.faults.append(Fault(place, message))

    def claim(self, identifier: str, place: str) -> None:
        """Each id stands for one thing; an empty one was refused when it was read."""
        if identifier and identifier in self.seen:
            self.refuse(place, "is used twice")
        self.seen.add(identifier)

    def run(self) -> list[Fault]:
        for index, fact in enumerate(self.form.profile):
            self.claim(fact.id, f"profile[{index}].id")
            self.words[fact.id] = frozenset((YES, NO, Meta.UNANSWERED))
        for question in self.form.questions():
            self.words[question.id] = _words(question)
            self.words.update(dict.fromkeys((part.id for part in question.parts), _YES_NO))
        if not self.form.sections:
            self.refuse("sections", "must have at least one section")
        for index, section in enumerate(self.form.sections):
            place = f"sections[{index}]"
            self.claim(f"section {section.id}", f"{place}.id")
            if not section.questions:
                self.refuse(f"{place}.questions", "must have at least one question")
            if section.rule is SectionRule.AT_LEAST_ONE_YES and not any(_is_yes_no(q) for q in section.questions):
                self.refuse(f"{place}.rule", "needs a question that is answered with yes or no")
            for number, question in enumerate(section.questions):
                self.question(question, f"{place}.questions[{number}]")
        self.around()
        self.cycles()
        self.translations()
        return self.faults

    def question(self, question: Question, place: str) -> None:
        self.claim(question.id, f"{place}.id")
        if not question.claims or len(set(question.claims)) != len(question.claims) or len(question.claims) > 2:
            self.refuse(f"{place}.claims", "must name one kind of claim, or two different ones")
        self.kind(question, question.answer_set, place)
        self.reads[question.id] = set()
        self.places[question.id] = place
        self.condition(question.shown_when, f"{place}.shownWhen", question.id)
        self.condition(question.applicable_when, f"{place}.applicableWhen", question.id)
        self.parts(question, place)
        for index, probe in enumerate(question.probes):
            below = f"{place}.probes[{index}]"
            self.claim(probe.id, f"{below}.id")
            if probe.id and not _is_below(probe.id, question.id, _PROBE_TAIL):
                self.refuse(f"{below}.id", f"must be {question.id}.p1, {question.id}.p2 and so on")
            self.kind(probe, probe.kind, below)
            self.condition(probe.shown_when, f"{below}.shownWhen", None)

    def parts(self, question: Question, place: str) -> None:
        for index, part in enumerate(question.parts):
            below = f"{place}.parts[{index}]"
            self.claim(part.id, f"{below}.id")
            if part.id and not _is_below(part.id, question.id, _PART_TAIL):
                self.refuse(f"{below}.id", f"must be {question.id}.a, {question.id}.b and so on")
            self.reads[part.id] = {question.id}
            self.places[part.id] = below
            self.condition(part.applicable_when, f"{below}.applicableWhen", part.id)
        if question.parts and not _is_yes_no(question):
            self.refuse(f"{place}.parts", "belong to a question that is answered with yes or no")
        if bool(question.parts) != (question.suggests is not None):
            expected = "must say when the parts suggest Yes" if question.parts else "needs parts"
            self.refuse(f"{place}.suggests", expected)
        elif question.suggests is not None:
            if not set(mentioned(question.suggests)) <= {part.id for part in question.parts}:
                self.refuse(f"{place}.suggests", "may name only the parts of its own question")
            self.condition(question.suggests, f"{place}.suggests", None)

    def kind(self, owner: Question | Probe, kind: AnswerSet, place: str) -> None:
        """Choices, columns and unit stand exactly where their kind needs them."""
        if owner.unit and kind is not AnswerSet.NUMBER:
            self.refuse(f"{place}.unit", "belongs to a number")
        if (kind in _WITH_CHOICES) != bool(owner.choices):
            self.refuse(f"{place}.choices", "are needed for choice, choices and scale, and only there")
        elif owner.choices and (len(owner.choices) < 2 or len(set(owner.choices)) != len(owner.choices)):
            self.refuse(f"{place}.choices", "must be at least two different texts")
        if (kind is AnswerSet.TABLE) != bool(owner.columns):
            self.refuse(f"{place}.columns", "are needed for a table, and only there")
        if len({column.id for column in owner.columns}) != len(owner.columns):
            self.refuse(f"{place}.columns", "must have different ids")
        for index, column in enumerate(owner.columns):
            if column.kind not in _IN_A_COLUMN:
                self.refuse(f"{place}.columns[{index}].kind", "must be one of: text, date, number, yes-no")

    def condition(self, condition: Condition | None, place: str, reader: str | None) -> None:
        """Known ids and possible values; ``reader`` is who depends on them, for the search for cycles."""
        if condition is None:
            return
        for name, values in _comparisons(condition):
            if not name:
                continue
            if name not in self.words:
                self.refuse(place, f"names {name}, which is no question, part or profile fact of this form")
                continue
            possible = self.words[name]
            if possible is not None and not set(values) <= possible:
                self.refuse(place, f"compares {name} with a value that it cannot have")
            if reader is not None:
                self.reads[reader].add(name)

    def around(self) -> None:
        """Source documents and follow-ups."""
        for index, document in enumerate(self.form.source_documents):
            self.claim(f"source {document.id}", f"sourceDocuments[{index}].id")
        for index, follow_up in enumerate(self.form.follow_ups):
            self.claim(f"follow-up {follow_up.id}", f"followUps[{index}].id")
            self.condition(follow_up.when, f"followUps[{index}].when", None)

    def cycles(self) -> None:
        try:
            TopologicalSorter(self.reads).prepare()
        except CycleError as error:
            around: Sequence[str] = error.args[1]
            first = min(each for each in around if each in self.places)
            self.refuse(self.places[first], f"has conditions that go in a circle: {' - '.join(around[:10])}")

    def translations(self) -> None:
        if not self.form.texts:
            return
        expected = texts_of(self.form).keys()
        for language, texts in self.form.texts.items():
            if language == self.form.source_language or not LANGUAGE.fullmatch(language):
                self.refuse(f"texts.{language}", "must be the code of another language, like fr or zh-Hans")
            for path in texts.keys() - expected:
                self.refuse(f'texts.{language}["{path[:60]}"]', "names no text of this form")
            for path in expected - texts.keys():
                self.refuse(f'texts.{language}["{path}"]', "is missing")


_YES_NO = frozenset((YES, NO)) | _METAS


def _is_yes_no(question: Question) -> bool:
    return question.answer_set is AnswerSet.YES_NO


def _words(question: Question) -> frozenset[str] | None:
    match question.answer_set:
        case AnswerSet.YES_NO:
            return _YES_NO
        case AnswerSet.CHOICE | AnswerSet.SCALE:
            return frozenset(question.choices) | _METAS
        case AnswerSet.CHOICES | AnswerSet.TABLE:
            return _METAS
        case _:
            return None


def _is_below(identifier: str, owner: str, tail: re.Pattern[str]) -> bool:
    return identifier.startswith(f"{owner}.") and bool(tail.fullmatch(identifier[len(owner) + 1 :]))


def _comparisons(condition: Condition) -> Iterator[tuple[str, Iterable[str]]]:
    match condition:
        case Answered(question):
            yield question, ()
        case In(question, values):
            yield question, values
        case All(of) | AnyOf(of):
            for each in of:
                yield from _comparisons(each)
        case Not(of):
            yield from _comparisons(of)


def check_rules(form: Form) -> list[Fault]:
    """All faults, their places as key paths."""
    return _Check(form).run()
