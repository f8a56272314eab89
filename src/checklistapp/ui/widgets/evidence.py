# SPDX-License-Identifier: Apache-2.0
"""Evidence references of one answer: a list, and a form for the one being written."""

import secrets
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from checklistapp.domain.answer import Answer, EvidenceKind, EvidenceReference
from checklistapp.domain.ids import EvidenceId
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.label import Label, Picture, Size, add_field
from checklistapp.ui.widgets.panel import Panel, empty
from checklistapp.ui.widgets.validators import date_or_month


def kind_name(kind: EvidenceKind) -> str:
    return {
        EvidenceKind.LAW: QCoreApplication.translate("Evidence", "Law"),
        EvidenceKind.REGULATION: QCoreApplication.translate("Evidence", "Regulation"),
        EvidenceKind.LICENCE_CONDITION: QCoreApplication.translate("Evidence", "Licence condition"),
        EvidenceKind.PLAN: QCoreApplication.translate("Evidence", "Plan"),
        EvidenceKind.RECORD: QCoreApplication.translate("Evidence", "Record"),
        EvidenceKind.REPORT: QCoreApplication.translate("Evidence", "Report"),
        EvidenceKind.CERTIFICATE: QCoreApplication.translate("Evidence", "Certificate"),
        EvidenceKind.MINUTES: QCoreApplication.translate("Evidence", "Minutes"),
        EvidenceKind.LETTER: QCoreApplication.translate("Evidence", "Letter"),
        EvidenceKind.OTHER: QCoreApplication.translate("Evidence", "Other"),
    }[kind]


class _Row(QWidget):
    def __init__(self, reference: EvidenceReference, editor: "EvidenceEditor", read_only: bool) -> None:
        super().__init__()
        attached = reference.attachment
        title = reference.title or self.tr("Untitled reference")
        parts = ["" if attached else self.tr("no file attached"), kind_name(reference.kind)]
        parts += [reference.identifier, reference.section, reference.date]
        if attached is not None:
            parts.append("" if attached.name == title else attached.name)
            parts.append(self.locale().formattedDataSize(attached.size))
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(Label(title))
        texts.addWidget(Label(" · ".join(filter(None, parts)), "muted", Size.SMALL))
        top = Qt.AlignmentFlag.AlignTop
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Picture("paperclip" if attached else "file", "muted"), 0, top)
        row.addLayout(texts, 1)
        if attached is not None:
            preview = Button(self.tr("Preview"), "eye", "small")
            preview.setAccessibleName(self.tr("Preview {0}").format(title))
            preview.clicked.connect(lambda: editor.want_preview(reference.id))
            row.addWidget(preview, 0, top)
        if attached is not None or not read_only:
            row.addWidget(self._more(reference, title, editor, read_only), 0, top)

    def _more(self, reference: EvidenceReference, title: str, editor: "EvidenceEditor", read_only: bool) -> Button:
        """All that can be done with it, by name; what takes it away stands apart."""
        menu, evidence = QMenu(self), reference.id
        is_file = reference.attachment is not None
        if is_file:
            menu.addAction(self.tr("&Save a copy…")).triggered.connect(lambda: editor.want_copy(evidence))
        if not read_only:
            edit = self.tr("&Edit what is written about it") if is_file else self.tr("&Edit")
            menu.addAction(edit).triggered.connect(lambda: editor.begin(evidence))
            if is_file:
                menu.addAction(self.tr("Re&name the file…")).triggered.connect(
                    lambda: editor.act_wanted.emit("rename", evidence)
                )
            menu.addSeparator()
            remove = self.tr("&Remove from this answer…") if is_file else self.tr("&Remove from this answer")
            menu.addAction(remove).triggered.connect(lambda: editor.remove(evidence))
            forget = self.tr("&Forget this file everywhere…") if is_file else self.tr("&Forget this reference…")
            menu.addAction(forget).triggered.connect(lambda: editor.act_wanted.emit("forget", evidence))
        button = Button("…", "", "small")
        button.setAccessibleName(self.tr("More about {0}").format(title))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button


