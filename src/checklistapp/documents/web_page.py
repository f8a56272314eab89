# SPDX-License-Identifier: Apache-2.0
"""The public edition as one web page."""

import re
from collections.abc import Iterator
from html import escape

from checklistapp.documents import typography as type_
from checklistapp.documents.report import grouped
from checklistapp.documents.report_public import READING
from checklistapp.documents.report_questions import evidence_known
from checklistapp.domain.disclosure import PublicAnswer, PublicEdition
from checklistapp.domain.form import Form, Question
from checklistapp.formats import assessment_json

_DARK = {
    "ink": "#e6e9ef",
    "muted": "#a3adbd",
    "line": "#343c4b",
    "page": "#14181f",
    "accent": "#79b4f2",
    "yes": "#7fcf96",
    "no": "#f19a9c",
}
_LIGHT = {
    "ink": type_.INK,
    "muted": type_.MUTED,
    "line": type_.RULE,
    "page": "#ffffff",
    "accent": type_.ACCENT,
    "yes": type_.YES,
    "no": type_.NO,
}


def _colours(palette: dict[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{colour};" for name, colour in palette.items()) + "}"


_STYLE = (
    f"{_colours(_LIGHT)}@media(prefers-color-scheme:dark){{:root{{color-scheme:dark}}{_colours(_DARK)}}}"
    "*{box-sizing:border-box}"
    "body{font:1rem/1.5 'Noto Sans',system-ui,sans-serif;color:var(--ink);background:var(--page);"
    "max-width:54rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}"
    ".marking{font-weight:600;text-align:center;margin:0 0 2rem}"
    ".kind{font-weight:600;color:var(--accent);margin:0}"
    "h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0}"
    ".owner{font-size:1.2rem;margin:0 0 1.5rem}"
    ".reading{color:var(--muted);max-width:42rem}"
    ".legend{display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;list-style:none;padding:0;margin:1rem 0 0}"
    "h2{font-size:1.25rem;line-height:1.3;border-bottom:1px solid var(--accent)}"
    "h2{padding-bottom:.35rem;margin:2.6rem 0 0;display:grid;grid-template-columns:4.5rem minmax(0,1fr)}"
    "h2 .tag{color:var(--accent)}"
    ".intro{color:var(--muted);margin:.6rem 0}"
    "article{padding:.8rem 0;border-bottom:1px solid var(--line)}"
    "article,h3,dl{display:grid;grid-template-columns:4.5rem 8.5rem minmax(0,1fr);margin:0}"
    "h3,dl{grid-column:1/-1}"
    "h3{grid-row:1;font-size:1rem;font-weight:400}"
    "h3 .text{grid-column:3}"
    ".id{font-weight:600;color:var(--accent);text-decoration:none}"
    ".answer{grid-row:1;grid-column:2;margin:0}"
    ".yes,.no{font-weight:600}.yes{color:var(--yes)}.no{color:var(--no)}.none{color:var(--muted)}"
    ".yes::before{content:'\\2713\\a0'}.no::before{content:'\\2715\\a0'}.none::before{content:'\\2013\\a0'}"
    "dt{grid-column:2;color:var(--muted);font-size:.875rem;margin-top:.4rem}"
    "dd{grid-column:3;margin:.4rem 0 0;white-space:pre-line;overflow-wrap:anywhere}"
    ".known{display:block;color:var(--muted);font-size:.875rem}"
    "footer{margin-top:2.5rem;color:var(--muted);font-size:.875rem}"
    "code{font:inherit;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}"
    "@media(max-width:40rem){article,h3,dl{display:block}.answer,dt{margin-top:.4rem}h3 .text{display:block}}"
    f"@media print{{{_colours(_LIGHT)}@page{{size:A4;margin:18mm 20mm}}"
    "html{font-size:9.5pt}body{max-width:none;padding:0}h2,h3,.intro{break-after:avoid}article{break-inside:avoid}}"
)
_ANSWERS = {"Yes": "yes", "No": "no"}
_DATED = re.compile(rb'<time datetime="(\d{4}-\d\d-\d\d)">')


def write(edition: PublicEdition, form: Form, dated: str = "") -> bytes:
    """One page without scripts, styles from elsewhere or anything that is not released; equal editions, equal bytes.

    ``dated`` is a day as ISO 8601; the digest is that of the public record.
    """
    digest = assessment_json.content_digest(assessment_json.public_record(edition, form))
    given = {answer.question: answer for answer in edition.answers}
    owner = " · ".join(each for each in (edition.organisation, edition.cycle) if each.strip())
    lines = [
        f'<!doctype html><html lang="{escape(form.source_language)}"><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(form.title)}: {escape(edition.organisation)}</title>",
        f"<style>{_STYLE}</style>",
        '<body><header><p class="marking">PUBLIC</p>',
        f'<p class="kind">Public edition</p><h1>{escape(form.title)}</h1><p class="owner">{escape(owner)}</p>',
        f'<p class="reading">{escape(READING)}</p>',
        '<ul class="legend"><li class="yes">Yes<li class="no">No<li class="none">Not released</ul></header><main>',
    ]
    for section in form.sections:
        lines.append(
            f'<section><h2><span class="tag">{escape(section.id)}</span> <span>{escape(section.title)}</span></h2>'
        )
        if section.intro:
            lines.append(f'<p class="intro">{escape(section.intro)}</p>')
        for question in section.questions:
            lines += _article(question, given[question.id])
        lines.append("</section>")
    lines.append("</main><footer>")
    if dated:
        lines.append(f'<p>Dated <time datetime="{dated}">{dated}</time></p>')
    lines.append(f"<p>{escape(form.title)}, version {escape(form.version)}, published by {escape(form.publisher)}</p>")
    lines.append(f"<p>Content digest, SHA-256: <code>{grouped(digest)}</code></p>")
    return "\n".join([*lines, '<p class="marking">PUBLIC</p></footer></body></html>\n']).encode()


def day_of(page: bytes) -> str:
    """The day that a page says it was written; empty where it says none."""
    found = _DATED.search(page)
    return found[1].decode() if found else ""


def _article(question: Question, answer: PublicAnswer) -> Iterator[str]:
    known = escape(question.id)
    yield f'<article id="{known}"><h3><a class="id" href="#{known}">{known}</a>'
    yield f'<span class="text">{escape(question.text)}</span></h3>'
    yield f'<p class="answer {_ANSWERS.get(answer.value, "none")}">{answer.value or "Not released"}</p>'
    texts = [(label, text) for label, text in (("Statement", answer.statement), ("Note", answer.note)) if text.strip()]
    if texts or answer.evidence:
        yield "<dl>"
        yield from (f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in texts)
        if answer.evidence:
            yield "<dt>Evidence</dt>"
        for reference in answer.evidence:
            title, besides = reference.title, evidence_known(reference)
            detail = f'<span class="known">{escape(besides)}</span>' if title.strip() and besides else ""
            yield f"<dd>{escape(title if title.strip() else besides)}{detail}</dd>"
        yield "</dl>"
    yield "</article>"
