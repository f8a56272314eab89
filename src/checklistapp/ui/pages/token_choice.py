# SPDX-License-Identifier: Apache-2.0
"""From a token that is plugged in to an identity that signs with it: driver, token, PIN, certificate."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.message import ask
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.services.tokens import Offered, Token
    from checklistapp.services.workspace import Workspace


class TokenChoice(QObject):
    added = Signal(str)
    """A sentence about it."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent

    def start(self) -> None:
        """Looks where it may; where nothing may be loaded yet, a driver is asked for first."""

        def look(_workspace: "Workspace") -> "list[tuple[str, Token]] | None":
            from checklistapp.services import drivers, tokens

            usable = drivers.usable()
            found = [(driver, each) for driver in usable for each in tokens.tokens(Path(driver))]
            return found if usable else None

        def looked(found: "list[tuple[str, Token]] | None") -> None:
            if found is None:
                self.allow_driver(self.start)
            else:
                self._choose_token(found)

        self._session.run(look, looked, self.failed.emit, self.tr("Looking for tokens"), self._parent)

    def allow_driver(self, then: "Callable[[], object]") -> None:
        """A file is chosen, and the person told what that means; only then is it ever loaded."""

        def chosen(file: Path) -> None:
            words = self.tr(
                "“{0}” runs inside this program from then on, and can read all that the program can: answers, keys, "
                "what you type. Allow it only if it came with your token or from your system's own packages.\n\n{1}"
            ).format(file.name, file)
            ask(self._parent, self.tr("Allow this driver?"), words, self.tr("&Allow it"), lambda: allow(file))

        def allow(file: Path) -> None:
            def job(_workspace: "Workspace") -> None:
                from checklistapp.services import drivers

                drivers.allow(file)

            def done(_result: None) -> None:
                then()

            self._session.run(job, done, self.failed.emit, owner=self._parent)

        ask_file(self._parent, self.tr("The token's driver"), self.tr("PKCS#11 drivers (*.so *.so.*)"), chosen)

    def _choose_token(self, found: "list[tuple[str, Token]]") -> None:
        from checklistapp.domain.errors import ChecklistError

        if not found:
            sentence = self.tr("No token is plugged in, or none that the allowed drivers know.")
            hint = self.tr("Plug it in, wait a moment and try again; or allow its own driver below.")
            self.failed.emit(ChecklistError("token-missing", sentence, hint))
            return
        named = {str(place): f"{each.label} ({each.maker}, {each.serial})" for place, (_, each) in enumerate(found)}

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            driver, token = found[int(given["token"])]

            def job(_workspace: "Workspace") -> "list[Offered]":
                from checklistapp.services import tokens

                return tokens.offered(Path(driver), token.serial, given["pin"])

            def offered(certificates: "list[Offered]") -> None:
                dialog.accept()
                self._choose_certificate(certificates)

            self._session.run(job, offered, dialog.show_error, self.tr("Reading the token"), dialog)

        words = self.tr("The signing key stays on the token: whoever signs needs the token, its PIN and a passphrase.")
        asked = [
            Asked("token", self.tr("&Token"), choices=named),
            Asked("pin", self.tr("P&IN, unless the reader has keys of its own"), secret=True, required=False),
        ]
        QuestionsDialog(self.tr("Add from a token"), words, asked, self.tr("&Read it"), run, self._parent).open()

    def _choose_certificate(self, certificates: "list[Offered]") -> None:
        opened = self._session.opened
        if opened is None:
            return
        until = self.tr("{0}, until {1}")
        named = {
            str(place): until.format(", ".join(filter(None, (each.name, each.organisation))), each.until)
            for place, each in enumerate(certificates)
        }

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            offered = certificates[int(given["certificate"])]

            def job(workspace: "Workspace") -> object:
                from checklistapp.services import tokens

                return tokens.add(workspace, given["passphrase"], offered.found, given["organisation"])

            def done(_made: object) -> None:
                dialog.accept()
                self.added.emit(self.tr("The token's key was added as an identity."))

            self._session.run(job, done, dialog.show_error, owner=dialog)

        asked = [
            Asked("certificate", self.tr("&Certificate to sign with"), choices=named),
            Asked("organisation", self.tr("&Organisation"), opened.person.organisation or opened.name),
            Asked("passphrase", self.tr("Your &passphrase"), secret=True),
        ]
        QuestionsDialog(self.tr("Add from a token"), "", asked, self.tr("&Add"), run, self._parent).open()
