# SPDX-License-Identifier: Apache-2.0
"""The checklists that come with the program, and checking or publishing somebody's own."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form, Role
from checklistapp.domain.ids import Digest, FormId
from checklistapp.formats import form_file, form_json
from checklistapp.system.files import given_file, write_atomic
from checklistapp.system.paths import data_folder


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A checklist in one line; ``questions`` counts numbered questions."""

    id: FormId
    version: str
    title: str
    description: str
    answered_for: Role
    questions: int
    digest: Digest


def _files(folder: Path) -> dict[str, bytes]:
    """The TOML files of a form; ``folder`` may be the form.toml itself."""
    if folder.is_file():
        with given_file(folder) as source:
            return {"form.toml": source.read()}
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}


@lru_cache(maxsize=16)
def load(form_id: FormId) -> Form:
    """The shipped form of that id."""
    folder = data_folder("forms") / form_id
    if "/" in form_id or not (folder / "form.toml").is_file():
        raise ChecklistError(
            "unknown-form", "There is no checklist of that name.", "List the checklists and choose one of them."
        )
    return form_file.read_form(_files(folder))


def digest(form: Form) -> Digest:
    """SHA-256 of the published form: it travels with every assessment."""
    return form_json.form_digest(form)


@lru_cache(maxsize=1)
def shipped() -> tuple[FormInfo, ...]:
    """All shipped forms; the State's checklist first."""
    ids = sorted(path.parent.name for path in data_folder("forms").glob("*/form.toml"))
    found = [load(FormId(each)) for each in ids]
    found.sort(key=lambda form: (form.answered_for is Role.OPERATOR, form.id))
    return tuple(
        FormInfo(f.id, f.version, f.title, f.description, f.answered_for, len(f.by_id), digest(f)) for f in found
    )


def check(source: Path) -> list[form_file.Fault]:
    """Every fault of a form file or folder, empty for a sound one."""
    return form_file.check_form(_files(source))


def publish(folder: Path, out: Path) -> Digest:
    """Writes the canonical JSON of a form and returns its digest."""
    form = form_file.read_form(_files(folder))
    write_atomic(out, form_json.publish(form))
    return digest(form)
