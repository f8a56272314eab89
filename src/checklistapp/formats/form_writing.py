# SPDX-License-Identifier: Apache-2.0
"""Turns a form into plain data, the opposite of ``form_reading``; what is empty is left out."""

from collections.abc import Mapping

from checklistapp.domain.form import AnswerSet, Column, Form, Part, Previous, Probe, Question, Release, Section
from checklistapp.formats.canonical import Json
from checklistapp.formats.condition_data import condition_data
from checklistapp.formats.release_data import release_data


def form_data(form: Form) -> dict[str, Json]:
    return {
        "id": form.id,
        "version": form.version,
        "title": form.title,
        "publisher": form.publisher,
        "language": form.source_language,
        "answeredFor": form.answered_for,
        "sections": [_section(each) for each in form.sections],
        **_filled(
            description=form.description,
            sourceDocuments=[{"id": each.id, "title": each.title} for each in form.source_documents],
            profile=[{"id": each.id, "text": each.text} for each in form.profile],
            followUps=[
                {"id": each.id, "text": each.text, "when": condition_data(each.when), "months": each.months}
                for each in form.follow_ups
            ],
            texts={language: dict(texts) for language, texts in form.texts.items()},
        ),
    }


def _filled(**members: Json) -> Mapping[str, Json]:
    return {key: value for key, value in members.items() if value}


def _section(section: Section) -> Json:
    return {
        "id": section.id,
        "title": section.title,
        "questions": [_question(each) for each in section.questions],
        **_filled(intro=section.intro, rule=section.rule),
    }


def _question(question: Question) -> Json:
    return {
        "id": question.id,
        "text": question.text,
        "source": question.source,
        "claims": list(question.claims),
        **_filled(
            sourceText=question.source_text,
            commitments=question.commitments,
            answerSet="" if question.answer_set is AnswerSet.YES_NO else question.answer_set,
            unit=question.unit,
            choices=question.choices,
            columns=[_column(each) for each in question.columns],
            parts=[_part(each) for each in question.parts],
            **_suggests(question),
            probes=[_probe(each) for each in question.probes],
            guidance=question.guidance,
            evidence=question.evidence,
            respondents=[
                {"role": each.role, "mode": each.mode, **_filled(who=each.who)} for each in question.respondents
            ],
            shownWhen=condition_data(question.shown_when),
            applicableWhen=condition_data(question.applicable_when),
            release=None if question.release == Release() else release_data(question.release),
            mapsTo=question.maps_to,
            previous=_previous(question.previous),
        ),
    }


def _suggests(question: Question) -> Mapping[str, Json]:
    if question.suggests is None:
        return {}
    if question.suggests_rule in ("all", "any"):
        return {"suggests": question.suggests_rule}
    return {"suggests": condition_data(question.suggests), "suggestsRule": question.suggests_rule}


def _previous(previous: Previous | None) -> Json:
    if previous is None:
        return None
    return {"id": previous.id, "version": previous.version, "relation": previous.relation}


def _part(part: Part) -> Json:
    return {"id": part.id, "text": part.text, **_filled(applicableWhen=condition_data(part.applicable_when))}


def _probe(probe: Probe) -> Json:
    return {
        "id": probe.id,
        "text": probe.text,
        "kind": probe.kind,
        **_filled(
            unit=probe.unit,
            choices=probe.choices,
            columns=[_column(each) for each in probe.columns],
            shownWhen=condition_data(probe.shown_when),
        ),
    }


def _column(column: Column) -> Json:
    return {"id": column.id, "text": column.text, "kind": column.kind}
