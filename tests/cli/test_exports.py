# SPDX-License-Identifier: Apache-2.0
"""What ``export`` writes, and what it leaves alone when it fails."""

from pathlib import Path

import pytest

from checklistapp.services import exchange
from tests.cli.conftest import Command


@pytest.fixture
def state(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> Path:
    """A workspace with an approved assessment."""
    assert passphrase_file.exists()
    folder = tmp_path / "State"
    checklistapp("workspace", "create", folder, "--recovery-file", tmp_path / "words")
    checklistapp("assessment", "start", folder, "--form", "operator-contribution", "--organisation", "Zenda")
    checklistapp("identity", "create", folder, "--organisation", "Zenda")
    checklistapp("sign", folder, ".", "--role", "preparer")
    assert checklistapp("sign", folder, ".", "--role", "approver").status == 0
    return folder


def test_the_passphrase_is_kept_before_the_bundle_needs_it(
    checklistapp: Command, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, bundle, seal = tmp_path / "secret.txt", tmp_path / "x.bag.tar.age", exchange.seal
    secret.write_text("of another bundle\n")
    seen: list[str] = []

    def sealing(*given: object, **named: object) -> object:
        seen.append(secret.read_text())
        return seal(*given, **named)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(exchange, "seal", sealing)
    made = checklistapp("export", "bundle", state, ".", bundle, "--generate-passphrase", secret)
    assert made.status == 0
    assert seen == [secret.read_text()] != ["of another bundle\n"]
    assert secret.stat().st_mode & 0o077 == 0
    verified = checklistapp("verify", bundle, "--bundle-passphrase-file", secret, "--workspace", state)
    assert verified.document["verdict"] == "complete"


@pytest.mark.parametrize("former", [None, "of another bundle\n"])
def test_a_bundle_that_is_not_made_leaves_the_passphrase_file_as_it_was(
    checklistapp: Command, state: Path, tmp_path: Path, former: str | None
) -> None:
    secret = tmp_path / "secret.txt"
    if former is not None:
        secret.write_text(former)
    nowhere = tmp_path / "missing" / "x.bag.tar.age"
    made = checklistapp("export", "bundle", state, ".", nowhere, "--generate-passphrase", secret)
    assert (made.status, made.document["error"]["code"]) == (3, "folder-missing")
    assert (secret.read_text() if secret.exists() else None) == former


def test_nothing_is_written_over_the_workspace(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    database = state / "State.checklist"
    for words in (
        ("export", "answers", state, ".", database),
        ("export", "record", state, ".", database),
        ("export", "pdf", state, ".", database),
        ("export", "bundle", state, ".", tmp_path / "x", "--generate-passphrase", database),
        ("export", "bundle", state, ".", database, "--generate-passphrase", tmp_path / "secret.txt"),
        ("workspace", "key", "renew", state, "--recovery-file", database),
        ("workspace", "backup", state, state / "copy.checklist-backup"),
    ):
        refused = checklistapp(*words)
        assert (refused.status, refused.document["error"]["code"]) == (3, "inside-workspace")
    assert not (tmp_path / "secret.txt").exists()
    assert checklistapp("workspace", "check", state).document["ok"] is True


def test_the_public_page_bears_its_day(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    assert checklistapp("export", "public", state, ".", tmp_path / "p.html").status == 0
    assert "<time" in (tmp_path / "p.html").read_text()
