# SPDX-License-Identifier: Apache-2.0
"""What an assessment says about itself: who answers, for what, its marking, and which facts apply."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from checklistapp.domain.ids import FactId
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.answering_for import ProfileEditor
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.tile import ScrollPage, Tile

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.workspace import Workspace

_PAUSE = 800
"""Milliseconds after the last keystroke: each saving is an entry of the journal, so a word is saved, not a letter."""


class AboutPage(ScrollPage):
    """Saves by itself; what could not be saved stays in its field and is said."""

    back = Signal()
    reopen_wanted = Signal()
    said = Signal(str)

    def __init__(self, session: Session, answering: Answering, parent: QWidget | None = None) -> None:
        super().__init__(760, parent)
        self._session, self._answering = session, answering
        self._id = answering.assessment.id
        self._kept = _words(answering.assessment)
        self.is_failing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        back = Button(self.tr("&Back"), "left")
        back.clicked.connect(self.back)
        self._frozen = FrozenNotice()
        self._frozen.reopen_wanted.connect(self.reopen_wanted)
        self.complaint = Complaint()
        self.column.addLayout(side_by_side(back))
        self.column.addWidget(self._frozen)
        self.column.addWidget(self.complaint)
        self.column.addWidget(self._cover_tile())
        self._profile_tile = Tile("checklist", self.tr("What applies to us"))
        self._profile_tile.words.setText(
            self.tr("A question that does not apply says so on its card; you still answer it. What is left open hides nothing.")
        )
        self._profile_tile.words.show()
        self.column.addWidget(self._profile_tile)
        self.column.addStretch(1)
        self._show_profile()
        answering.replaced.connect(self._show)
        self._show()
        self.setFocusProxy(self.fields["organisation"])

    def _cover_tile(self) -> Tile:
        tile = Tile("edit", self.tr("On the cover"), self._answering.assessment.form.title)
        labels = {
            "organisation": (self.tr("&Organisation that answers"), ""),
            "country": (self.tr("Cou&ntry, three letters"), self.tr("as ISO 3166 writes it, such as AUT; may stay empty")),
            "facility": (self.tr("&Facility"), self.tr("empty for answers that speak for all of them")),
            "cycle": (self.tr("C&ycle"), self.tr("such as 2026")),
            "marking": (self.tr("Mar&king"), self.tr("stands above every page, on screen and on paper")),
        }
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setVerticalSpacing(8)
        self.fields: dict[str, QLineEdit] = {}
        for key, (label, hint) in labels.items():
            field = QLineEdit(self._kept[key])
            field.setPlaceholderText(hint)
            field.textEdited.connect(self._timer_started)
            field.editingFinished.connect(self.flush)
            self.fields[key] = field
            form.addRow(label, field)
        tile.body.addLayout(form)
        return tile

    def _timer_started(self) -> None:
        self._timer.start(_PAUSE)

    def _show(self) -> None:
        """Follows what the workspace keeps, but never takes what is being typed from under a person."""
        answering, kept = self._answering, _words(self._answering.assessment)
        for key, field in self.fields.items():
            field.setReadOnly(answering.is_frozen)
            if field.text().strip() == self._kept[key]:
                field.setText(field.text() if field.text().strip() == kept[key] else kept[key])
        self._kept = kept
        self._profile_tile.body.parentWidget().setEnabled(True)
        self._profile.setEnabled(not answering.is_frozen)
        self._frozen.setVisible(answering.is_frozen and not answering.read_only)

    def _show_profile(self) -> None:
        assessment = self._answering.assessment
        empty(self._profile_tile.body)
        self._profile = ProfileEditor(assessment.form.profile, dict(assessment.profile))
        self._profile.edited.connect(self._save_profile)
        self._profile_tile.body.addWidget(self._profile)
        self._profile_tile.setVisible(bool(assessment.form.profile))

    @property
    def has_unsaved(self) -> bool:
        return any(field.text().strip() != self._kept[key] for key, field in self.fields.items())

    def flush(self) -> None:
        """Saves now what differs from what is kept."""
        self._timer.stop()
        given = {key: field.text().strip() for key, field in self.fields.items()}
        changed = {key: text for key, text in given.items() if text != self._kept[key]}
        if not changed or self._answering.is_frozen or self._session.opened is None:
            return
        if not given["organisation"]:
            self.complaint.say(self.tr("The organisation that answers needs a name."))
            return
        assessment = self._id

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            return assessments.describe(workspace, assessment, **changed)

        self._run(job)

    def _save_profile(self, stated: dict[FactId, bool]) -> None:
        assessment = self._id

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            return assessments.set_profile(workspace, assessment, stated)

        self._run(job)
