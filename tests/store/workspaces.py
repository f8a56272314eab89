# SPDX-License-Identifier: Apache-2.0
"""Workspaces with cheap passphrases, and a small form to answer in them."""

from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import Argon2Cost, KeyFile
from checklistapp.domain.form import Claim, Form, Question, Section
from checklistapp.domain.ids import FormId, PersonId, QuestionId
from checklistapp.domain.people import Person, PersonRole
from checklistapp.store import folder
from checklistapp.store.store import Store

CHEAP = Argon2Cost(8 * 1024, 1, 1)
CLOCK = "2026-01-31T12:00:00Z"
PASSPHRASE = "seven bridges over the river"
PERSON = PersonId("0" * 32)


@dataclass(frozen=True)
class Made:
    """Where a workspace lies and what opens it."""

    folder: Path
    key_file: KeyFile
    data_key: bytes

    @property
    def database(self) -> Path:
        return self.folder / "Ruritania.checklist"

    def open(self) -> Store:
        return folder.open_store(self.folder, folder.read_key_file(self.folder), self.data_key, CLOCK)


def make(place: Path, *, allow_attachments: bool = True) -> tuple[Made, Store]:
    data_key = keyslots.new_data_key()
    key_file = keyslots.add_slot(
        keyslots.new_key_file(data_key, keyslots.new_file_id()), data_key, PASSPHRASE, cost=CHEAP
    )
    person = Person(PERSON, "Focal point", PersonRole.FOCAL_POINT, slot=key_file.slots[0].id)
    where = place / "Ruritania"
    store = folder.create(
        where, key_file, data_key, name="Ruritania", allow_attachments=allow_attachments, person=person, clock=CLOCK
    )
    return Made(where, key_file, data_key), store


def form_of(count: int) -> Form:
    questions = tuple(
        Question(QuestionId(f"R1.Q{number}"), f"Is duty {number} assigned?", f"Line {number}", (Claim.STATUS,))
        for number in range(1, count + 1)
    )
    section = Section("R1", "Duties", "", questions)
    return Form(FormId("ruritania-duties"), "1.0.0", "Duties", "Ruritania", "en", (section,))
