# SPDX-License-Identifier: Apache-2.0
"""What a field of one line lets be typed: whatever may still become a value, by the rules for answers."""

import re
from collections.abc import Callable

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QValidator

from checklistapp.domain.form import AnswerSet
from checklistapp.domain.values import DATE, DATE_OR_MONTH, NUMBER, fault_of_text, is_date_or_month


class Fitting(QValidator):
    """``shape`` is how every value looks; a text that looks so and yet is none, such as 30 February, may be mended."""

    def __init__(self, shape: re.Pattern[str], is_value: Callable[[str], bool]) -> None:
        super().__init__()
        self._shape = QRegularExpression(QRegularExpression.anchoredPattern(shape.pattern))
        self._is_value = is_value

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not text or self._is_value(text):
            return QValidator.State.Acceptable, text, position
        match = self._shape.match(text, 0, QRegularExpression.MatchType.PartialPreferCompleteMatch)
        may_become = match.hasMatch() or match.hasPartialMatch()
        return QValidator.State.Intermediate if may_become else QValidator.State.Invalid, text, position


def number() -> Fitting:
    return Fitting(NUMBER, lambda text: not fault_of_text(AnswerSet.NUMBER, text))


def date() -> Fitting:
    return Fitting(DATE, lambda text: not fault_of_text(AnswerSet.DATE, text))


def date_or_month() -> Fitting:
    """For documents that bear no more than a month or a year."""
    return Fitting(DATE_OR_MONTH, is_date_or_month)
