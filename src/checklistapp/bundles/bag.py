# SPDX-License-Identifier: Apache-2.0
"""The BagIt 1.0 tag files around a payload (RFC 8493), and the root that gets signed."""

import hashlib
from collections.abc import Mapping

from checklistapp.bundles.statement import Statement, write

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ROOT = "tagmanifest-sha512.txt"
SIGNATURE = "signature.p7s"
TAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha512.txt", "statement.json")
"""In the order they stand in the archive, after the root and its signature."""


def tag_files(statement: Statement) -> Mapping[str, bytes]:
    """Every tag file but the root, as bytes that follow from the statement alone."""
    return {
        "bagit.txt": BAGIT,
        "bag-info.txt": _bag_info(statement),
        "manifest-sha512.txt": "".join(f"{file.sha512}  {file.path}\n" for file in statement.files).encode(),
        "statement.json": write(statement),
    }


def root(tags: Mapping[str, bytes]) -> bytes:
    """``tagmanifest-sha512.txt``: the digests of the tag files, and so of everything."""
    return "".join(f"{hashlib.sha512(tags[name]).hexdigest()}  {name}\n" for name in TAG_FILES).encode()


def _bag_info(statement: Statement) -> bytes:
    octets = sum(file.size for file in statement.files)
    lines = [
        f"Bagging-Date: {statement.created[:10]}",
        f"External-Identifier: {statement.base}",
        f"Payload-Oxum: {octets}.{len(statement.files)}",
        *(f"Recipient-SHA256: {recipient}" for recipient in statement.recipients),
    ]
    return "".join(f"{line}\n" for line in lines).encode()
