# SPDX-License-Identifier: Apache-2.0
"""The whole main job by commands, as an inspector's script would do it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def folder(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> Path:
    assert passphrase_file.exists()
    for name in ("State", "Authority"):
        made = checklistapp(
            "workspace", "create", tmp_path / name, "--recovery-file", tmp_path / f"{name}.words", "--allow-attachments"
        )
        assert made.status == 0
        assert "recovery" in made.document
    return tmp_path


def answers(folder: Path) -> Path:
    given = {
        f"C{c}.Q{q}": {"value": "yes", "note": f"note {c} {q}"}
        for c, n in ((1, 3), (2, 4), (3, 8), (4, 8))
        for q in range(1, n + 1)
    }
    given |= {f"A{a}": {"value": "no", "note": ""} for a in range(1, 15)}
    document = {"format": "checklistapp/answers/1", "form": "infcirc869-checklist", "formVersion": "1.0.0"}
    file = folder / "answers.json"
    file.write_text(json.dumps({**document, "answers": given}))
    return file


def test_from_first_command_to_import(checklistapp: Command, folder: Path) -> None:
    state, authority = folder / "State", folder / "Authority"
    assert checklistapp("person", "set", state, "Person 1", "--name", "Focal point").document["name"] == "Focal point"
    started = checklistapp(
        "assessment", "start", state, "--form", "infcirc869-checklist", "--organisation", "Ruritania", "--cycle", "2026"
    )
    entered = checklistapp("assessment", "answer", state, ".", "--from", answers(folder))
    assert entered.document["progress"]["answered"] == 37
    plan = folder / "plan.txt"
    plan.write_text("plan")
    attached = checklistapp("evidence", "attach", state, ".", "C1.Q1", plan)
    assert checklistapp("evidence", "list", state, ".").document["evidence"][0]["id"] == attached.document["id"]
    assert checklistapp("evidence", "save", state, ".", attached.document["id"], folder / "back.txt").status == 0
    assert (folder / "back.txt").read_text() == "plan"
    shown = checklistapp("assessment", "show", state, ".")
    assert shown.document["id"] == started.document["id"]
    assert checklistapp("assessment", "review", state, ".").status == 1

    sender = checklistapp("identity", "create", state, "--organisation", "Ruritania").document
    receiver = checklistapp("identity", "create", authority, "--organisation", "Authority").document
    for name, workspace, identity in (("s", state, sender), ("r", authority, receiver)):
        assert checklistapp("identity", "export-card", workspace, identity["id"], folder / f"{name}.card").status == 0
    added = checklistapp("contact", "add", state, folder / "r.card")
    assert added.document["state"] == "unconfirmed"
    confirmed = checklistapp(
        "contact", "confirm", state, added.document["id"], "--fingerprint", receiver["fingerprint"].upper()
    )
    assert confirmed.document["state"] == "confirmed"

    assert checklistapp("sign", state, ".", "--role", "preparer").status == 0
    refused = checklistapp("sign", state, ".", "--role", "approver")
    assert (refused.status, refused.document["error"]["code"]) == (3, "approves-own-answers")
    signed = checklistapp("sign", state, ".", "--role", "approver", "--override", "One person office")
    assert signed.document["counts"] == {"answers": 37, "attachments": 1, "signatures": 2}

    for kind, name in (
        ("pdf", "s.pdf"),
        ("preview", "v.pdf"),
        ("review", "r.pdf"),
        ("blank", "b.pdf"),
        ("approval", "a.pdf"),
        ("answers", "a.json"),
        ("record", "r.json"),
        ("public", "p.pdf"),
        ("public", "p.json"),
        ("public", "p.html"),
    ):
        made = checklistapp("export", kind, state, ".", folder / name)
        assert made.status == 0
        assert Path(made.document["path"]).stat().st_size > 0

    bundle = folder / "x.bag.tar.age"
    assert checklistapp("export", "bundle", state, ".", bundle, "--to", added.document["id"]).status == 0
    looked = checklistapp("verify", bundle, "--workspace", authority)
    assert (looked.status, looked.document["verdict"]) == (1, "unconfirmed-signer")
    received = checklistapp("receive", authority, bundle, "--fingerprint", sender["fingerprint"])
    assert received.status == 0
    assert received.document["items"][0]["imported"] is True
    again = checklistapp("receive", authority, bundle)
    assert (again.status, again.document["items"][0]["verdict"]) == (0, "already-received")
    (listed,) = checklistapp("assessment", "list", authority).document["received"]
    assert (listed["sender"], listed["kind"], listed["verdict"]) == ("Focal point", "submission", "complete")
    assert checklistapp("verify", folder / "s.pdf", "--workspace", state).document["verdict"] == "complete"
    bad = folder / "bad.pdf"
    bad.write_bytes((folder / "s.pdf").read_bytes() + b"\n% more")
    assert checklistapp("verify", bad, "--workspace", state).document["verdict"] == "altered"
    assert checklistapp("verify", folder / "r.pdf").document["verdict"] == "unsigned"
    for workspace in (state, authority):
        assert checklistapp("workspace", "check", workspace).document == {"ok": True, "findings": []}


def test_a_passphrase_bundle(checklistapp: Command, folder: Path) -> None:
    state = folder / "State"
    checklistapp("assessment", "start", state, "--form", "operator-contribution", "--organisation", "Zenda")
    checklistapp("identity", "create", state, "--organisation", "Zenda")
    checklistapp("sign", state, ".", "--role", "preparer")
    checklistapp("sign", state, ".", "--role", "approver")
    bundle, secret = folder / "x.bag.tar.age", folder / "secret.txt"
    sealed = checklistapp("export", "bundle", state, ".", bundle, "--generate-passphrase", secret)
    assert sealed.status == 0
    assert secret.stat().st_mode & 0o077 == 0
    verdict = checklistapp("verify", bundle, "--bundle-passphrase-file", secret, "--workspace", state)
    assert verdict.document["verdict"] == "complete"


def test_two_persons_and_keys(checklistapp: Command, folder: Path) -> None:
    state = folder / "State"
    second = folder / "second.txt"
    second.write_text("another long passphrase\n")
    added = checklistapp("person", "add", state, "--name", "Minister", "--role", "approver")
    assert (
        checklistapp("workspace", "key", "add", state, "--person", "Minister", "--new-passphrase-file", second).status
        == 0
    )
    assert len(checklistapp("workspace", "key", "list", state).document["keys"]) == 2
    info = checklistapp("workspace", "info", state, "--passphrase-file", second)
    assert [person["id"] for person in info.document["persons"]][1] == added.document["id"]
    third = folder / "third.txt"
    third.write_text("a third passphrase\n")
    assert checklistapp("workspace", "key", "change", state, "--new-passphrase-file", third).status == 0
    assert checklistapp("workspace", "info", state).document["error"]["code"] == "wrong-passphrase"
    assert checklistapp("workspace", "info", state, "--passphrase-file", third).status == 0


def test_words_open_a_workspace_without_its_key_file(checklistapp: Command, folder: Path) -> None:
    state = folder / "State"
    (state / "keys.json").unlink()
    lost = checklistapp("workspace", "info", state)
    assert (lost.status, lost.document["error"]["code"]) == (3, "keys-missing")
    words, new = folder / "State.words", folder / "new.txt"
    new.write_text("a new passphrase\n")
    recovered = checklistapp("workspace", "recover", state, "--recovery-file", words, "--new-passphrase-file", new)
    assert recovered.status == 0
    assert checklistapp("workspace", "info", state, "--passphrase-file", new).status == 0


def test_a_backup_is_one_file(checklistapp: Command, folder: Path) -> None:
    state, backup = folder / "State", folder / "copy.checklist-backup"
    assert checklistapp("workspace", "backup", state, backup).status == 0
    assert checklistapp("workspace", "restore", backup, state).document["error"]["code"] == "already-there"
    assert checklistapp("workspace", "restore", backup, folder / "Again").status == 0
    assert checklistapp("workspace", "check", folder / "Again").document["ok"] is True


def test_forms(checklistapp: Command, tmp_path: Path) -> None:
    forms = checklistapp("form", "list").document["forms"]
    assert [form["questions"] for form in forms] == [37, 18]
    shown = checklistapp("form", "show", "infcirc869-checklist").document
    assert [len(section["questions"]) for section in shown["sections"]] == [3, 4, 8, 8, 14]
    assert checklistapp("form", "show", "no-such-form").document["error"]["code"] == "unknown-form"
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "form.toml").write_text('id = "x"\n')
    checked = checklistapp("form", "check", bad)
    assert checked.status == 1
    assert checked.document["faults"]


def test_a_copy_that_cannot_show_everything_comes_with_a_warning(checklistapp: Command, folder: Path) -> None:
    state = folder / "State"
    checklistapp("assessment", "start", state, "--form", "infcirc869-checklist", "--organisation", "Ruritania")
    assert checklistapp("export", "review", state, ".", folder / "a.pdf").errors == ""
    document = {"format": "checklistapp/answers/1", "form": "infcirc869-checklist", "formVersion": "1.0.0"}
    given = folder / "answers.json"
    given.write_text(json.dumps({**document, "answers": {"C1.Q1": {"value": "yes", "note": "नमस्ते"}}}))
    checklistapp("assessment", "answer", state, ".", "--from", given)
    warned = checklistapp("export", "review", state, ".", folder / "b.pdf")
    assert warned.status == 0
    assert "U+0928" in warned.errors
    assert "C1.Q1" in warned.errors


def test_the_words_on_the_cover_are_refused_in_a_sentence(checklistapp: Command, folder: Path) -> None:
    start = ("assessment", "start", folder / "State", "--form", "infcirc869-checklist")
    for words, code in (
        (("--organisation", " "), "name-empty"),
        (("--organisation", "Ruritania", "--state", "Ruritania"), "not-a-country"),
    ):
        refused = checklistapp(*start, *words)
        assert (refused.status, refused.document["error"]["code"]) == (3, code)