class EvidenceEditor(QWidget):
    """A reference says where the proof is; a file is attached only where the workspace allows it."""

    edited = Signal(object, bool)
    attach_wanted = Signal()
    copy_wanted = Signal(str)
    preview_wanted = Signal(str)
    removal_wanted = Signal(str)
    """Of an attached file; a mere reference is just edited away."""
    act_wanted = Signal(str, str)
    """``rename`` or ``forget``, and the id of the evidence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._answer = Answer()
        self._editing: EvidenceId | None = None
        self._shown: tuple[tuple[EvidenceReference, ...], bool] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._expected = Label(tone="muted")
        self._add = Button(self.tr("Add a &reference"), "plus", "small")
        self._add.clicked.connect(self._add_empty)
        self._attach = Button(self.tr("A&ttach a file…"), "paperclip", "small")
        self._attach.clicked.connect(self.attach_wanted)
        self._no_files = Label(
            self.tr(
                "This workspace keeps references only: of a file that is dropped here, the name is taken and not the "
                "file. Settings can change that."
            ),
            "muted",
            Size.SMALL,
        )
        buttons = side_by_side(self._add, self._attach)
        self._form: Panel | None = None
        self._form_place = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._expected)
        column.addLayout(self._rows)
        column.addLayout(self._form_place)
        column.addLayout(buttons)
        column.addWidget(self._no_files)

    def _make_form(self) -> Panel:
        """Made when the first reference is written: most questions are turned over without one."""
        frame = Panel("notice")
        form = QFormLayout(frame)
        form.setContentsMargins(12, 10, 12, 10)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._kind = QComboBox()
        for kind in EvidenceKind:
            self._kind.addItem(kind_name(kind), kind)
        self._kind.view().setAccessibleName(self.tr("Kind"))
        self._kind.activated.connect(lambda _: self._take_over(False))
        self._fields = {name: QLineEdit() for name in ("title", "identifier", "section", "date", "holder", "location")}
        self._fields["date"].setPlaceholderText(self.tr("YYYY-MM-DD, YYYY-MM or YYYY"))
        self._dates = date_or_month()
        self._fields["date"].setValidator(self._dates)
        self._not_a_date = Label(self.tr("Not a date yet: like 2026-01-31, 2026-01 or 2026."), "error")
        labels = {
            "title": self.tr("T&itle"),
            "identifier": self.tr("Identifier, number or gazette"),
            "section": self.tr("Section, article or page"),
            "date": self.tr("Date"),
            "holder": self.tr("Who holds it"),
            "location": self.tr("Where it is kept"),
        }
        add_field(form, labels.pop("title"), self._fields["title"])
        add_field(form, self.tr("Kind"), self._kind)
        for name, label in labels.items():
            add_field(form, label, self._fields[name])
            if name == "date":
                form.addRow("", self._not_a_date)
        self._not_a_date.hide()
        for field in self._fields.values():
            field.textEdited.connect(lambda _: self._take_over(True))
        close = Button(self.tr("Done"), "check", "small")
        close.clicked.connect(self.finish)
        form.addRow("", close)
        self._form_place.addWidget(frame)
        return frame

    def show_answer(self, answer: Answer, expected: tuple[str, ...], *, attach: bool, read_only: bool) -> None:
        self._answer = answer
        if self._editing and self._reference() is None:
            self.finish()
        self._expected.setText(self.tr("Useful here: {0}").format("; ".join(expected)))
        self._expected.setVisible(bool(expected))
        self._add.setVisible(not read_only)
        self._attach.setVisible(attach and not read_only)
        self._no_files.setVisible(not attach and not read_only)
        if self._shown != (answer.evidence, read_only):
            self._shown = (answer.evidence, read_only)
            self._list(read_only)

    def _list(self, read_only: bool) -> None:
        empty(self._rows)
        for reference in self._answer.evidence:
            self._rows.addWidget(_Row(reference, self, read_only))

    def want_copy(self, evidence: EvidenceId) -> None:
        self.copy_wanted.emit(evidence)

    def want_preview(self, evidence: EvidenceId) -> None:
        self.preview_wanted.emit(evidence)

    def _reference(self) -> EvidenceReference | None:
        return next((each for each in self._answer.evidence if each.id == self._editing), None)

    def _add_empty(self) -> None:
        self.add("")

    def add(self, title: str) -> None:
        """Begins a new reference; a dropped file gives its name as the title."""
        reference = EvidenceReference(EvidenceId(secrets.token_hex(16)), title=title)
        self._put((*self._answer.evidence, reference), False)
        self.begin(reference.id)

    def begin(self, evidence: EvidenceId) -> None:
        self._editing = evidence
        reference = self._reference()
        if reference is None:
            return
        self._form = self._form or self._make_form()
        self._kind.setCurrentIndex(self._kind.findData(reference.kind))
        for name, field in self._fields.items():
            field.setText(getattr(reference, name))
        self._not_a_date.hide()
        self._form.show()
        self._fields["title"].setFocus()

    def finish(self) -> None:
        self._editing = None
        if self._form is not None:
            self._form.hide()

    def remove(self, evidence: EvidenceId) -> None:
        if any(each.id == evidence and each.attachment is not None for each in self._answer.evidence):
            self.removal_wanted.emit(evidence)
            return
        self._put(tuple(each for each in self._answer.evidence if each.id != evidence), False)

    def _take_over(self, typing: bool) -> None:
        before = self._reference()
        if before is None:
            return
        texts = {name: field.text() for name, field in self._fields.items()}
        is_date = self._fields["date"].hasAcceptableInput()
        self._not_a_date.setVisible(not is_date)
        if not is_date:
            texts["date"] = before.date
        kind = EvidenceKind(self._kind.currentData())
        changed = EvidenceReference(before.id, kind, attachment=before.attachment, **texts)
        self._put(tuple(changed if each.id == before.id else each for each in self._answer.evidence), typing)

    def _put(self, evidence: tuple[EvidenceReference, ...], typing: bool) -> None:
        self._answer = replace(self._answer, evidence=evidence)
        self.edited.emit(self._answer, typing)
