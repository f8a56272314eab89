# SPDX-License-Identifier: Apache-2.0
"""What a person reads of an error: a sentence and the next step, or a short code for a bug."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from checklistapp.domain.errors import ChecklistError


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person gets to read; ``code`` is empty unless it is a bug."""

    sentence: str
    hint: str
    code: str = ""

    @property
    def text(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


def describe(error: BaseException) -> Shown:
    """Sorts an error; a bug is recorded on the way."""
    if isinstance(error, ChecklistError):
        return Shown(error.sentence, error.hint)
    from checklistapp.system.log import record_bug

    code = record_bug(error)
    sentence = QCoreApplication.translate("Errors", "The program made a mistake. What was saved is safe.")
    hint = QCoreApplication.translate("Errors", "Please report the code {0}; it holds nothing you entered.")
    return Shown(sentence, hint.format(code), code)


def is_cancelled(error: BaseException) -> bool:
    from checklistapp.services.operation import CancelledError

    return isinstance(error, CancelledError)
