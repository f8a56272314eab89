# SPDX-License-Identifier: Apache-2.0
"""What an assessment says about itself: who answers, for what, its marking, and which facts apply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QWidget
from shiboken6 import isValid

from checklistapp.domain.ids import FactId
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.answering_for import ProfileEditor
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.label import add_field
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.tile import ScrollPage, Tile

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.workspace import Workspace

_PAUSE = 800
"""Milliseconds after the last keystroke: each saving is an entry of the journal, so a word is saved, not a letter."""


class AboutPage(ScrollPage):
    """Saves by itself; what could not be saved stays in its field and is said."""

    reopen_wanted = Signal()
    said = Signal(str)

    def __init__(self, session: Session, answering: Answering, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._answering = session, answering
        self._kept = self._sent = _Stated.of(answering.assessment)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self._frozen = FrozenNotice()
        self._frozen.reopen_wanted.connect(self.reopen_wanted)
        self.complaint = Complaint()
        self.column.addWidget(self._frozen)
        self.column.addWidget(self.complaint)
        self.column.addWidget(self._cover_tile())
        self.column.addWidget(self._profile_tile())
        self.column.addStretch(1)
        answering.replaced.connect(self._show)
        self._show()
        self.setFocusProxy(self.fields["organisation"])

    def _cover_tile(self) -> Tile:
        tile = Tile("edit", self.tr("On the cover"), self._answering.assessment.form.title)
        labels = {
            "organisation": (self.tr("&Organisation that answers"), ""),
            "country": (
                self.tr("Cou&ntry, three letters"),
                self.tr("ISO 3166, such as AUT; may stay empty"),
            ),
            "facility": (self.tr("&Facility"), self.tr("empty for answers that speak for all of them")),
            "cycle": (self.tr("C&ycle"), self.tr("such as 2026")),
            "marking": (self.tr("Mar&king"), self.tr("stands above every page, on screen and on paper")),
        }
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setVerticalSpacing(8)
        self.fields: dict[str, QLineEdit] = {}
        for key, (label, hint) in labels.items():
            field = QLineEdit(self._kept.words[key])
            field.setPlaceholderText(hint)
            field.textEdited.connect(lambda: self._timer.start(_PAUSE))
            field.editingFinished.connect(self.flush)
            self.fields[key] = field
            add_field(form, label, field)
        tile.body.addLayout(form)
        return tile

    def _profile_tile(self) -> Tile:
        words = self.tr(
            "A question that does not apply then says so on its card; you still answer it. "
            "What is left open hides nothing."
        )
        tile = Tile("checklist", self.tr("What applies to us"), words)
        facts = self._answering.assessment.form.profile
        self.profile = ProfileEditor(facts, self._kept.facts)
        self.profile.edited.connect(self.flush)
        tile.body.addWidget(self.profile)
        tile.setVisible(bool(facts))
        return tile

    def _show(self) -> None:
        """Follows what the workspace keeps, but takes nothing that is being typed from under a person."""
        frozen, kept = self._answering.is_frozen, _Stated.of(self._answering.assessment)
        for key, field in self.fields.items():
            field.setReadOnly(frozen)
            if field.text().strip() == self._kept.words[key] != kept.words[key]:
                field.setText(kept.words[key])
        self._kept = self._sent = kept
        self.profile.setEnabled(not frozen)
        self._frozen.setVisible(frozen and not self._answering.read_only)

    @property
    def has_unsaved(self) -> bool:
        return self._stated() != self._kept

    def _stated(self) -> "_Stated":
        """As it stands on the page; an emptied organisation is none, and the one before stays."""
        words = {key: field.text().strip() for key, field in self.fields.items()}
        words["organisation"] = words["organisation"] or self._kept.words["organisation"]
        return _Stated(words, dict(self.profile.stated))

    def flush(self) -> None:
        """Saves now what differs from what is kept."""
        self._timer.stop()
        if not self.fields["organisation"].text().strip():
            self.complaint.say(self.tr("The organisation that answers needs a name."))
        before, now = self._sent, self._stated()
        if now == before or self._answering.is_frozen or self._session.opened is None:
            return
        self._sent = now
        assessment, answering = self._answering.assessment.id, self._answering
        changed = {key: text for key, text in now.words.items() if text != before.words[key]}

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            if now.facts != before.facts:
                assessments.set_profile(workspace, assessment, now.facts)
            if changed:
                assessments.describe(workspace, assessment, **changed)
            return assessments.load(workspace, assessment)

        def saved(result: "Assessment") -> None:
            if isValid(self):
                self.complaint.say("")
                self.said.emit(self.tr("Saved, and noted in the journal"))
            answering.replace(result)

        def failed(error: BaseException) -> None:
            if isValid(self) and self.isVisible():
                self._sent = self._kept
                self.complaint.show_error(error)
            else:
                show_error(QApplication.activeWindow(), error)

        self._session.run(job, saved, failed, owner=answering)

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)


@dataclass(frozen=True, slots=True)
class _Stated:
    words: Mapping[str, str]
    facts: dict[FactId, bool]

    @staticmethod
    def of(assessment: "Assessment") -> "_Stated":
        words = {
            "organisation": assessment.organisation,
            "country": assessment.country,
            "facility": assessment.facility,
            "cycle": assessment.cycle,
            "marking": assessment.marking,
        }
        return _Stated(words, dict(assessment.profile))
