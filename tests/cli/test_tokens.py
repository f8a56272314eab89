# SPDX-License-Identifier: Apache-2.0
"""A token on the command line: its driver allowed, its certificate taken, its PIN from a file and never an argument."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.crypto.authority import issue
from tests.crypto.softhsm import DRIVER, PIN, Slots, slots

__all__ = ["slots"]
ROOT = issue("Root", authority=True)


@pytest.fixture
def pin_file(tmp_path: Path) -> Path:
    file = tmp_path / "pin.txt"
    file.write_text(f"{PIN}\n")
    return file


def test_from_the_driver_to_the_signature(
    checklistapp: Command, slots: Slots, tmp_path: Path, pin_file: Path, passphrase_file: Path
) -> None:
    folder = tmp_path / "Zenda"
    checklistapp("workspace", "create", folder, "--recovery-file", tmp_path / "words.txt")
    use = ("identity", "import", folder, "--organisation", "Zenda", "--pin-file", pin_file)
    assert checklistapp(*use).status == 2
    assert checklistapp(*use, "--pkcs11", DRIVER).document["error"]["code"] == "driver-not-allowed"
    assert checklistapp("token", "allow", tmp_path / "nowhere.so").document["error"]["code"] == "not-found"
    allowed = checklistapp("token", "allow", DRIVER).document
    assert checklistapp("token", "list").document == {"drivers": [allowed]}
    assert checklistapp(*use, "--pkcs11", DRIVER).document["error"]["code"] == "token-missing"
    slots.plug_in("Ministry")
    assert checklistapp(*use, "--pkcs11", DRIVER).document["error"]["code"] == "token-empty"
    slots.put("Ministry", issue("Preparer", ROOT), 1)
    slots.put("Ministry", issue("Approver", ROOT), 2)
    listed = checklistapp("token", "list", DRIVER, "--label", "Ministry", "--pin-file", pin_file).document
    assert {each["name"] for each in listed["certificates"]} == {"Preparer", "Approver"}
    refused = checklistapp(*use, "--pkcs11", DRIVER).document["error"]
    assert (refused["code"], "Preparer (" in refused["hint"]) == ("which-certificate", True)
    assert checklistapp(*use, "--pkcs11", DRIVER, "--certificate", "Minister").document["error"]["code"] == (
        "unknown-certificate"
    )
    words = next(each["fingerprint"] for each in listed["certificates"] if each["name"] == "Preparer")
    made = checklistapp(*use, "--pkcs11", DRIVER, "--label", "Ministry", "--certificate", words[:12]).document
    assert (made["name"], made["token"], made["selfMade"]) == ("Preparer", "Ministry", False)
    checklistapp("assessment", "start", folder, "--form", "infcirc869-checklist", "--organisation", "Zenda")
    sign = ("sign", folder, ".", "--role", "preparer", "--date", "2026-06-01")
    assert checklistapp(*sign, "--pin-file", pin_file).document["counts"]["signatures"] == 1
    pin_file.write_text("000000\n")
    assert checklistapp(*sign, "--pin-file", pin_file).document["error"]["code"] == "pin-wrong"
    assert checklistapp("token", "forbid", DRIVER).status == 0
    assert checklistapp("token", "list").document == {"drivers": []}
