# SPDX-License-Identifier: Apache-2.0
"""Identities on a token: what is kept here and what stays there, and signing with both secrets."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklistapp.crypto.age_recipients import HybridIdentity
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId
from checklistapp.domain.people import Identity
from checklistapp.services import assessments, drivers, exports, identities, receiving, signing, tokens
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.system.clock import Clock
from tests.crypto.authority import NOW, issue
from tests.crypto.softhsm import DRIVER, PIN, Slots, slots
from tests.services.conftest import PREPARER

__all__ = ["slots"]
ROOT = issue("Root of Ruritania", authority=True)
MIDDLE = issue("Signing authority", ROOT, authority=True)
LEAF = issue("Preparer", MIDDLE)
MODULE = Path(DRIVER)


@pytest.fixture
def plugged_in(slots: Slots, workspace: Workspace) -> Workspace:
    slots.plug_in("Ministry")
    slots.put("Ministry", LEAF, 1, MIDDLE)
    workspace.clock = Clock(lambda: NOW)
    return workspace


def on_token(workspace: Workspace) -> Identity:
    drivers.allow(MODULE)
    token = tokens.choose(tokens.tokens(MODULE), "Ministry")
    (offered,) = tokens.offered(MODULE, token.serial, PIN)
    assert (offered.name, offered.organisation, offered.until) == ("Preparer", "", "2027-06-01")
    return tokens.add(workspace, PREPARER, offered.found, "Ministry of Ruritania")


def code(caught: pytest.ExceptionInfo[ChecklistError]) -> str:
    return caught.value.code


def test_no_driver_is_loaded_before_a_person_allowed_it(slots: Slots) -> None:
    with pytest.raises(ChecklistError) as caught:
        tokens.tokens(MODULE)
    assert code(caught) == "driver-not-allowed"
    made = drivers.allow(MODULE)
    assert drivers.allowed() == [made]
    assert tokens.tokens(MODULE) == []
    drivers.forbid(MODULE)
    with pytest.raises(ChecklistError):
        tokens.tokens(MODULE)


def test_a_driver_that_changed_is_asked_about_again(slots: Slots, tmp_path: Path) -> None:
    driver = tmp_path / "driver.so"
    shutil.copy(DRIVER, driver)
    drivers.allow(driver)
    assert drivers.is_allowed(driver)
    with driver.open("ab") as file:
        file.write(b"\0")
    assert not drivers.is_allowed(driver)
    driver.unlink()
    assert drivers.usable() == []


def test_a_list_that_cannot_be_read_allows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    drivers.allow(MODULE)
    (file,) = tmp_path.rglob("drivers.json")
    assert json.loads(file.read_text())[0]["path"] == str(MODULE.resolve())
    file.write_text("[{")
    assert drivers.allowed() == []


def test_the_signing_key_stays_on_the_token(plugged_in: Workspace) -> None:
    made = on_token(plugged_in)
    assert made.token is not None
    assert (made.token.label, made.token.driver, made.self_made) == ("Ministry", str(MODULE.resolve()), False)
    assert identities.own(plugged_in) == [made]
    held = identities.unseal(plugged_in, made.id, PREPARER)
    assert isinstance(held.hybrid, HybridIdentity)
    assert held.signer.chain == (MIDDLE.der,)
    with pytest.raises(ChecklistError) as caught:
        held.signer.sign(b"data")
    assert code(caught) == "pin-needed"
    assert workspaces.check(plugged_in) == []


def test_a_submission_signed_on_a_token_convinces_others(plugged_in: Workspace, tmp_path: Path) -> None:
    mine = on_token(plugged_in)
    started = assessments.start(plugged_in, FormId("infcirc869-checklist"), "Ruritania")
    for pin, wanted in (("", "pin-needed"), ("999999", "pin-wrong")):
        with pytest.raises(ChecklistError) as caught:
            signing.certify(plugged_in, started.id, mine.id, PREPARER, pin=pin)
        assert code(caught) == wanted
        assert signing.stage(plugged_in, started.id) == "none"
    signing.certify(plugged_in, started.id, mine.id, PREPARER, pin=PIN)
    signing.approve(plugged_in, started.id, mine.id, PREPARER, pin=PIN)
    pdf = tmp_path / "signed.pdf"
    exports.export(plugged_in, started.id, exports.signed_pdf(plugged_in, started.id), pdf, "submission")
    seen = subprocess.run(["pdfsig", "-nocert", pdf], check=True, capture_output=True, text=True).stdout
    assert seen.count("Signature is Valid") == 2
    root = tmp_path / "root.der"
    root.write_bytes(ROOT.der)
    judged = receiving.verify_file(pdf, trusted=[root])
    assert {each.trusted for each in judged.signatures} == {
        "chained" if datetime.now(UTC) < LEAF.certificate.not_valid_after_utc else "expired"
    }


def test_a_token_that_is_not_there_signs_nothing(plugged_in: Workspace, slots: Slots) -> None:
    mine = on_token(plugged_in)
    started = assessments.start(plugged_in, FormId("infcirc869-checklist"), "Ruritania")
    slots.pull_out("Ministry")
    with pytest.raises(ChecklistError) as caught:
        signing.certify(plugged_in, started.id, mine.id, PREPARER, pin=PIN)
    assert code(caught) == "token-missing"
    drivers.forbid(MODULE)
    with pytest.raises(ChecklistError) as caught:
        signing.certify(plugged_in, started.id, mine.id, PREPARER, pin=PIN)
    assert code(caught) == "driver-not-allowed"


def test_another_allowed_driver_finds_the_same_token(plugged_in: Workspace, tmp_path: Path) -> None:
    """The workspace was carried to a computer where the driver lies elsewhere."""
    mine = on_token(plugged_in)
    drivers.forbid(MODULE)
    elsewhere = tmp_path / "elsewhere.so"
    shutil.copy(DRIVER, elsewhere)
    drivers.allow(elsewhere)
    assert identities.unseal(plugged_in, mine.id, PREPARER, PIN).signer.sign(b"data")


def test_a_token_is_named_where_there_are_several(slots: Slots) -> None:
    drivers.allow(MODULE)
    with pytest.raises(ChecklistError) as caught:
        tokens.choose(tokens.tokens(MODULE), "")
    assert code(caught) == "token-missing"
    serials = [slots.plug_in(label) for label in ("Ministry", "Regulator")]
    found = tokens.tokens(MODULE)
    for wanted, answer in (("", "which-token"), ("Agency", "unknown-token")):
        with pytest.raises(ChecklistError) as caught:
            tokens.choose(found, wanted)
        assert code(caught) == answer
        assert serials[0] in caught.value.hint
    assert tokens.choose(found, "Regulator").serial == serials[1]
    assert tokens.choose(found, serials[0]).label == "Ministry"
