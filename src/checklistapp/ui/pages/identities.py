# SPDX-License-Identifier: Apache-2.0
"""What one signs and opens bundles with: made here, taken from a file, or kept on a token."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal

from checklistapp.domain.people import Identity
from checklistapp.ui.pages.token_choice import TokenChoice
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.file_choice import ask_file, ask_target
from checklistapp.ui.widgets.identity_choice import kind_of
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import Tile

if TYPE_CHECKING:
    from checklistapp.services.workspace import Workspace


class Do(Protocol):
    """Runs a job on the workspace, says a sentence when it is done, and reads the page again."""

    def __call__(
        self, job: "Callable[[Workspace], object]", said: str, dialog: QuestionsDialog | None = None
    ) -> None: ...


class IdentitiesTile(Tile):
    changed = Signal(str)
    """A sentence about what was done besides ``do``."""
    failed = Signal(object)

    def __init__(self, session: Session, do: Do) -> None:
        words = self.tr("What you sign with. Sealed to your passphrase: nobody else can sign as you.")
        super().__init__("key", self.tr("My identities"), words)
        self._session, self._do = session, do
        self._tokens = TokenChoice(session, self)
        self._tokens.added.connect(self.changed)
        self._tokens.failed.connect(self.failed)

    def show_identities(self, identities: Sequence[Identity], drivers: Sequence[str]) -> None:
        """``drivers`` are those that may be loaded on this computer, by path."""
        empty(self.body)
        for identity in identities:
            self.add_row(f"{identity.name}, {identity.organisation}", kind_of(identity))
            self.body.addWidget(Label(identity.fingerprint, "muted", Size.SMALL))
            self.body.addLayout(side_by_side(*self._exports(identity)))
        self._buttons(
            (self.tr("&Create an identity…"), "plus", self._make),
            (self.tr("Import PKCS#1&2…"), "file", self._import),
            (self.tr("Add from a &token…"), "key", self._tokens.start),
        )
        if drivers or any(each.token is not None for each in identities):
            self._show_drivers(drivers)

    def _show_drivers(self, drivers: Sequence[str]) -> None:
        words = self.tr("They run inside this program and can read all that it can.")
        self.add_row(self.tr("Token drivers allowed on this computer"), words)
        for driver in drivers:
            forbid = Button(self.tr("Forbid"), "remove", "small")
            forbid.setAccessibleName(f"{forbid.text()} {driver}")
            forbid.clicked.connect(lambda _=False, path=driver: self._forbid(path))
            self.add_row(Path(driver).name, driver, forbid)
        self._buttons((self.tr("Allow a token's &driver…"), "plus", self._allow))

    def _buttons(self, *buttons: tuple[str, str, Callable[[], None]]) -> None:
        row = side_by_side()
        for text, drawing, act in buttons:
            button = Button(text, drawing)
            button.clicked.connect(act)
            row.addWidget(button)
        self.body.addLayout(row)

    def _allow(self) -> None:
        self._tokens.allow_driver(lambda: self.changed.emit(self.tr("The driver may be loaded from now on.")))

    def _forbid(self, driver: str) -> None:
        def job(_workspace: "Workspace") -> None:
            from checklistapp.services import drivers

            drivers.forbid(Path(driver))

        self._do(job, self.tr("The driver is loaded no more once the program was started again."))

    def _exports(self, identity: Identity) -> list[Button]:
        """The card is what others need; certificate and key are for other programs."""
        offered = (
            (self.tr("Export the card…"), "export", self._export_card),
            (self.tr("Export the certificate…"), "file", self._export_certificate),
            (self.tr("Export the decryption key…"), "key", self._export_age),
        )
        made = []
        for text, drawing, act in offered:
            button = Button(text, drawing, "small")
            button.setAccessibleName(f"{text} {identity.name}")
            button.clicked.connect(lambda _=False, act=act: act(identity))
            made.append(button)
        return made

    def _make(self) -> None:
        opened = self._session.opened
        if opened is None:
            return

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Identity:
                from checklistapp.services import identities

                return identities.create(workspace, given["passphrase"], given["organisation"], name=given["name"])

            self._do(job, self.tr("The identity was created."), dialog)

        asked = [
            Asked("name", self.tr("Your &name or function"), opened.person.name),
            Asked("organisation", self.tr("&Organisation"), opened.person.organisation or opened.name),
            Asked("passphrase", self.tr("Your &passphrase"), secret=True),
        ]
        QuestionsDialog(self.tr("Create an identity"), "", asked, self.tr("&Create"), run, self).open()

    def _import(self) -> None:
        def chosen(file: Path) -> None:
            def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
                def job(workspace: "Workspace") -> Identity:
                    from checklistapp.services import identities

                    return identities.import_pkcs12(workspace, given["passphrase"], file, given["file"])

                self._do(job, self.tr("The identity was imported."), dialog)

            asked = [
                Asked("file", self.tr("Passphrase of the &file"), secret=True, required=False),
                Asked("passphrase", self.tr("&Your passphrase"), secret=True),
            ]
            QuestionsDialog(self.tr("Import PKCS#12"), file.name, asked, self.tr("&Import"), run, self).open()

        ask_file(self, self.tr("Import PKCS#12"), self.tr("PKCS#12 (*.p12 *.pfx);;All files (*)"), chosen)

    def _export_card(self, identity: Identity) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def write(target: Path) -> None:
                def job(workspace: "Workspace") -> None:
                    from checklistapp.services import identities

                    identities.export_card(workspace, identity.id, given["passphrase"], target, given.get("pin", ""))

                self._do(job, self.tr("The card was written. Read the eight words out to whoever gets it."), dialog)

            dialog.let_change()
            ask_target(dialog, self.tr("Export the card"), "card.json", write)

        asked = [Asked("passphrase", self.tr("Your &passphrase: the card is signed"), secret=True)]
        if identity.token is not None:
            asked.append(Asked("pin", self.tr("P&IN of the token"), secret=True, required=False))
        QuestionsDialog(self.tr("Export the card"), identity.fingerprint, asked, self.tr("&Export…"), run, self).open()

    def _export_certificate(self, identity: Identity) -> None:
        def write(target: Path) -> None:
            def job(workspace: "Workspace") -> None:
                from checklistapp.services import identities

                identities.export_certificate(workspace, identity.id, target)

            self._do(job, self.tr("The certificate was written; it is no secret."))

        ask_target(self, self.tr("Export the certificate"), "certificate.pem", write)

    def _export_age(self, identity: Identity) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def write(target: Path) -> None:
                def job(workspace: "Workspace") -> None:
                    from checklistapp.services import identities

                    identities.export_age(workspace, identity.id, given["passphrase"], target)

                self._do(job, self.tr("The decryption key was written, locked with your passphrase."), dialog)

            dialog.let_change()
            ask_target(dialog, self.tr("Export the decryption key"), "id.age", write)

        words = self.tr(
            "The key that opens bundles sealed to you without this program, locked with your passphrase. "
            "Whoever has the file and the passphrase reads all of them."
        )
        asked = [Asked("passphrase", self.tr("Your &passphrase"), secret=True)]
        QuestionsDialog(self.tr("Export the decryption key"), words, asked, self.tr("&Export…"), run, self).open()
