# SPDX-License-Identifier: Apache-2.0
"""Data is found installed and in a checkout, from any working folder, and asking makes nothing."""

from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.system import paths


def laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    package = tmp_path / "src" / "checklistapp"
    package.mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    monkeypatch.setattr(paths, "_CHECKOUT", tmp_path)
    monkeypatch.chdir("/")
    return package, tmp_path


def test_the_installed_copy_goes_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, checkout = laid_out(tmp_path, monkeypatch)
    (checkout / "forms").mkdir()
    assert paths.data_folder("forms") == checkout / "forms"
    (package / "forms").mkdir()
    assert paths.data_folder("forms") == package / "forms"


def test_a_missing_part_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(tmp_path, monkeypatch)
    with pytest.raises(ChecklistError) as caught:
        paths.data_folder("fonts")
    assert caught.value.code == "installation-incomplete"


def test_the_package_is_where_it_is_looked_for() -> None:
    assert (paths._PACKAGE / "system" / "paths.py").is_file()


def test_personal_folders_follow_the_desktop_and_are_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert paths.settings_folder() == tmp_path / "config" / "checklistapp"
    assert paths.state_folder() == tmp_path / "state" / "checklistapp"
    assert not list(tmp_path.iterdir())
