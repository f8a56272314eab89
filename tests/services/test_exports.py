# SPDX-License-Identifier: Apache-2.0
"""What leaves the workspace says what is true of this assessment, in the language of its form."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from checklistapp.documents import archival
from checklistapp.domain.answer import Answer, Meta, Response
from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.services import assessments, exports, forms, identities, signing
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import PREPARER, Scene

FORM = FormId("operator-contribution")


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "page.pdf").write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", folder / "page.pdf", "-"], check=True, capture_output=True, text=True)
    return " ".join(run.stdout.split())


def test_the_approval_page_says_nothing_of_changes_where_there_was_no_last_time(
    workspace: Workspace, tmp_path: Path
) -> None:
    started = assessments.start(workspace, FORM, "Zenda")
    page = text_of(exports.approval_page(workspace, started.id), tmp_path)
    assert "Answers" in page
    assert "Changed" not in page
    assert "since last time" not in page


def test_the_approval_page_names_what_changed_since_the_last_signed_version(scene: Scene, tmp_path: Path) -> None:
    workspace = scene.approver()
    assessments.reopen(workspace, scene.assessment, "A new law.")
    unchanged = text_of(exports.approval_page(workspace, scene.assessment), tmp_path)
    kept = assessments.load(workspace, scene.assessment)
    only_we_see = replace(kept.answer(QuestionId("C1.Q2")), working_note="other")
    assessments.save_answer(workspace, scene.assessment, QuestionId("C1.Q2"), only_we_see)
    for question in ("C3.Q4", "C1.Q3"):
        assessments.save_answer(workspace, scene.assessment, QuestionId(question), Answer(Response.of("no")))
    changed = text_of(exports.approval_page(workspace, scene.assessment), tmp_path)
    workspace.close()
    assert "No answer changed since last time" in unchanged
    assert "Changed C1.Q3, C3.Q4" in changed


def test_signatories_read_what_they_will_sign_marked_as_not_signed(workspace: Workspace, tmp_path: Path) -> None:
    started = assessments.start(workspace, FORM, "Zenda")
    asked = [question.id for question in started.form.questions()]
    assessments.save_answer(
        workspace, started.id, asked[0], Answer(Response.as_meta(Meta.PARTLY), note="Two of three.")
    )
    before = journal.head(workspace.store)
    as_is = text_of(signing.preview(workspace, started.id), tmp_path)
    in_source_words = text_of(signing.preview(workspace, started.id, source_format=True), tmp_path)
    assert "Partly" in as_is
    assert "Partly" not in in_source_words
    assert "Answers stand in the words of the source" in in_source_words
    for text in (as_is, in_source_words):
        assert text.count("PREVIEW, NOT SIGNED") >= 2 * text.count("Page ")
    assert journal.head(workspace.store) == before


def test_a_signed_source_format_still_carries_the_whole_record(workspace: Workspace, tmp_path: Path) -> None:
    started = assessments.start(workspace, FORM, "Zenda")
    first, *_ = [question.id for question in started.form.questions()]
    assessments.save_answer(workspace, started.id, first, Answer(Response.as_meta(Meta.PARTLY), note="Two of three."))
    identity = identities.create(workspace, PREPARER, "Zenda")
    signing.certify(workspace, started.id, identity.id, PREPARER, source_format=True)
    signed = exports.signed_pdf(workspace, started.id)
    assert "Partly" not in text_of(signed, tmp_path)
    kept = assessments.load(workspace, started.id)
    assert archival.read_record(signed) == exports.record(kept)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_readers_aloud_are_told_the_language_of_the_form(workspace: Workspace, language: str) -> None:
    form = replace(forms.load(FORM), source_language=language)
    started = assessments.start(workspace, form, "Zenda")
    for pdf in (exports.public_preview(workspace, started.id), exports.blank_form(form)):
        with pikepdf.open(BytesIO(pdf)) as document:
            assert str(document.Root.Lang) == language
    assert f'lang="{language}"'.encode() in exports.public_html(started)


def test_copies_come_with_a_warning_of_what_they_cannot_show(workspace: Workspace) -> None:
    started = assessments.start(workspace, FORM, "Zenda")
    first, second, *_ = [question.id for question in started.form.questions()]
    assert exports.unprintable(workspace, started.id) is None
    assessments.save_answer(workspace, started.id, second, Answer(note="नमस्ते \a"))
    assessments.save_answer(workspace, started.id, first, Answer(working_note="नमस्ते"))
    warned = exports.unprintable(workspace, started.id)
    assert warned is not None
    assert warned.questions == (second,)
    assert "U+0007" in warned.sentence
    assert "नमस्ते" not in warned.sentence
    with_notes = exports.unprintable(workspace, started.id, working_notes=True)
    assert with_notes is not None
    assert set(with_notes.questions) == {first, second}
    assert exports.review_copy(workspace, started.id).startswith(b"%PDF-")
