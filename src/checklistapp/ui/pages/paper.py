# SPDX-License-Identifier: Apache-2.0
"""What stays in the house: copies for reading and handwriting, and an archive for ourselves."""

from typing import TYPE_CHECKING

from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.product import ProductTile
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.file_choice import suggested_name
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace

_MOST_COPIES = 999


class PaperTile(ProductTile):
    def __init__(self, session: Session, answering: Answering) -> None:
        words = self.tr("For reading and handwriting. Marked as a copy, and never signed.")
        title = self.tr("Review copy and blank form")
        super().__init__(session, answering, "printer", title, words)
        self.review = Button(self.tr("&Review copy…"), "eye")
        self.review.clicked.connect(self._ask_copy)
        approval = Button(self.tr("Approval pag&e"), "eye")
        approval.clicked.connect(self._show_approval_page)
        blank = Button(self.tr("Blank &form"), "eye")
        blank.clicked.connect(self._show_blank_form)
        fillable = Button(self.tr("PDF to fill &in…"), "edit")
        fillable.clicked.connect(self._ask_fillable)
        self.body.addLayout(side_by_side(self.review, approval, blank, fillable))

    def _ask_copy(self) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            copy = int(given["copy"])
            dialog.accept()
            self._show_copy(copy, max(copy, int(given["of"])), given["notes"] == "with")

        notes = {"without": self.tr("Leave working notes out"), "with": self.tr("Print working notes as well")}
        asked = [
            Asked("copy", self.tr("&Number of this copy"), "1", most=_MOST_COPIES),
            Asked("of", self.tr("Copies in &all"), "1", most=_MOST_COPIES),
            Asked("notes", self.tr("&Working notes"), choices=notes),
        ]
        words = self.tr("Each copy carries its number, so that all of them can be collected again.")
        QuestionsDialog(self.tr("Review copy"), words, asked, self.tr("&Preview"), run, self).open()

    def _show_copy(self, copy: int, of: int, working_notes: bool) -> None:
        def job(workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import exports

            return exports.review_copy(
                workspace, self._id, copy=copy, of=of, working_notes=working_notes, report=report
            )

        self._preview(job, self.tr("Review copy {0} of {1}").format(copy, of), "review")

    def _show_approval_page(self) -> None:
        def job(workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import exports

            return exports.approval_page(workspace, self._id, report)

        self._preview(job, self.tr("Approval page"), "approval")

    def _ask_fillable(self) -> None:
        """Saved and not shown first: its fields are for another reader."""

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            dialog.accept()
            self._save_fillable(source_format=given["answers"] == "source")

        answers = {
            "all": self.tr("As in this program: with parts, reasons and details"),
            "source": self.tr("As in the source: Yes, No and a note"),
        }
        words = self.tr(
            "For somebody without this program, in any PDF reader. It holds none of the answers; filled in, it is "
            "taken back in from the menu."
        )
        asked = [Asked("answers", self.tr("&Answers"), choices=answers)]
        QuestionsDialog(self.tr("PDF to fill in"), words, asked, self.tr("&Save"), run, self).open()

    def _save_fillable(self, *, source_format: bool) -> None:
        assessment = self._answering.assessment

        def make(_workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import fill_in

            return fill_in.fillable_pdf(assessment, source_format=source_format, report=report)

        self._save(make, self.tr("PDF to fill in"), suggested_name(assessment, "to fill in.pdf"), "fillable")

    def _show_blank_form(self) -> None:
        form = self._answering.assessment.form

        def job(_workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import exports

            return exports.blank_form(form, report)

        self._preview(job, self.tr("Blank form"), "blank")


class ArchiveTile(ProductTile):
    def __init__(self, session: Session, answering: Answering) -> None:
        words = self.tr("Answers, working notes, evidence, journal and signed document, sealed to you alone.")
        super().__init__(session, answering, "library", self.tr("Archive for ourselves"), words)
        self.archive = Button(self.tr("Arc&hive for ourselves…"), "seal")
        self.archive.clicked.connect(self._archive)
        self.body.addLayout(side_by_side(self.archive))

    def _archive(self) -> None:
        words = self.tr("It holds everything, working notes too, and opens with your own key. Do not hand it on.")
        self._save_bundle(
            self.tr("Archive for ourselves"),
            words,
            suggested_name(self._answering.assessment, "archive.bag.tar.age"),
            "archive",
        )
