# SPDX-License-Identifier: Apache-2.0
"""Release decisions as plain data, the same in forms, answers and records."""

from checklistapp.domain.form import Release
from checklistapp.formats.canonical import Json
from checklistapp.formats.strict import Node


def read_release(node: Node) -> Release:
    """What is not named is not released."""
    if node.value is None:
        return Release()
    node.only("value", "publicStatement", "note", "evidence")
    return Release(
        value=node["value"].flag(default=False),
        public_statement=node["publicStatement"].flag(default=False),
        note=node["note"].flag(default=False),
        evidence=node["evidence"].flag(default=False),
    )


def release_data(release: Release) -> Json:
    return {
        "value": release.value,
        "publicStatement": release.public_statement,
        "note": release.note,
        "evidence": release.evidence,
    }
