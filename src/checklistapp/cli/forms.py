# SPDX-License-Identifier: Apache-2.0
"""``checklistapp form``: list, show, check and publish checklists."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import json_option
from checklistapp.domain.form import Question
from checklistapp.domain.ids import FormId
from checklistapp.services import forms


@click.group()
def form() -> None:
    """Checklists: list, show, check, publish."""


@form.command("list")
@json_option
def list_forms(as_json: bool) -> None:
    """The checklists that come with the program."""
    found = forms.shipped()
    document = {
        "forms": [
            {"id": f.id, "version": f.version, "title": f.title, "questions": f.questions, "digest": f.digest}
            for f in found
        ]
    }
    answer(as_json, document, [f"{f.id}  {f.version}  {f.title} ({f.questions} questions)" for f in found])


def _question(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "text": question.text,
        "source": question.source,
        "claim": "+".join(question.claims),
        "parts": [{"id": part.id, "text": part.text} for part in question.parts],
        "suggests": question.suggests_rule,
        "probes": [{"id": probe.id, "kind": probe.kind.value} for probe in question.probes],
        "respondents": [{"role": each.role.value, "mode": each.mode.value} for each in question.respondents],
    }


@form.command()
@click.argument("form_id", metavar="ID")
@json_option
def show(form_id: str, as_json: bool) -> None:
    """One checklist with its sections and questions."""
    shown = forms.load(FormId(form_id))
    document: dict[str, object] = {
        "id": shown.id,
        "version": shown.version,
        "title": shown.title,
        "digest": forms.digest(shown),
        "profile": [{"id": fact.id, "text": fact.text} for fact in shown.profile],
        "sections": [
            {"id": each.id, "title": each.title, "questions": [_question(q) for q in each.questions]}
            for each in shown.sections
        ],
    }
    lines = [f"{shown.title}, version {shown.version}"]
    for section in shown.sections:
        lines += ["", f"{section.id}  {section.title}"]
        lines += [f"  {question.id:7} {question.text}" for question in section.questions]
    answer(as_json, document, lines)


@form.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True), metavar="FILE_OR_FOLDER")
@json_option
def check(source: Path, as_json: bool) -> int:
    """Reads a checklist and names every fault with its place."""
    faults = forms.check(source)
    document = {"ok": not faults, "faults": [{"place": f.place, "message": f.message} for f in faults]}
    answer(as_json, document, [f"{f.place}: {f.message}" for f in faults] or ["No faults."])
    return 1 if faults else 0


@form.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True), metavar="FOLDER")
@click.argument("out", type=click.Path(path_type=Path))
@json_option
def publish(folder: Path, out: Path, as_json: bool) -> None:
    """Writes the canonical published form and tells its digest."""
    digest = forms.publish(folder, out)
    answer(as_json, {"path": str(out), "sha256": digest}, [f"{out}  {digest}"])
