# SPDX-License-Identifier: Apache-2.0
"""An open workspace: who acts in it, what it holds, and whether it is sound."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, PersonId
from checklistapp.domain.journal import Act, Head
from checklistapp.domain.naming import require_workspace_name
from checklistapp.domain.people import Person
from checklistapp.services import lookup, soundness
from checklistapp.services.operation import Progress, Report, silently, watching
from checklistapp.services.soundness import Concern, ConcernKind
from checklistapp.store import check as checking
from checklistapp.store import folder, journal, people, register, replacing_keys, restored, rows, settings
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock


class Workspace:
    """An open workspace and the person who acts in it; belongs to the thread that opened it.

    ``concerns`` is what opening it brought to light. ``recovered`` is the key file that is written once an older state
    is accepted, where the recovery words opened it.
    """

    def __init__(self, store: Store, person: Person, slot: str, clock: Clock, concerns: Sequence[Concern] = ()) -> None:
        self.store = store
        self.person = person
        self.slot = slot
        self.clock = clock
        self.concerns = tuple(concerns)
        self.recovered: KeyFile | None = None

    @property
    def folder(self) -> Path:
        return self.store.folder

    @property
    def name(self) -> str:
        return settings.read(self.store, Setting.NAME)

    @property
    def allow_attachments(self) -> bool:
        return settings.allows_attachments(self.store)

    @property
    def recovery_pending(self) -> bool:
        """Nobody has shown yet that the recovery words are written down; see ``people.recovery_words``."""
        return not settings.are_words_written(self.store)

    @property
    def is_read_only(self) -> bool:
        return self.store.read_only

    @property
    def refusal(self) -> ChecklistError | None:
        """Why nothing may be changed."""
        return self.store.refusal

    def require_outside(self, target: Path) -> None:
        """Refuses ``target`` where it lies in the workspace's own folder: for every writer, before it writes."""
        self.store.require_outside(target)

    def close(self) -> None:
        """The journal's head is kept for the next opening; what cannot be kept keeps nobody from leaving.

        Nothing is left to do where a fault has closed the store.
        """
        if not self.store.is_closed:
            with suppress(ChecklistError):
                keep_head(self)
            replacing_keys.forget_previous(self.store)
            self.store.close()


def keep_head(workspace: Workspace) -> list[Concern]:
    """For idle moments: what is done so far cannot be taken back unnoticed. Cheap where nothing changed."""
    return soundness.keep_head(workspace.store, workspace.clock.reading())


def settle(workspace: Workspace) -> None:
    """What opening changes, once it is clear that the workspace may be changed; adds what it meets to ``concerns``."""
    store = workspace.store
    folder.settle(store)
    copy = restored.read(store.folder)
    if copy is not None:
        with suppress(ChecklistError):  # the note stays, and the next opening tries again
            restored.name_former(store.folder, copy)
            if (aside := restored.set_aside(store.folder, copy)) is not None:
                register.note_aside(store, aside, copy.clock)
            _on_record(workspace, Act.WORKSPACE_RESTORED, f"{copy.source}, {copy.clock}")
            restored.forget(store.folder)
    known = {concern.kind for concern in workspace.concerns}
    workspace.concerns += tuple(concern for concern in keep_head(workspace) if concern.kind not in known)


def accept_older(workspace: Workspace, why: str) -> None:
    """Goes on with an older or other copy than the one known here; who decided and why stays on record."""
    store = workspace.store
    decisive = [concern for concern in workspace.concerns if concern.needs_decision]
    refusal = store.refusal
    if not decisive or refusal is None or refusal.code != "workspace-older":
        raise ChecklistError("not-older", "There is nothing to accept about this workspace.", "Just go on.")
    if not why.strip():
        raise ChecklistError(
            "reason-missing", "Going on with this copy needs a reason: it stays on record.", "Say why."
        )
    kept, found = decisive[0].kept or Head(), decisive[0].found or Head()
    heads = f"known here: {kept.sequence} {kept.hash}; found: {found.sequence} {found.hash}"
    store.refusal = None
    try:
        _on_record(workspace, Act.ROLLBACK_ACCEPTED, f"{why.strip()} ({heads})")
        settle(workspace)
        complete_recovery(workspace)
    except BaseException:
        store.refusal = refusal
        raise
    workspace.concerns = tuple(concern for concern in workspace.concerns if not concern.needs_decision)
    with suppress(ChecklistError):  # asked once more at the next opening, which is better than not being able to go on
        register.accept_head(store, workspace.clock.reading())


def complete_recovery(workspace: Workspace) -> None:
    """Puts the key file that the recovery words made in the place of the lost one."""
    if workspace.recovered is not None:
        store, person = workspace.store, workspace.person.id
        locked_out = without_slot(people.persons(store), workspace.recovered, person)
        replacing_keys.rebuild_key_file(store, workspace.recovered, person, workspace.clock.reading())
        workspace.recovered = None
        workspace.person = people.find(store, person)
        workspace.slot = workspace.person.slot
        if locked_out:
            names = ", ".join(each.name for each in locked_out)
            sentence = f"Without a passphrase now, for the key file was lost: {names}."
            hint = "Give each of them a new one; then they make a new identity to sign with, and announce it."
            workspace.concerns += (Concern(ConcernKind.LOCKED_OUT, "passphrases-lost", sentence, hint),)


