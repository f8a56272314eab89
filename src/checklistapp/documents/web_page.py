# SPDX-License-Identifier: Apache-2.0
"""The public edition as one web page."""

from html import escape

from checklistapp.domain.disclosure import PublicEdition
from checklistapp.domain.form import Form

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
    "dt{margin-top:1em}dd{margin:0 0 0 1.5em}.a{font-weight:bold}.n{color:#595f69}"
)


def write(edition: PublicEdition, form: Form) -> bytes:
    """One page without scripts, styles from elsewhere or anything that is not released; equal editions, equal bytes."""
    given = {answer.question: answer for answer in edition.answers}
    lines = [
        f'<!doctype html><html lang="{escape(form.source_language)}"><meta charset="utf-8">',
        f"<title>{escape(form.title)}: {escape(edition.organisation)}</title>",
        f"<style>{_STYLE}</style>",
        f"<h1>{escape(form.title)}</h1><p>{escape(edition.organisation)} {escape(edition.cycle)}</p>",
    ]
    for section in form.sections:
        lines.append(f"<h2>{escape(section.id)} {escape(section.title)}</h2><dl>")
        for question in section.questions:
            answer = given[question.id]
            word = f'<dd class="a">{answer.value}' if answer.value else '<dd class="n">not released'
            lines.append(f"<dt>{escape(question.id)} {escape(question.text)}{word}")
            lines += [f"<dd>{escape(text)}" for text in (answer.statement, answer.note) if text]
            lines += [f"<dd>{escape(reference.title)} {escape(reference.identifier)}" for reference in answer.evidence]
        lines.append("</dl>")
    return "\n".join([*lines, "</html>\n"]).encode()
