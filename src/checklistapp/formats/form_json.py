# SPDX-License-Identifier: Apache-2.0
"""The published form: one canonical JSON with everything in it, translations included, and its digest."""

import unicodedata
from dataclasses import replace

from checklistapp.domain.form import Form
from checklistapp.domain.ids import Digest
from checklistapp.formats.canonical import canonical, digest
from checklistapp.formats.form_reading import FORM_KEYS, read_form_node
from checklistapp.formats.form_rules import check_rules
from checklistapp.formats.form_writing import form_data
from checklistapp.formats.strict import PROSE, parse_json, raise_first

FORMAT = "checklistapp/form/1"
LARGEST = 64_000_000
"""Bytes of a published form."""

_HINT = "Get the form from its publisher again; it must be exactly as published."


def publish(form: Form) -> bytes:
    """RFC 8785 bytes; equal forms give equal bytes."""
    return canonical({"format": FORMAT, **form_data(form)})


def form_digest(form: Form) -> Digest:
    return digest(publish(form))


def read_published(data: bytes, known: Digest | None = None) -> Form:
    """The form in ``data``; ChecklistError ``form-fault`` unless it is exactly as ``publish`` writes it.

    ``known`` is a digest under which these bytes were read before: then they need not be proven canonical again.
    """
    proven = known is not None and digest(data) == known
    node = parse_json(data, LARGEST)
    raise_first(node.faults, "form-fault", "The published form", _HINT)
    node.only("format", *FORM_KEYS, "texts")
    node["format"].must_be(FORMAT)
    texts = {
        language: {path: text.text(limit=PROSE) for path, text in paths.entries()}
        for language, paths in node["texts"].entries()
    }
    form = replace(read_form_node(node), texts=texts)
    if not proven:
        node.faults.extend(check_rules(form))
    if not proven and not node.faults and publish(form) != data:
        node.refuse("is not in canonical form")
    if not proven and not unicodedata.is_normalized("NFC", data.decode()):
        node.refuse("holds text that is not NFC normalised")
    raise_first(node.faults, "form-fault", "The published form", _HINT)
    return form