def without_slot(persons: Sequence[Person], key_file: KeyFile, owner: PersonId) -> tuple[Person, ...]:
    """Who of them has a passphrase that ``key_file`` does not know, but for its new ``owner``."""
    slots = {slot.id for slot in key_file.slots}
    return tuple(each for each in persons if each.slot and each.slot not in slots and each.id != owner)


def only_read(workspace: Workspace) -> None:
    """Changes nothing more in a workspace that a check found damaged; until it is closed."""
    if workspace.store.refusal is None:
        workspace.store.refusal = ChecklistError(
            "damaged",
            "A check found damage in this workspace, and you chose only to look at it.",
            "Restore a backup copy, or lock the workspace and unlock it to go on with it as it is.",
        )


def _on_record(workspace: Workspace, act: Act, remark: str) -> None:
    store, about = workspace.store, f"workspace:{register.workspace_id(workspace.store)}"
    journal.append(store, workspace.person.id, workspace.clock.reading(), act, about, remark=remark)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """``clock`` is that of the newest journal entry; ``size`` is all files of the workspace together, in bytes."""

    id: str
    path: Path
    name: str
    persons: tuple[Person, ...]
    assessments: int
    head: Head
    clock: str
    size: int


def named_person(persons: list[Person], wanted: str) -> Person:
    unknown = ChecklistError(
        "unknown-person",
        "No single person of this workspace has that name or id.",
        "List the persons and give the id of one.",
    )
    return lookup.only(persons, wanted, unknown, id_of=lambda each: each.id, name_of=lambda each: each.name)


def find_person(workspace: Workspace, wanted: str) -> Person:
    """By id, by the beginning of an id, or by exact name."""
    return named_person(people.persons(workspace.store), wanted)


def act_as(workspace: Workspace, wanted: str) -> None:
    """Declares that another person of the workspace acts from now on; declared, not proven."""
    workspace.person = require_present(find_person(workspace, wanted))


def require_present(person: Person) -> Person:
    """Whoever was removed stays under what they did, and does nothing more."""
    if person.removed:
        raise ChecklistError(
            "person-removed",
            f"{person.name} was removed from this workspace.",
            "Name somebody else; whoever comes back is added as a new person.",
        )
    return person


def rename(workspace: Workspace, name: str) -> None:
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    settings.write(store, person, clock, Setting.NAME, require_workspace_name(name), Act.WORKSPACE_RENAMED)


def allow_attachments(workspace: Workspace, allowed: bool) -> None:
    """From now on; files that are attached already stay."""
    if workspace.allow_attachments is not allowed:
        store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
        value, act = "yes" if allowed else "no", Act.ATTACHMENTS_CHANGED
        settings.write(store, person, clock, Setting.ALLOW_ATTACHMENTS, value, act)


def info(workspace: Workspace) -> WorkspaceInfo:
    store, head = workspace.store, journal.head(workspace.store)
    return WorkspaceInfo(
        settings.read(store, Setting.WORKSPACE_ID),
        store.folder,
        workspace.name,
        tuple(people.persons(store)),
        sum(1 for _ in rows.select(store, "assessment")),
        head,
        journal.clock_of(store, head) or "",
        sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()),
    )


def check(workspace: Workspace, report: Report = silently, *, thorough: bool = True) -> list[CheckFinding]:
    """Empty where everything is in order; ``thorough`` reads every byte, also of attached files."""
    found: list[CheckFinding] = []
    for step in checking.steps(workspace.store, thorough=thorough, watch=watching(report, "Attached files")):
        report(Progress(step.done, step.total, PART_LABELS[step.part]))
        found.extend(CheckFinding(finding.kind, finding.message) for finding in step.findings)
    return found


def accept_damage(workspace: Workspace, findings: Sequence[CheckFinding]) -> None:
    """Goes on in a workspace that a check found damaged; who decided, and what was found, stays on record.

    Where not even that can be written, the workspace is only read from then on ("damaged").
    """
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(each.kind for each in findings).items()))
    try:
        _on_record(workspace, Act.DAMAGE_ACCEPTED, f"findings: {kinds}")
    except ChecklistError as fault:
        only_read(workspace)
        raise ChecklistError(
            "damaged",
            "The damage lets nothing be written, so the workspace is only read from here on.",
            "Restore the newest backup copy to a new folder.",
        ) from fault


@dataclass(frozen=True, slots=True)
class CheckStep:
    """What one step of a check in idle moments has seen."""

    progress: Progress
    findings: tuple[CheckFinding, ...]


def check_steps(workspace: Workspace) -> Iterator[CheckStep]:
    """The quick check in pieces: each ``next`` does a little, and other work may come in between."""
    for step in checking.steps(workspace.store, thorough=False):
        findings = tuple(CheckFinding(finding.kind, finding.message) for finding in step.findings)
        yield CheckStep(Progress(step.done, step.total, PART_LABELS[step.part]), findings)


def require_sound(workspace: Workspace, assessment: AssessmentId) -> None:
    """Where anything that holds answers begins to leave: it is as the journal left it, and can go on record."""
    workspace.store.require_writable()
    checking.require_sound(workspace.store, assessment)


PART_LABELS = {
    "pages": "Pages",
    "tables": "Tables",
    "journal": "Journal",
    "rows": "Answers",
    "keys": "Key file",
    "evidence": "Attached files",
}
