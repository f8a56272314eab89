# SPDX-License-Identifier: Apache-2.0
"""The texts of a form by path, and a form in another of its languages."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from checklistapp.domain.form import Column, Form, Part, Probe, Question, Section

Change = Callable[[str, str], str]
"""Path and text -> the text to stand there."""


def texts_of(form: Form) -> dict[str, str]:
    """Text path -> source-language text, in printed order.

    Paths follow the ids: ``title``, ``C3.title``, ``C3.Q4`` (its text), ``C3.Q4.guidance``,
    ``C3.Q4.evidence.1``, ``C3.Q4.a``, ``C3.Q4.p1``, ``C3.Q4.p1.columns.date``, ``profile.<fact>``,
    ``followUps.<id>``, ``sourceDocuments.<id>``.
    """
    found: dict[str, str] = {}

    def collect(path: str, text: str) -> str:
        if text:
            found[path] = text
        return text

    _changed(form, collect)
    return found


def translated(form: Form, language: str) -> Form:
    """``form`` with its texts in ``language``; a text that is not translated stays in the source language.

    Ids, conditions and stored choices stay as they are: choices are compared with what was answered,
    so callers show them through ``choice_labels``.
    """
    texts = form.texts.get(language)
    return form if texts is None else _changed(form, lambda path, text: texts.get(path, text) if text else text)


def choice_labels(form: Form, owner: str, choices: Sequence[str], language: str) -> tuple[str, ...]:
    """The choices of the question or probe ``owner`` as shown in ``language``, in the same order."""
    texts = form.texts.get(language, {})
    return tuple(texts.get(f"{owner}.choices.{number}", each) for number, each in enumerate(choices, 1))


def _changed(form: Form, change: Change) -> Form:
    return replace(
        form,
        title=change("title", form.title),
        description=change("description", form.description),
        source_documents=tuple(
            replace(each, title=change(f"sourceDocuments.{each.id}", each.title)) for each in form.source_documents
        ),
        profile=tuple(replace(each, text=change(f"profile.{each.id}", each.text)) for each in form.profile),
        sections=tuple(_section(each, change) for each in form.sections),
        follow_ups=tuple(replace(each, text=change(f"followUps.{each.id}", each.text)) for each in form.follow_ups),
    )


def _section(section: Section, change: Change) -> Section:
    return replace(
        section,
        title=change(f"{section.id}.title", section.title),
        intro=change(f"{section.id}.intro", section.intro),
        questions=tuple(_question(each, change) for each in section.questions),
    )


def _question(question: Question, change: Change) -> Question:
    path = question.id
    _choices(path, question.choices, change)
    rule = question.suggests_rule
    return replace(
        question,
        text=change(path, question.text),
        source=change(f"{path}.source", question.source),
        source_text=change(f"{path}.sourceText", question.source_text),
        unit=change(f"{path}.unit", question.unit),
        columns=_columns(path, question.columns, change),
        parts=tuple(_part(each, change) for each in question.parts),
        suggests_rule=rule if rule in ("all", "any") else change(f"{path}.suggestsRule", rule),
        probes=tuple(_probe(each, change) for each in question.probes),
        guidance=change(f"{path}.guidance", question.guidance),
        evidence=tuple(change(f"{path}.evidence.{n}", each) for n, each in enumerate(question.evidence, 1)),
        respondents=tuple(
            replace(each, who=change(f"{path}.respondents.{n}", each.who))
            for n, each in enumerate(question.respondents, 1)
        ),
    )


def _part(part: Part, change: Change) -> Part:
    return replace(part, text=change(part.id, part.text))


def _probe(probe: Probe, change: Change) -> Probe:
    _choices(probe.id, probe.choices, change)
    return replace(
        probe,
        text=change(probe.id, probe.text),
        unit=change(f"{probe.id}.unit", probe.unit),
        columns=_columns(probe.id, probe.columns, change),
    )


def _columns(owner: str, columns: Sequence[Column], change: Change) -> tuple[Column, ...]:
    return tuple(replace(each, text=change(f"{owner}.columns.{each.id}", each.text)) for each in columns)


def _choices(owner: str, choices: Sequence[str], change: Change) -> None:
    """Names the choices to ``change`` and keeps them: an answer holds the source-language choice."""
    for number, each in enumerate(choices, 1):
        change(f"{owner}.choices.{number}", each)
