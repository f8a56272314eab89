# SPDX-License-Identifier: Apache-2.0
"""The PIN of a token, asked for only where the chosen identity's key lies on one."""

from PySide6.QtWidgets import QWidget

from checklistapp.ui.widgets.identity_choice import IdentityChoice
from checklistapp.ui.widgets.label import FieldLabel
from checklistapp.ui.widgets.passphrase import PassphraseField


class PinField(PassphraseField):
    """Shows itself and its ``label`` as the choice asks; readers with keys of their own need nothing typed here."""

    def __init__(self, choice: IdentityChoice, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("PIN of the token"), parent)
        self._choice = choice
        self.label = FieldLabel(self.tr("P&IN of the token, which has to be plugged in"), self)
        choice.currentIndexChanged.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        for each in (self, self.label):
            each.setVisible(self._choice.on_token)
