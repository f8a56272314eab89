# SPDX-License-Identifier: Apache-2.0
"""Persons of a workspace, their passphrases, and the recovery words."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from checklistapp.crypto import keyslots, recovery
from checklistapp.crypto.key_file import Argon2Cost, KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.naming import require_line, require_name
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services.operation import Report, silently, watching
from checklistapp.services.passphrases import require_strong
from checklistapp.services.workspace import Workspace, find_person, require_present
from checklistapp.store import identities, rekey, replacing_keys, settings
from checklistapp.store import people as store_people
from checklistapp.store.store import Store

find = find_person

_NAME, _ORGANISATION = "The name of the person", "The organisation of the person"


def persons(workspace: Workspace) -> list[Person]:
    """Removed ones included: what they answered and signed still bears their name."""
    return store_people.persons(workspace.store)


def add_person(workspace: Workspace, name: str, role: PersonRole, organisation: str = "") -> Person:
    """Declared only; a passphrase of their own is a second step."""
    called, of = require_name(name, _NAME), require_line(organisation, _ORGANISATION)
    added = Person(PersonId(secrets.token_hex(16)), called, role, of)
    _put(workspace, added, Act.PERSON_ADDED)
    return added


def change_person(
    workspace: Workspace,
    person: PersonId,
    *,
    name: str | None = None,
    role: PersonRole | None = None,
    organisation: str | None = None,
) -> Person:
    """Changes what is given."""
    before = _present(workspace, person)
    changed = replace(
        before,
        name=before.name if name is None else require_name(name, _NAME),
        role=role or before.role,
        organisation=before.organisation if organisation is None else require_line(organisation, _ORGANISATION),
    )
    _put(workspace, changed, Act.PERSON_CHANGED)
    if person == workspace.person.id:
        workspace.person = changed
    return changed


def add_slot(
    workspace: Workspace, person: PersonId, passphrase: str, new_passphrase: str, cost: Argon2Cost | None = None
) -> Person:
    """Gives ``person`` a passphrase; ``passphrase`` is the acting person's, for the data key is not kept in memory.

    ``cost`` is that of trying it; without one it is measured, and less where the other slots leave less.
    """
    before = _present(workspace, person)
    if before.slot:
        raise ChecklistError("has-a-slot", f"{before.name} has a passphrase already.", "They can change it themselves.")
    workspace.store.require_writable()
    require_strong(new_passphrase, words_of_context(workspace))
    key_file = workspace.store.key_file
    unlocked = keyslots.unlock(key_file, passphrase, workspace.slot)
    held = _without_lost_slots(workspace, key_file, unlocked.data_key)
    grown = keyslots.add_slot(held, unlocked.data_key, new_passphrase, cost=cost)
    owner = replace(before, slot=grown.slots[-1].id)
    # keys.json first: a slot that no person names yet opens nothing, a person without the slot would be locked out.
    with replacing_keys.new_key_file(workspace.store, grown):
        _put(workspace, owner, Act.CREDENTIAL_CHANGED)
    return owner


def change_passphrase(
    workspace: Workspace, passphrase: str, new_passphrase: str, cost: Argon2Cost | None = None
) -> None:
    """Rewrites keys.json only; backup copies and old folders keep the old passphrase.

    What was refused has not happened, but for "keys-unfinished": then either passphrase may be the one.
    """
    workspace.store.require_writable()
    require_strong(new_passphrase, words_of_context(workspace))
    key_file = workspace.store.key_file
    unlocked = keyslots.unlock(key_file, passphrase, workspace.slot)
    changed = keyslots.change_passphrase(key_file, unlocked, new_passphrase, cost)
    with replacing_keys.new_key_file(workspace.store, changed):
        _put(workspace, store_people.find(workspace.store, workspace.person.id), Act.CREDENTIAL_CHANGED)


def remove_person(
    workspace: Workspace, person: PersonId, passphrase: str, report: Report = silently
) -> tuple[str, ...]:
    """Takes a person's passphrase, identities and say; whatever they answered and signed stays, with their name.

    Whoever had a passphrase may have kept the data key, so the whole workspace goes under a new one: the other
    passphrases stay, the recovery words are new and returned (empty where the person had no passphrase), and the
    workspace goes on in a new ``workspace.store``. **What this cannot take back:** with their passphrase and an older
    copy - a backup copy, the folder as it was, a disk's remains - the person reads everything up to that copy for
    ever, and so do the old recovery words. The faces say so. See ``store.rekey`` for faults and crashes;
    "rekey-unfinished" means that the workspace was closed and is to be opened again.
    """
    gone = _removable(workspace, person)
    unlocked = _unlocked(workspace, passphrase)
    clock, actor = workspace.clock.reading(), workspace.person.id

    def change(store: Store) -> None:
        store_people.put(store, actor, clock, replace(gone, slot="", removed=True), Act.PERSON_REMOVED)
        for identity in identities.identities(store):
            if identity.person == gone.id and not identity.retired:
                identities.retire(store, actor, clock, identity.id)

    if gone.slot:
        return _rekeyed(workspace, unlocked.data_key, change, report, without=gone.slot)
    with workspace.store.transaction():
        change(workspace.store)
    return ()


def renew_keys(workspace: Workspace, passphrase: str, report: Report = silently) -> tuple[str, ...]:
    """A new data key and new recovery words (returned), with everybody's passphrase as it was.

    For a recovery sheet that was lost or seen by somebody; older copies still open with the old words.
    """
    unlocked = _unlocked(workspace, passphrase)
    return _rekeyed(workspace, unlocked.data_key, lambda _: None, report)


def recovery_words(workspace: Workspace, passphrase: str) -> tuple[str, ...]:
    """To be shown again, while nobody has shown that they are written down (``Workspace.recovery_pending``)."""
    if not workspace.recovery_pending:
        raise ChecklistError(
            "recovery-words-written",
            "The recovery words were written down, so they are not shown again.",
            "If the sheet is lost, renew the keys of the workspace: that makes new words, and the old ones stop.",
        )
    return recovery.words(keyslots.unlock(workspace.store.key_file, passphrase, workspace.slot).data_key)


def are_typed_back(words: Sequence[str], places: Sequence[int], typed: str) -> bool:
    """Whether ``typed`` are the words at ``places`` (from 0), however they are spaced, numbered or shortened."""
    return recovery.typed_back([words[place] for place in places], typed)


def confirm_recovery_words(workspace: Workspace, words: str) -> None:
    """Keeps on record that they are written down; ``words`` are all of them, as typed back or as written to a file.

    A face that asks for a few only checks those with ``are_typed_back`` and hands over the words it has shown.
    """
    try:
        keyslots.verify(workspace.store.key_file, recovery.data_key(words))
    except ChecklistError as fault:
        if fault.code != "keys-damaged":
            raise
        raise ChecklistError(
            "recovery-words-differ",
            "These are not the recovery words of this workspace as it is now.",
            "Write down the words that are shown, in place of any older ones.",
        ) from None
    settings.say_written(workspace.store, workspace.person.id, workspace.clock.reading())


def words_of_context(workspace: Workspace) -> tuple[str, ...]:
    """What somebody who guesses passphrases of this workspace tries first."""
    known = [text for person in persons(workspace) for text in (person.name, person.organisation)]
    return (workspace.name, workspace.folder.name, *known)


def _removable(workspace: Workspace, person: PersonId) -> Person:
    found = _present(workspace, person)
    if found.slot and not any(each.slot for each in persons(workspace) if each.id != person):
        raise ChecklistError(
            "last-slot",
            f"Only {found.name} can open the workspace, and nobody could after the removal.",
            "Give another person a passphrase first; then that person can remove this one.",
        )
    if person == workspace.person.id or found.slot == workspace.slot:
        raise ChecklistError(
            "removes-oneself",
            "Nobody removes themselves: they would go on with the workspace open.",
            "Let another person of the workspace do it, with their own passphrase.",
        )
    return found


def _unlocked(workspace: Workspace, passphrase: str) -> keyslots.Unlocked:
    workspace.store.require_writable()
    if workspace.person.slot != workspace.slot:
        raise ChecklistError(
            "not-yours",
            "Keys are exchanged by the person whose passphrase opened the workspace, not on behalf of another.",
            "Act as yourself, or let that person open the workspace.",
        )
    return keyslots.unlock(workspace.store.key_file, passphrase, workspace.slot)


def _rekeyed(
    workspace: Workspace, data_key: bytes, change: Callable[[Store], None], report: Report, without: str = ""
) -> tuple[str, ...]:
    store, clock, new_data_key = workspace.store, workspace.clock.reading(), keyslots.new_data_key()
    key_file = _without_lost_slots(workspace, store.key_file, data_key, without)
    key_file = keyslots.rekey(key_file, data_key, new_data_key, keyslots.new_file_id())

    def whole_change(new: Store) -> None:
        with new.transaction():
            change(new)
            settings.say_pending(new, workspace.person.id, clock)

    watch = watching(report, "Exchanging the keys")
    workspace.store = rekey.rekey(store, key_file, new_data_key, whole_change, clock, watch)
    return recovery.words(new_data_key)


def _without_lost_slots(workspace: Workspace, key_file: KeyFile, data_key: bytes, without: str = "") -> KeyFile:
    """A crash between the two steps of ``add_slot`` leaves a slot that nobody has.

    It goes before the same person gets the same passphrase again: tried first, it would keep them out.
    """
    kept = {each.slot for each in persons(workspace) if each.slot} - {without}
    for slot in key_file.slots:
        if slot.id not in kept:
            key_file = keyslots.remove_slot(key_file, data_key, slot.id)
    return key_file


def _present(workspace: Workspace, person: PersonId) -> Person:
    return require_present(store_people.find(workspace.store, person))


def _put(workspace: Workspace, person: Person, act: Act) -> None:
    store_people.put(workspace.store, workspace.person.id, workspace.clock.reading(), person, act)
