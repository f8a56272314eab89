# SPDX-License-Identifier: Apache-2.0
"""Fills a form in with pypdf, a reader nobody here wrote."""

import logging
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfWriter

from checklistapp.domain.answer import Meta, Row
from checklistapp.domain.entry_lines import Entry, Line, LineKind
from checklistapp.domain.form import AnswerSet, Part

logging.getLogger("pypdf").setLevel(logging.ERROR)
"""It warns of characters that the form's font lacks: they are not drawn, and kept."""


def filled(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """``values`` by full field name, states with a slash, as pypdf wants them."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(values), auto_regenerate=False)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def as_typed(line: Line, entry: Entry) -> dict[str, str]:
    """The fields in which a person would put the entry."""
    owner = line.of
    if line.states:
        return {line.name: "/na" if entry == Meta.NOT_APPLICABLE else f"/{entry}"} if entry else {}
    if isinstance(entry, str):
        is_choice = line.value_kind in (AnswerSet.CHOICE, AnswerSet.SCALE) and not isinstance(owner, Part)
        if is_choice and not isinstance(owner, Part):
            return {line.name: f"/{owner.choices.index(entry) + 1}"} if entry else {}
        return {line.name: entry}
    if line.kind is LineKind.EVIDENCE or isinstance(owner, Part):
        return {line.name: "\n".join(str(each) for each in entry)}
    if line.value_kind is AnswerSet.CHOICES:
        return {f"{line.name}.{owner.choices.index(str(each)) + 1}": "/Yes" for each in entry}
    rows: list[Row] = [each for each in entry if not isinstance(each, str)]
    return {
        f"{line.name}.{number}.{column}": text for number, row in enumerate(rows, 1) for column, text in row.items()
    }
