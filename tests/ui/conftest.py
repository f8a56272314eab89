# SPDX-License-Identifier: Apache-2.0
"""A dressed application, a small form to show, and a whole window on a scratch folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import EMPTY, Answer, EvidenceReference, with_files_of
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.conditions import All, Condition, In
from checklistapp.domain.form import AnswerSet, Claim, Column, Form, Part, Probe, Question, Release, Section
from checklistapp.domain.ids import AssessmentId, Digest, FormId, PartId, ProbeId, QuestionId
from checklistapp.services import opening
from checklistapp.services.assessments import Saved
from checklistapp.ui import main
from checklistapp.ui.flow import Flow
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session

CHEAP = Argon2Cost(m=8 * 1024, t=1, p=1)
PASSPHRASE = "four plain test words"
Evidence = tuple[EvidenceReference, ...]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return main.dress(Preferences(Path("/nonexistent/window.ini")))


def question(
    name: str,
    text: str,
    *,
    parts: str = "",
    probes: tuple[Probe, ...] = (),
    answer_set: AnswerSet = AnswerSet.YES_NO,
    release: Release | None = None,
    shown_when: Condition | None = None,
) -> Question:
    """``parts`` such as ``"ab"``; all of them suggest Yes."""
    made = tuple(Part(PartId(f"{name}.{letter}"), f"Part {letter}") for letter in parts)
    return Question(
        QuestionId(name),
        text,
        "Source",
        (Claim.STATUS,),
        answer_set=answer_set,
        parts=made,
        suggests=All(tuple(In(part.id, ("yes",)) for part in made)) if made else None,
        probes=probes,
        guidance="Look here.",
        release=release or Release(),
        shown_when=shown_when,
    )


@pytest.fixture
def form() -> Form:
    probes = (
        Probe(ProbeId("S1.Q2.p1"), "Since when?", AnswerSet.DATE),
        Probe(ProbeId("S1.Q2.p2"), "How many?", AnswerSet.NUMBER, unit="sites"),
        Probe(ProbeId("S1.Q2.p3"), "Which?", AnswerSet.TABLE, columns=(Column("n", "Name"), Column("r", "Role"))),
    )
    first = Section(
        "S1",
        "First",
        "The first section.",
        (
            question("S1.Q1", "Is there a law?", release=Release(value=True)),
            question("S1.Q2", "Is there a regulator?", parts="ab", probes=probes),
            question("S1.Q3", "Who?", answer_set=AnswerSet.TEXT),
        ),
    )
    hidden = question("S2.Q2", "Asked after a Yes", shown_when=In("S1.Q1", ("yes",)))
    second = Section("S2", "Second", "", (question("S2.Q1", "Is it exercised?"), hidden))
    return Form(FormId("test"), "1.0.0", "Test form", "Publisher", "en", (first, second))


@dataclass
class Disk:
    """Stands for the workspace: does one job after another when told, and tells each end in the same order.

    ``saved`` are the answers as they were kept, the newest last.
    """

    saved: list[tuple[QuestionId, Answer]] = field(default_factory=list)
    waiting: list[Callable[[], Callable[[], None]]] = field(default_factory=list)
    ended: list[Callable[[], None]] = field(default_factory=list)
    fault: BaseException | None = None

    def kept(self, question: QuestionId) -> Answer:
        return dict(self.saved).get(question, EMPTY)

    def save(
        self,
        question: QuestionId,
        answer: Answer,
        done: Callable[[Saved], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        def run() -> Callable[[], None]:
            fault = self.fault
            if fault is not None:
                return lambda: failed(fault)
            # As the workspace does it: files come and go by their own acts.
            kept = replace(answer, evidence=with_files_of(answer.evidence, self.kept(question).evidence))
            self.saved.append((question, kept))
            result = Saved(kept, len(self.saved), "2026-03-01T14:32:00Z")
            return lambda: done(result)

        self.waiting.append(run)

    def attach(self, answering: Answering, question: QuestionId, reference: EvidenceReference) -> None:
        self._change_files(answering, question, lambda evidence: (*evidence, reference))

    def remove(self, answering: Answering, question: QuestionId) -> None:
        """The first attached file."""

        def without(evidence: Evidence) -> Evidence:
            first = next((each for each in evidence if each.attachment is not None), None)
            return tuple(each for each in evidence if each is not first)

        self._change_files(answering, question, without)

    def _change_files(self, answering: Answering, question: QuestionId, change: Callable[[Evidence], Evidence]) -> None:
        def run() -> Callable[[], None]:
            kept = self.kept(question)
            answer = replace(kept, evidence=change(kept.evidence))
            self.saved.append((question, answer))
            return lambda: answering.take_over(question, answer)

        answering.flush()
        self.waiting.append(run)

    def reload(self, answering: Answering) -> None:
        """Another state of the assessment is read, as after its profile was changed."""

        def run() -> Callable[[], None]:
            read = replace(answering.assessment, answers=dict(self.saved), cycle="2027")
            return lambda: answering.replace(read)

        self.waiting.append(run)

    def work(self) -> None:
        """One job is done; nobody was told yet."""
        if self.waiting:
            self.ended.append(self.waiting.pop(0)())

    def tell(self) -> None:
        if self.ended:
            self.ended.pop(0)()

    def acknowledge(self) -> None:
        """Everything asked for so far is done and told."""
        for _ in range(len(self.waiting)):
            self.work()
        for _ in range(len(self.ended)):
            self.tell()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def assessment(form: Form) -> Assessment:
    return Assessment(AssessmentId("0" * 32), form, Digest("0" * 64), "Ruritania")


@pytest.fixture
def answering(qapp: QApplication, assessment: Assessment, disk: Disk) -> Answering:
    return Answering(assessment, disk.save)


@dataclass
class Program:
    """The whole window, as a person would have it."""

    window: MainWindow
    flow: Flow
    session: Session
    folder: Path
    qtbot: QtBot

    def page(self, kind: type[QWidget], timeout: int = 20_000) -> QWidget:
        self.qtbot.waitUntil(lambda: isinstance(self.window.page, kind), timeout=timeout)
        page = self.window.page
        assert page is not None
        return page


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(opening, "create", partial(opening.create, cost=CHEAP))
    window, flow = main.open_window(Preferences(tmp_path / "window.ini"), None)
    window.resize(1024, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Program(window, flow, flow.session, tmp_path, qtbot)
    if window.isVisible():
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())
