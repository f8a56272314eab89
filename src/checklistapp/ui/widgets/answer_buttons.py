# SPDX-License-Identifier: Apache-2.0
"""The row of answers: Yes, Partly, No, Not applicable, Withheld; one key or click each."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from checklistapp.domain.answer import NO, YES, Meta, Response
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.label import Label

DRAWINGS: Mapping[str | None, tuple[str, str]] = {
    None: ("open", "muted"),
    YES: ("check", "yes"),
    NO: ("cross", "no"),
    Meta.PARTLY: ("minus", "partly"),
    Meta.NOT_APPLICABLE: ("not-applicable", "neutral"),
    Meta.WITHHELD: ("withheld", "neutral"),
    "answered": ("check", "accent"),
}
"""State of an answer -> drawing and colour of the theme."""


def response_to(state: str, reason: str = "") -> Response:
    """The response that ``yes``, ``no`` or a meta-state stands for."""
    return Response.of(state, reason) if state in (YES, NO) else Response.as_meta(Meta(state), reason)


def _labels() -> dict[str, str]:
    return {
        YES: QCoreApplication.translate("AnswerButtons", "Yes"),
        Meta.PARTLY: QCoreApplication.translate("AnswerButtons", "Partly"),
        NO: QCoreApplication.translate("AnswerButtons", "No"),
        Meta.NOT_APPLICABLE: QCoreApplication.translate("AnswerButtons", "Not applicable"),
        Meta.WITHHELD: QCoreApplication.translate("AnswerButtons", "Withheld"),
    }


KEYS = {YES: "Y", Meta.PARTLY: "P", NO: "N", Meta.NOT_APPLICABLE: "A", Meta.WITHHELD: "W"}


class AnswerButtons(QWidget):
    """Shows ``yes``, ``no`` or a meta-state; left and right walk along the row."""

    chosen = Signal(str)
    """``yes``, ``no`` or a meta-state; ``unanswered`` takes the answer back."""

    def __init__(self, subject: str = "", *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row: QLayout = QHBoxLayout(self) if small else FlowLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        if small:
            row.setSpacing(4)
        self._labels = _labels()
        self._buttons: dict[str, Button] = {}
        for state, label in self._labels.items():
            if small and state == Meta.WITHHELD:
                continue
            self._buttons[state] = button = self._make(state, label, small)
            button.clicked.connect(lambda _=False, state=state: self._clicked(state))
            row.addWidget(button)
        self._none = Label(QCoreApplication.translate("AnswerButtons", "Not answered"), "muted")
        row.addWidget(self._none)
        self._small, self._by_value = small, False
        self._state: str | None = None
        self._let_choose()
        self.name_subject(subject)

    def _make(self, state: str, label: str, small: bool) -> Button:
        text = QCoreApplication.translate("AnswerButtons", "N. a.") if small and state == Meta.NOT_APPLICABLE else label
        drawing, tint = DRAWINGS[state]
        button = Button(text, "" if small else drawing, "small" if small else "plain", tint)
        button.setProperty("answer", str(state))
        button.setCheckable(True)
        button.dress()
        if not small:
            button.setToolTip(QCoreApplication.translate("AnswerButtons", "{0} (key {1})").format(label, KEYS[state]))
        return button

    def name_subject(self, subject: str) -> None:
        """Screen readers hear what the row answers with each button."""
        for state, button in self._buttons.items():
            label = self._labels[state]
            button.setAccessibleName(f"{label}, {subject}" if subject else label)

    def show_state(self, state: str | None) -> None:
        if state != self._state:
            self._state = state
            for each, button in self._buttons.items():
                button.setChecked(each == state)
            self._let_choose()
            chosen = self._buttons.get(state or "")
            if chosen is not None and any(button.hasFocus() for button in self._buttons.values()):
                chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_values(self, visible: bool) -> None:
        """Yes and No give way where a question is answered with a value."""
        self._by_value = not visible
        self._let_choose()

    def _let_choose(self) -> None:
        """Where nothing can be changed, only the answer that was given is left."""
        may_choose = self.isEnabled()
        for each, button in self._buttons.items():
            is_offered = not (self._by_value and each in (YES, NO))
            button.setVisible(is_offered and (may_choose or each == self._state))
        self._none.setVisible(not may_choose and not self._state and not self._small)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and hasattr(self, "_state"):
            self._let_choose()

    def focus(self) -> None:
        """The chosen button takes the keyboard, the first one while open."""
        chosen = self._buttons.get(self._state or "")
        visible = [button for button in self._buttons.values() if not button.isHidden()]
        if visible:
            (chosen or visible[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, state: str) -> None:
        taken_back = state == self._state
        self._buttons[state].setChecked(not taken_back)
        self.chosen.emit(Meta.UNANSWERED.value if taken_back else str(state))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            step = -step
        buttons = [button for button in self._buttons.values() if button.isVisible()]
        at = next((place for place, button in enumerate(buttons) if button.hasFocus()), -1)
        buttons[(at + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
