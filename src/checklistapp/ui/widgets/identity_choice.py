# SPDX-License-Identifier: Apache-2.0
"""Which of one's identities signs; whoever has only one is not asked."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from checklistapp.domain.people import Identity


def kind_of(identity: Identity) -> str:
    """Where its signing key comes from, and where it lies."""
    if identity.token is not None:
        return QCoreApplication.translate("Identity", "key on the token {0}").format(identity.token.label)
    if identity.self_made:
        return QCoreApplication.translate("Identity", "self-made key")
    return QCoreApplication.translate("Identity", "issued certificate")


def described(identity: Identity) -> str:
    return f"{identity.name}, {identity.organisation} ({kind_of(identity)})"


class IdentityChoice(QComboBox):
    def __init__(self, identities: Sequence[Identity]) -> None:
        super().__init__()
        self.view().setAccessibleName(self.tr("Identity"))
        self._on_token = {each.id for each in identities if each.token is not None}
        for identity in identities:
            self.addItem(described(identity), identity.id)

    @property
    def chosen(self) -> str:
        """The id, or empty where there is none to choose from."""
        return str(self.currentData() or "")

    @property
    def on_token(self) -> bool:
        """Whether signing with the chosen one takes a PIN, too."""
        return self.chosen in self._on_token
