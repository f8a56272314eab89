# SPDX-License-Identifier: Apache-2.0
"""Words for the lines of a form and for what stands on them."""

from PySide6.QtCore import QCoreApplication

from checklistapp.domain.entry_lines import Line, LineKind


def line_kind_name(kind: LineKind) -> str:
    return {
        LineKind.ANSWER: QCoreApplication.translate("Line", "Answer"),
        LineKind.VALUE: QCoreApplication.translate("Line", "Answer"),
        LineKind.PART: QCoreApplication.translate("Line", "Part"),
        LineKind.REASON: QCoreApplication.translate("Line", "Reason"),
        LineKind.PROBE: QCoreApplication.translate("Line", "Detail"),
        LineKind.NOTE: QCoreApplication.translate("Line", "Note"),
        LineKind.EVIDENCE: QCoreApplication.translate("Line", "Evidence"),
    }[kind]


def state_name(line: Line, text: str) -> str:
    """The word for a state, where the line takes one; any other text as it is."""
    if not line.states:
        return text
    return {
        "yes": QCoreApplication.translate("Answer", "Yes"),
        "partly": QCoreApplication.translate("Answer", "Partly"),
        "no": QCoreApplication.translate("Answer", "No"),
        "not_applicable": QCoreApplication.translate("Answer", "Not applicable"),
        "withheld": QCoreApplication.translate("Answer", "Withheld"),
    }.get(text, text)
