# SPDX-License-Identifier: Apache-2.0
"""Authorities that are believed here, and the lists of what they revoked: what each is, and until when."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from checklistapp.ui.pages.contacts import Do
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.message import ask
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.tile import Tile

if TYPE_CHECKING:
    from checklistapp.services.authorities import Believed, Found
    from checklistapp.services.workspace import Workspace


class TrustTile(Tile):
    failed = Signal(object)

    def __init__(self, session: Session, do: Do) -> None:
        words = self.tr(
            "An authority vouches for everybody whose certificate it issued, until its list says otherwise. Without "
            "one, each signer is compared by fingerprint."
        )
        super().__init__("shield", self.tr("Trusted authorities and revocation lists"), words)
        self._session, self._do = session, do

    def show_believed(self, believed: "Sequence[Believed]") -> None:
        empty(self.body)
        for each in believed:
            remove = Button(self.tr("Remove…"), "remove", "small")
            remove.setAccessibleName(f"{remove.text()} {each.name}")
            remove.clicked.connect(lambda _=False, gone=each: self._ask_removing(gone))
            self.add_row(self._name(each), self._words(each), remove)
            if each.fingerprint:
                self.body.addWidget(Label(each.fingerprint, "muted", Size.SMALL))
        if not believed:
            self.body.addWidget(Label(self.tr("No authority is trusted here yet."), "muted"))
        add = Button(self.tr("Add a certificate or a &list…"), "plus")
        add.clicked.connect(self._choose)
        self.body.addLayout(side_by_side(add))

    def _name(self, believed: "Believed") -> str:
        if not believed.fingerprint:
            return self.tr("Revocation list of {0}").format(believed.name)
        return ", ".join(dict.fromkeys(filter(None, (believed.name, believed.organisation))))

    def _words(self, believed: "Believed") -> str:
        if not believed.fingerprint:
            known = self.tr("of {0} · {1} revoked").format(believed.since, believed.revoked)
            if believed.standing == "over":
                return self.tr("{0} · the next one was due {1}: ask the authority for it").format(known, believed.until)
            return self.tr("{0} · next one due {1}").format(known, believed.until) if believed.until else known
        dates = self.tr("authority · valid {0} to {1}").format(believed.since, believed.until)
        standings = {"not-yet": self.tr("not valid yet"), "over": self.tr("out of date")}
        return " · ".join(filter(None, (dates, standings.get(believed.standing))))

    def _choose(self) -> None:
        def look(file: Path) -> None:
            def job(_workspace: "Workspace") -> "Found":
                from checklistapp.services import authorities

                return authorities.look(file)

            self._session.run(job, lambda found: self._compare(file, found), self.failed.emit, owner=self)

        patterns = self.tr("Certificates and lists (*.pem *.crt *.cer *.der *.crl);;All files (*)")
        ask_file(self, self.tr("Add a certificate or a list"), patterns, look)

    def _compare(self, file: Path, found: "Found") -> None:
        if not found.fingerprint:
            self._add(file, "", self.tr("The revocation list of {0} is here now.").format(found.name), None)
            return
        said = self.tr("{0} is trusted here from now on.").format(found.name)

        def run(typed: str, dialog: FingerprintDialog) -> None:
            self._add(file, typed, said, dialog)

        FingerprintDialog(found.name, found.fingerprint, run, self).open()

    def _add(self, file: Path, fingerprint: str, said: str, dialog: FingerprintDialog | None) -> None:
        def job(workspace: "Workspace") -> object:
            from checklistapp.services import authorities

            return authorities.add(workspace, file, fingerprint)

        self._do(job, said, dialog)

    def _ask_removing(self, gone: "Believed") -> None:
        words = (
            self.tr("{0} vouches for nobody here any more. What was received stays.")
            if gone.fingerprint
            else self.tr("What {0} revoked with this list is believed here again. Remove it only for a newer one.")
        )

        def job(workspace: "Workspace") -> object:
            from checklistapp.services import authorities

            return authorities.remove(workspace, gone.id)

        def remove() -> None:
            self._do(job, self.tr("{0} was removed.").format(self._name(gone)))

        title = self.tr("Remove {0}").format(self._name(gone))
        ask(self, title, words.format(gone.name), self.tr("&Remove"), remove, destroys=True)
