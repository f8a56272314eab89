# SPDX-License-Identifier: Apache-2.0
"""Whom a workspace believes besides its contacts: taken from files, compared by people, and taken back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.crypto.chain import judge
from checklistapp.crypto.trust import SignerStatus
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Confirmation
from checklistapp.services import authorities, contacts
from checklistapp.services import workspace as workspaces
from checklistapp.services.authorities import Standing
from checklistapp.services.workspace import Workspace
from checklistapp.store.pinned import PinnedKind
from checklistapp.system.clock import Clock
from tests.crypto.authority import NOW, YEAR, Issued, issue, revoke

ROOT = issue("Root of Ruritania", authority=True, end=NOW + YEAR)
MIDDLE = issue("Signing authority", ROOT, authority=True)
LEAF = issue("Minister", MIDDLE)
WORDS = fingerprints.words(ROOT.der)
Put = Callable[[bytes], Path]


@pytest.fixture
def put(tmp_path: Path, workspace: Workspace) -> Put:
    workspace.clock = Clock(lambda: NOW)

    def write(data: bytes) -> Path:
        file = tmp_path / "given"
        file.write_bytes(data)
        return file

    return write


def code(work: Callable[[], object]) -> str:
    with pytest.raises(ChecklistError) as caught:
        work()
    return caught.value.code


def status(workspace: Workspace, leaf: Issued = LEAF) -> SignerStatus:
    return judge(leaf.der, (MIDDLE.der,), contacts.trust(workspace))


def test_an_authority_is_believed_once_its_words_were_compared(workspace: Workspace, put: Put) -> None:
    file = put(ROOT.certificate.public_bytes(Encoding.PEM))
    assert authorities.look(file).kind is PinnedKind.AUTHORITY
    assert code(lambda: authorities.add(workspace, file)) == "fingerprint-needed"
    assert code(lambda: authorities.add(workspace, file, fingerprints.words(LEAF.der))) == "fingerprint-differs"
    assert status(workspace) is SignerStatus.UNKNOWN_ISSUER
    added = authorities.add(workspace, file, WORDS)
    assert added is not None
    assert (added.name, added.until, added.standing) == ("Root of Ruritania", "2027-06-01", Standing.IN_TIME)
    assert added.fingerprint == WORDS
    assert authorities.add(workspace, file, WORDS) == added
    assert authorities.believed(workspace) == [added]
    assert status(workspace) is SignerStatus.CHAINED
    assert workspaces.check(workspace) == []
    assert authorities.remove(workspace, "Root of Ruritania") == added
    assert status(workspace) is SignerStatus.UNKNOWN_ISSUER
    assert code(lambda: authorities.remove(workspace, added.id)) == "unknown-pinned"
    assert workspaces.check(workspace) == []


def test_a_signers_certificate_makes_a_confirmed_contact(workspace: Workspace, put: Put) -> None:
    assert authorities.add(workspace, put(LEAF.der), fingerprints.words(LEAF.der)) is None
    (contact,) = contacts.contacts(workspace)
    assert (contact.name, contact.confirmation) == ("Minister", Confirmation.CONFIRMED)
    assert status(workspace) is SignerStatus.CONFIRMED


def test_a_list_is_taken_from_a_known_authority_only_and_never_an_older_one(workspace: Workspace, put: Put) -> None:
    other = issue("Deputy", MIDDLE)
    newest = revoke(MIDDLE, LEAF, issued=NOW)
    assert code(lambda: authorities.add(workspace, put(newest))) == "list-of-a-stranger"
    authorities.add(workspace, put(ROOT.der), WORDS)
    authorities.add(workspace, put(MIDDLE.der), fingerprints.words(MIDDLE.der))
    assert code(lambda: authorities.add(workspace, put(revoke(MIDDLE, LEAF, key=ROOT.key)))) == "list-of-a-stranger"
    assert status(workspace) is SignerStatus.CHAINED
    authorities.add(workspace, put(revoke(MIDDLE, other)))
    assert (status(workspace), status(workspace, other)) == (SignerStatus.CHAINED, SignerStatus.REVOKED)
    authorities.add(workspace, put(newest))
    assert (status(workspace), status(workspace, other)) == (SignerStatus.REVOKED, SignerStatus.CHAINED)
    assert code(lambda: authorities.add(workspace, put(revoke(MIDDLE, other)))) == "list-older"
    assert authorities.known_lists(workspace) == (newest,)
    listed = authorities.believed(workspace)[-1]
    assert (listed.kind, listed.name, listed.revoked) == (PinnedKind.REVOCATIONS, "Signing authority", 1)
    authorities.remove(workspace, listed.id)
    assert status(workspace) is SignerStatus.CHAINED


@pytest.mark.parametrize(("moment", "wanted"), [(NOW - 2 * YEAR, Standing.NOT_YET), (NOW + 2 * YEAR, Standing.OVER)])
def test_what_is_out_of_date_says_so(workspace: Workspace, put: Put, moment: datetime, wanted: Standing) -> None:
    workspace.clock = Clock(lambda: moment)
    added = authorities.add(workspace, put(ROOT.der), WORDS)
    assert added is not None
    assert added.standing is wanted


@pytest.mark.parametrize("data", [b"", b"words", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"])
def test_what_is_neither_is_refused(workspace: Workspace, put: Put, data: bytes) -> None:
    assert code(lambda: authorities.add(workspace, put(data))) == "certificate-unreadable"
