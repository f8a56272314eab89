# SPDX-License-Identifier: Apache-2.0
"""A second reader, written after docs/format.md alone, reads a workspace that the program made."""

import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import sys
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Any

import apsw
import pytest
import rfc8785
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from checklistapp.bundles.statement import Kind
from checklistapp.crypto import keyslots
from checklistapp.domain.answer import Answer, EvidenceKind, EvidenceReference, Meta, Response
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.ids import Digest, EvidenceId, PartId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Confirmation, PersonRole
from checklistapp.store import assessments, evidence
from checklistapp.store.documents import Stage
from checklistapp.store.pinned import PinnedKind
from checklistapp.store.store import Store
from tests.store import reading_a_workspace
from tests.store.workspaces import CLOCK, PASSPHRASE, PERSON, Made
from tests.vectors.workspaces import make

CONTENT = bytes(range(256)) * 4096 + b"the second chunk"


def framed(*fields: bytes | str | int) -> bytes:
    data = b""
    for value in fields:
        part = value.to_bytes(8, "big") if isinstance(value, int) else value
        part = part.encode() if isinstance(part, str) else part
        data += len(part).to_bytes(4, "big") + part
    return data


def derived(data_key: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, info).derive(data_key)


def test_keys_json_is_as_the_page_says(closed: Made) -> None:
    text = (closed.folder / "keys.json").read_bytes()
    values = json.loads(text)
    assert list(values) == ["v", "file_id", "rev", "mac", "slots", "sum"]
    assert text == json.dumps(values, indent=2, ensure_ascii=False).encode() + b"\n"
    (slot,) = values["slots"]
    raw = {name: base64.b64decode(slot[name]) for name in ("pub", "salt", "nonce", "ct", "sealed")}
    file_id, mac = base64.b64decode(values["file_id"]), base64.b64decode(values["mac"])
    cost = (slot["m"], slot["t"], slot["p"])
    header = framed("checklistapp keys", values["v"], file_id, values["rev"], 1)
    header += framed(slot["id"], slot["label"], raw["pub"], raw["salt"], raw["nonce"], *cost, raw["ct"], raw["sealed"])
    assert hashlib.sha256(header + mac).hexdigest() == values["sum"]
    assert hmac.digest(derived(closed.data_key, b"checklistapp header key v1"), header, "sha256") == mac
    kdf = Argon2id(salt=raw["salt"], length=32, iterations=slot["t"], lanes=slot["p"], memory_cost=slot["m"])
    slot_key = kdf.derive(unicodedata.normalize("NFKC", PASSPHRASE).encode())
    aad = framed("checklistapp slot", 1, slot["id"], slot["label"], raw["pub"], raw["salt"], *cost)
    private_key = AESGCM(slot_key).decrypt(raw["nonce"], raw["ct"], aad)
    assert private_key == keyslots.unlock(closed.key_file, PASSPHRASE).slot_private_key
    assert (len(raw["pub"]), len(raw["sealed"])) == (1216, 1120 + 32 + 16)


def test_database_journal_and_evidence_are_as_the_page_says(
    made: Made, store: Store, assessment: Assessment, tmp_path: Path
) -> None:
    (tmp_path / "plan.txt").write_bytes(CONTENT)
    question = QuestionId("R1.Q1")
    attached = evidence.attach(
        store, PERSON, CLOCK, assessment.id, question, EvidenceReference(EvidenceId("e" * 32)), tmp_path / "plan.txt"
    )
    answer = Answer(
        Response.of(({"name": "Señor “A”"},)),
        'tab\t "quoted" \\ \x01 é 漢',
        parts={PartId("R1.Q1.a"): Response.of("no", "why")},
        evidence=(attached,),
    )
    for _ in range(2):
        assessments.save_answer(
            store, PERSON, CLOCK, assessment.id, question, answer, language="en", wording=Digest("a" * 64)
        )
    store.close()

    key = derived(made.data_key, b"checklistapp database key v1")
    reader = apsw.Connection(str(made.database), flags=apsw.SQLITE_OPEN_READONLY)
    reader.pragma("cipher", "sqlcipher")
    reader.pragma("legacy", 4)
    salt = base64.b64decode(json.loads((made.folder / "keys.json").read_bytes())["file_id"])
    reader.execute(f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\"")

    value, note, parts = only_row(reader, "SELECT value, note, parts FROM answer")
    assert json.loads(value) == [{"name": "Señor “A”"}]
    assert note == answer.note
    assert json.loads(parts) == {"R1.Q1.a": {"value": "no", "reason": "why"}}

    last = check_journal(reader)
    assert len(last) == 7
    for subject, digest in last.items():
        table, _, row_key = subject.partition(":")
        assert row_digest(reader, table, row_key) == digest, subject

    file, file_key, size, sha512 = only_row(reader, "SELECT file, key, size, sha512 FROM evidence")
    sealed = (made.folder / "evidence" / file).read_bytes()
    step = (1 << 20) + 16
    chunks = [sealed[start : start + step] for start in range(0, len(sealed), step)]
    plain = b"".join(
        AESGCM(file_key).decrypt(number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, file.encode())
        for number, chunk in enumerate(chunks)
    )
    assert plain == CONTENT
    assert (size, sha512) == (len(plain), hashlib.sha512(plain).hexdigest())
    reader.close()


