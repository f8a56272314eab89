# SPDX-License-Identifier: Apache-2.0
"""Which of one's identities signs; whoever has only one is not asked."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from checklistapp.domain.people import Identity


def described(identity: Identity) -> str:
    kinds = (
        QCoreApplication.translate("Identity", "issued certificate"),
        QCoreApplication.translate("Identity", "self-made key"),
    )
    return f"{identity.name}, {identity.organisation} ({kinds[identity.self_made]})"


class IdentityChoice(QComboBox):
    def __init__(self, identities: Sequence[Identity]) -> None:
        super().__init__()
        self.view().setAccessibleName(self.tr("Identity"))
        for identity in identities:
            self.addItem(described(identity), identity.id)

    @property
    def chosen(self) -> str:
        """The id, or empty where there is none to choose from."""
        return str(self.currentData() or "")
