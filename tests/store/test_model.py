# SPDX-License-Identifier: Apache-2.0
"""A workspace answered, undone, attached to, re-keyed, backed up, restored, killed and reopened, against a plain dict.

pytest tests/store/test_model.py --hypothesis-profile=long
"""

import copy
import io
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from checklistapp.domain.answer import Answer, EvidenceReference, Meta, Response
from checklistapp.domain.ids import AssessmentId, EvidenceId, QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import assessments, backups, evidence, opening, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import evidence as store_evidence
from tests.store.workspaces import CHEAP, form_of
from tests.strategies import typed

QUESTIONS = [question.id for question in form_of(4).questions()]
RESPONSES = [Response.of("yes"), Response.of("no"), Response.as_meta(Meta.WITHHELD, "told in person")]
CONTENTS = [b"", b"the plan", b"the licence"]
WORDS = ["seven bridges over the river", "eight towers behind a hill", "nine boats below the mill"]

questions = st.sampled_from(QUESTIONS)


@dataclass
class Said:
    """One answer of the model; ``files`` by evidence id."""

    response: Response = field(default_factory=Response)
    note: str = ""
    files: dict[EvidenceId, bytes] = field(default_factory=dict)


@dataclass
class Model:
    """What a workspace must hold, what opens it, and what undo would bring back."""

    said: dict[QuestionId, Said]
    passphrase: str
    former: list[tuple[QuestionId, Response, str]] = field(default_factory=list)


class WorkspaceMachine(RuleBasedStateMachine):
    @initialize()
    def create(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="model-"))
        self.folders = 0
        self.backups: list[tuple[Path, Model]] = []
        self.model = Model({question: Said() for question in QUESTIONS}, WORDS[0])
        created = opening.create(self._new_folder(), WORDS[0], allow_attachments=True, cost=CHEAP)
        self.workspace: Workspace = created.workspace
        self.assessment: AssessmentId = assessments.start(self.workspace, form_of(4), "Ruritania").id

    def _new_folder(self) -> Path:
        self.folders += 1
        return self.place / f"Ruritania {self.folders}"

    def _open(self, folder: Path) -> None:
        self.workspace = opening.unlock(folder, self.model.passphrase)
        if self.workspace.is_read_only:
            workspaces.accept_older(self.workspace, "an older copy, on purpose")

    def _save(self, question: QuestionId, response: Response, note: str) -> None:
        before = assessments.load(self.workspace, self.assessment).answer(question)
        assessments.save_answer(
            self.workspace, self.assessment, question, replace(before, response=response, note=note)
        )
        said = self.model.said[question]
        said.response, said.note = response, note

    @rule(question=questions, response=st.sampled_from(RESPONSES), note=typed)
    def answer(self, question: QuestionId, response: Response, note: str) -> None:
        said = self.model.said[question]
        self.model.former.append((question, said.response, said.note))
        self._save(question, response, note)

    @precondition(lambda self: self.model.former)
    @rule()
    def undo(self) -> None:
        self._save(*self.model.former.pop())

    @rule(question=questions, content=st.sampled_from(CONTENTS))
    def attach(self, question: QuestionId, content: bytes) -> None:
        (self.place / "file").write_bytes(content)
        answer = evidence.attach(self.workspace, self.assessment, question, self.place / "file")
        self.model.said[question].files[answer.evidence[-1].id] = content

    @precondition(lambda self: any(said.files for said in self.model.said.values()))
    @rule(data=st.data())
    def detach(self, data: st.DataObject) -> None:
        held = [(said, each) for said in self.model.said.values() for each in said.files]
        said, chosen = data.draw(st.sampled_from(held))
        evidence.remove(self.workspace, self.assessment, chosen)
        del said.files[chosen]

    @rule(words=st.sampled_from(WORDS))
    def change_passphrase(self, words: str) -> None:
        people.change_passphrase(self.workspace, self.model.passphrase, words, CHEAP)
        self.model.passphrase = words

    @rule()
    def remove_a_person(self) -> None:
        added = people.add_person(self.workspace, "Contributor", PersonRole.CONTRIBUTOR)
        people.add_slot(self.workspace, added.id, self.model.passphrase, "a contributor's own words", CHEAP)
        people.remove_person(self.workspace, added.id, self.model.passphrase)

    @rule()
    def renew_keys(self) -> None:
        people.renew_keys(self.workspace, self.model.passphrase)

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self._open(self.workspace.folder)

    @rule()
    def kill(self) -> None:
        """What a kill leaves is what lies in the folder now; copied by another process, whose reading drops no lock."""
        target = self._new_folder()
        subprocess.run(["cp", "-r", self.workspace.folder, target], check=True)
        self.workspace.store.close()
        self._open(target)

    @rule()
    def back_up(self) -> None:
        target = self.place / f"{len(self.backups)}{backups.SUFFIX}"
        backups.backup(self.workspace, target)
        self.backups.append((target, copy.deepcopy(self.model)))

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        source, model = data.draw(st.sampled_from(self.backups))
        target = self._new_folder()
        backups.restore(source, target)
        self.workspace.close()
        self.model = copy.deepcopy(model)
        self._open(target)

    @invariant()
    def it_holds_what_was_said(self) -> None:
        answers = assessments.load(self.workspace, self.assessment).answers
        for question, said in self.model.said.items():
            given = answers.get(question, Answer())
            assert (given.response, given.note) == (said.response, said.note)
            assert {each.id: self._content(each) for each in given.evidence} == said.files
        assert workspaces.check(self.workspace) == []

    def _content(self, reference: EvidenceReference) -> bytes:
        target = io.BytesIO()
        store_evidence.save_attachment(self.workspace.store, reference.id, target)
        return target.getvalue()

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            self.workspace.close()
            shutil.rmtree(self.place)


TestWorkspace = WorkspaceMachine.TestCase
TestWorkspace.settings = settings(max_examples=max(1, settings().max_examples // 5), stateful_step_count=20)
