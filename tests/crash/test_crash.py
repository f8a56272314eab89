# SPDX-License-Identifier: Apache-2.0
"""A sample of the crash test (``make crash-test`` is the whole of it), and proof that it finds what is broken."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from checklistapp.store import connection
from tests.crash import content_operations, key_operations
from tests.crash.campaign import Campaign
from tests.crash.operations import OPERATIONS, Operation
from tests.crash.witness import Witness

SEED = "make test"


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_acknowledged_is_lost(tmp_path: Path, name: str) -> None:
    campaign = Campaign(name, tmp_path, SEED)
    campaign.kills(1)
    campaign.cuts(6)
    campaign.full_disks(1)
    campaign.refused_files(1)
    campaign.failing_syncs(1)
    tally = campaign.tally
    assert not tally.lost, "\n".join(tally.lost)
    assert tally.kills + tally.cuts + tally.full + tally.syncs > 5
    assert tally.acknowledged > 0


def without_sync_of_the_database(root: Path, witness: Witness) -> None:
    careful = connection._SETTINGS
    vars(connection)["_SETTINGS"] = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in careful)
    content_operations.answer(root, witness)


def without_sync_of_files(root: Path, witness: Witness) -> None:
    vars(os)["fsync"] = lambda descriptor: None
    key_operations.change_passphrase(root, witness)


def acknowledged_too_early(root: Path, witness: Witness) -> None:
    witness.say("done", "answer 1")
    content_operations.answer(root, witness)


@pytest.mark.parametrize(
    ("name", "careless"),
    [
        ("answer", without_sync_of_the_database),
        ("change passphrase", without_sync_of_files),
        ("answer", acknowledged_too_early),
    ],
)
def test_a_careless_program_is_found_out(tmp_path: Path, name: str, careless: Callable[[Path, Witness], None]) -> None:
    careful = OPERATIONS[name]
    campaign = Campaign(name, tmp_path, SEED, operation=Operation(careful.scene, careless, careful.verify))
    campaign.cuts(12)
    assert campaign.tally.lost
