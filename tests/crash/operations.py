# SPDX-License-Identifier: Apache-2.0
"""What a crash may come between: each operation says what it did, and how to find that in what is left.

A new one is an act, a verification and a line in ``OPERATIONS``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crash import content_operations as content
from tests.crash import copy_operations as copies
from tests.crash import key_operations as keys
from tests.crash import leaving_operations as leaving
from tests.crash import scenes
from tests.crash.child import Act
from tests.crash.witness import History


@dataclass(frozen=True)
class Operation:
    """``verify`` fails where what was acknowledged is not there, or something is there by half.

    A ``repeatable`` one goes on from whatever state a crash left.
    """

    scene: scenes.Scene
    act: Act
    verify: Callable[[Path, History], None]
    repeatable: bool = False


OPERATIONS = {
    "create": Operation(scenes.empty, content.create, content.verify_created),
    "answer": Operation(scenes.answered, content.answer, content.verify_answer, repeatable=True),
    "attach": Operation(scenes.answered, content.attach, content.verify_attached, repeatable=True),
    "attach first": Operation(scenes.fresh, content.attach, content.verify_attached, repeatable=True),
    "forget": Operation(scenes.answered, content.forget, content.verify_forgotten),
    "receive": Operation(scenes.posted, content.receive, content.verify_received),
    "migrate": Operation(scenes.old, content.migrate, content.verify_migrated),
    "change passphrase": Operation(scenes.answered, keys.change_passphrase, keys.verify_passphrase),
    "add person": Operation(scenes.answered, keys.add_person, keys.verify_person),
    "remove person": Operation(scenes.shared, keys.remove_person, keys.verify_removed),
    "recover": Operation(scenes.keyless, keys.recover, keys.verify_recovered),
    "recover one": Operation(scenes.shared_and_sheeted, keys.recover_one, keys.verify_recovered_one),
    "renew": Operation(scenes.sheeted, keys.renew, keys.verify_renewed),
    "export": Operation(scenes.leaving, leaving.export, leaving.verify_exported, repeatable=True),
    "destroy": Operation(scenes.answered, leaving.destroy, leaving.verify_destroyed),
    "back up": Operation(scenes.answered, copies.back_up, copies.verify_backup, repeatable=True),
    "back up by itself": Operation(scenes.safe, copies.back_up_by_itself, copies.verify_own_copies, repeatable=True),
    "restore": Operation(scenes.carried, copies.restore, copies.verify_restored),
    "restore over": Operation(scenes.outdated, copies.restore_over, copies.verify_restored_over),
}
