# SPDX-License-Identifier: Apache-2.0
"""The community's test vectors (C2SP CCTV age), each held to its class of error and to the bytes handed out."""

import base64
import hashlib
import io
import json
import zlib
from collections import Counter
from dataclasses import dataclass

import pytest

from checklistapp.crypto.age import DecryptingReader
from checklistapp.crypto.age_header import AgeError
from checklistapp.crypto.age_recipients import Identity, Passphrase, parse_identity
from tests.readers import run_node

CODES = {
    "header failure": "age-header",
    "no match": "age-no-match",
    "HMAC failure": "age-hmac",
    "payload failure": "age-payload",
    "success": "success",
}


@dataclass(frozen=True, slots=True)
class Vector:
    expect: str
    payload: str
    armored: bool
    identities: tuple[Identity, ...]
    file: bytes


def parse(data: bytes) -> Vector:
    head, file = data.split(b"\n\n", 1)
    fields = [(name, value) for name, _, value in (line.partition(": ") for line in head.decode().splitlines())]
    single = dict(fields)
    keys = [parse_identity(value) for name, value in fields if name == "identity"]
    passphrases = [Passphrase(value) for name, value in fields if name == "passphrase"]
    return Vector(
        expect=single["expect"],
        payload=single.get("payload", ""),
        armored="armored" in single,
        identities=(*keys, *passphrases),
        file=zlib.decompress(file) if single.get("compressed") == "zlib" else file,
    )


@pytest.fixture(scope="module")
def vectors() -> dict[str, Vector]:
    published = json.loads(run_node("age_vectors.mjs"))
    return {name: parse(base64.b64decode(data)) for name, data in published.items()}


def unseal(vector: Vector) -> tuple[str, str]:
    """The class of the result, and the digest of all that was handed out (where the vector gives one)."""
    released = hashlib.sha256()
    try:
        reader = DecryptingReader(io.BytesIO(vector.file), vector.identities)
        while piece := reader.read1():
            released.update(piece)
    except AgeError as fault:
        return fault.code, released.hexdigest() if vector.payload else ""
    return "success", released.hexdigest()


def test_every_vector_ends_as_published(vectors: dict[str, Vector]) -> None:
    binary = {name: vector for name, vector in vectors.items() if not vector.armored}
    expected = {name: (CODES[vector.expect], vector.payload) for name, vector in binary.items()}
    assert {name: unseal(vector) for name, vector in binary.items()} == expected
    assert Counter(code for code, _ in expected.values()) == {
        "age-header": 60,
        "success": 19,
        "age-payload": 18,
        "age-no-match": 12,
        "age-hmac": 1,
    }


def test_armored_files_are_out_of_scope_and_refused(vectors: dict[str, Vector]) -> None:
    """Bundles are binary files; ASCII armor is for mail."""
    armored = [vector for vector in vectors.values() if vector.armored]
    assert len(armored) == 33
    assert {unseal(vector)[0] for vector in armored} == {"age-header"}
