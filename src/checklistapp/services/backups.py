# SPDX-License-Identifier: Apache-2.0
"""Backup copies: made, and restored to a new folder."""

from pathlib import Path

from checklistapp.services.operation import Report, silently, watching
from checklistapp.services.workspace import Workspace
from checklistapp.store import backup as backups


def backup(workspace: Workspace, target: Path, report: Report = silently) -> None:
    """One file, encrypted like the workspace."""
    backups.backup(workspace.store, target, watching(report, "Copying"))


def restore(source: Path, path: Path, report: Report = silently) -> None:
    """Unpacks a backup copy into a new folder, never over a workspace."""
    backups.restore(source, path, watching(report, "Restoring"))
