# SPDX-License-Identifier: Apache-2.0
"""A published form comes back exactly, and nothing but exactly what was published is read."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.translation import choice_labels, texts_of, translated
from checklistapp.formats.canonical import canonical
from checklistapp.formats.form_json import form_digest, publish, read_published
from tests import strategies


@given(strategies.forms())
def test_a_published_form_comes_back_exactly(form: Form) -> None:
    data = publish(form)
    again = read_published(data)
    assert again == form
    assert publish(again) == data
    assert form_digest(again) == hashlib.sha256(data).hexdigest()


@given(strategies.forms(), st.data())
def test_every_text_reaches_its_translation_and_ids_stay(form: Form, data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(form.languages))
    shown = translated(form, language)
    expected = form.texts.get(language, texts_of(form))
    found = texts_of(shown)
    assert {path: text for path, text in found.items() if ".choices." not in path} == {
        path: text for path, text in expected.items() if ".choices." not in path
    }
    assert list(shown.by_id) == list(form.by_id)
    for question in form.questions():
        labels = choice_labels(form, question.id, question.choices, language)
        assert labels == tuple(expected[f"{question.id}.choices.{n + 1}"] for n in range(len(question.choices)))


@pytest.fixture(scope="module")
def published() -> bytes:
    return canonical(
        {
            "format": "checklistapp/form/1",
            "id": "small",
            "version": "1.0.0",
            "title": "A form",
            "publisher": "nobody",
            "language": "en",
            "answeredFor": "regulator",
            "sections": [
                {
                    "id": "S1",
                    "title": "One",
                    "questions": [{"id": "S1.Q1", "text": "Is it é?", "source": "here", "claims": ["status"]}],
                }
            ],
        }
    )


def test_the_smallest_form_is_read(published: bytes) -> None:
    assert [question.text for question in read_published(published).questions()] == ["Is it é?"]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"format":"checklistapp/form/1"', b'"format":"checklistapp/form/2"', "format must be checklistapp/form/1"),
        (b'"version":"1.0.0"', b'"version":"1"', "version must be"),
        (b'"source":"here",', b'"source":"here", ', "the file is not in canonical form"),
        (b'"answeredFor":"regulator",', b"", "the file is not in canonical form"),
        (b'"publisher":"nobody"', b'"publisher":"nobody","publisher":"nobody"', "the same key twice"),
        ("é".encode(), "e\u0301".encode(), "NFC"),
        (b'"claims":["status"]', b'"claims":["hope"]', "sections[0].questions[0].claims[0] must be one of"),
        (b'"title":"A form"', b'"title":null', "title must not be null"),
        (b'"title":"A form"', b'"title":7', "title must be a text"),
        (b'"title":"A form"', b'"title":"A form","vote":1', "vote is not a known key"),
        (b'"title":"One"', b'"title":"\\u0007"', "sections[0].title must not hold control characters"),
        (b'"title":"One"', b'"title":"\\ud800"', "sections[0].title holds half of a character"),
        (b'1.0.0"}', b'1.0.0"', "is not valid JSON"),
    ],
)
def test_anything_else_is_refused_with_its_place(published: bytes, old: bytes, new: bytes, place: str) -> None:
    assert old in published
    with pytest.raises(ChecklistError) as caught:
        read_published(published.replace(old, new))
    assert caught.value.code == "form-fault"
    assert place in caught.value.sentence


@settings(max_examples=10)
@given(strategies.forms(), st.data())
def test_no_prefix_of_a_published_form_is_read(form: Form, data: st.DataObject) -> None:
    whole = publish(form)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ChecklistError):
        read_published(whole[:cut])


def test_deep_nesting_and_vast_numbers_are_refused_in_a_sentence() -> None:
    for data in (b"[" * 100_000, b"9" * 5_000, b"NaN", b"\xff", json.dumps([1]).encode()):
        with pytest.raises(ChecklistError) as caught:
            read_published(data)
        assert caught.value.sentence.startswith("The published form has a fault: ")