@pytest.mark.parametrize("version", sorted(path.name for path in make.HERE.glob("v*")))
def test_sixty_lines_without_our_code_read_every_answer(version: str, tmp_path: Path) -> None:
    shutil.copytree(make.HERE / version / make.NAME, tmp_path / make.NAME)
    expected = json.loads((make.HERE / version / make.EXPECTED).read_text("utf-8"))
    wanted = {
        (assessment, question): {key: value for key, value in answer.items() if key != "evidence"}
        for assessment, held in expected["assessments"].items()
        for question, answer in held["answers"]["answers"].items()
    }
    for passphrase in expected["passphrases"]:
        command = [sys.executable, reading_a_workspace.__file__, tmp_path / make.NAME, passphrase]
        rows = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        assert {(row["assessment"], row["question"]): entered(row) for row in rows} == wanted
    source = Path(reading_a_workspace.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 60
    assert "import checklistapp" not in source
    assert "from checklistapp" not in source


def entered(row: dict[str, Any]) -> dict[str, Any]:  # Any: cells differ by column
    """A row as it would stand in an answers file; docs/format.md says what is JSON."""
    release = json.loads((row["release"] or "null").replace("public_statement", "publicStatement"))
    members = {
        "value": json.loads(row["value"] or "null"),
        "meta": row["meta"],
        "reason": row["reason"],
        "note": row["note"],
        "publicStatement": row["public_statement"],
        "workingNote": row["working_note"],
        "parts": json.loads(row["parts"]),
        "probes": json.loads(row["probes"]),
        "release": release,
    }
    return {name: value for name, value in members.items() if value}


def only_row(reader: apsw.Connection, sql: str) -> tuple[Any, ...]:  # Any: cells differ by column
    (row,) = reader.execute(sql).fetchall()
    return row


def check_journal(reader: apsw.Connection) -> dict[str, str]:
    """Follows the chain; the last digest of each subject."""
    previous, last = "0" * 64, dict[str, str]()
    for number, row in enumerate(reader.execute("SELECT * FROM journal ORDER BY sequence").fetchall(), start=1):
        sequence, before, *_ = row
        assert (sequence, before) == (number, previous)
        fields = [str(cell).encode() for cell in row[:9]]
        chained = b"".join(len(data).to_bytes(8, "big") + data for data in fields)
        previous = hashlib.sha256(chained).hexdigest()
        assert previous == row[9]
        last[str(row[4])] = str(row[6])
    return last


def row_digest(reader: apsw.Connection, table: str, row_key: str) -> str:
    columns = reader.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", [table]).fetchall()
    condition = " AND ".join(f"{name} = ?" for (name,) in columns)
    cursor = reader.execute(f"SELECT * FROM {table} WHERE {condition}", row_key.split("/"))  # noqa: S608 the page's names
    row = dict(zip((column[0] for column in cursor.description), cursor.fetchall()[0], strict=True))
    salt = row.pop("salt")
    assert isinstance(salt, bytes)
    cells = {
        name: hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell
        for name, cell in row.items()
        if cell is not None
    }
    return hashlib.sha256(salt + rfc8785.dumps([table, cells])).hexdigest()


@pytest.mark.parametrize("words", [Act, PersonRole, State, EvidenceKind, Kind, Confirmation, PinnedKind, Meta, Stage])
def test_the_page_names_every_word_that_can_stand_in_a_row(words: type[StrEnum]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "format.md").read_text()
    assert [word.value for word in words if f"`{word.value}`" not in page] == []
