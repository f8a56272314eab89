# SPDX-License-Identifier: Apache-2.0
"""A second reader, after docs/format.md alone: python reading_a_workspace.py FOLDER PASSPHRASE."""

import hashlib
import json
import sys
import unicodedata
from base64 import b64decode
from pathlib import Path
from typing import Any

import apsw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def framed(*fields: bytes | str | int) -> bytes:
    raw = [f.to_bytes(8, "big") if isinstance(f, int) else f.encode() if isinstance(f, str) else f for f in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in raw)


def data_key(keys: dict[str, Any], passphrase: str) -> bytes:  # Any: members of keys.json
    for slot in keys["slots"]:
        pub, salt, nonce, ct, sealed = (b64decode(slot[name]) for name in ("pub", "salt", "nonce", "ct", "sealed"))
        m, t, p = slot["m"], slot["t"], slot["p"]
        kdf = Argon2id(salt=salt, length=32, memory_cost=m, iterations=t, lanes=p)
        slot_key = AESGCM(kdf.derive(unicodedata.normalize("NFKC", passphrase).encode()))
        aad = framed("checklistapp slot", 1, slot["id"], slot["label"], pub, salt, m, t, p)
        try:
            seed = hashlib.shake_256(slot_key.decrypt(nonce, ct, aad)).digest(96)  # X-Wing's two keys
        except InvalidTag:
            continue
        halves = MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])
        suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
        info = framed("checklistapp data key", 1, b64decode(keys["file_id"]), slot["id"])
        return suite.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(*halves), info)
    raise ValueError("this passphrase opens no slot")


def answers(folder: Path, passphrase: str) -> list[dict[str, Any]]:  # Any: cells differ by column
    """Every answer by column, in the order of assessments and questions."""
    keys = json.loads((folder / "keys.json").read_bytes())
    raw = HKDF(SHA256(), 32, None, b"checklistapp database key v1").derive(data_key(keys, passphrase))
    database = apsw.Connection(str(next(folder.glob("*.checklist"))), flags=apsw.SQLITE_OPEN_READONLY)
    database.pragma("cipher", "sqlcipher")
    database.pragma("legacy", 4)
    database.execute(f"PRAGMA key = \"x'{raw.hex()}{b64decode(keys['file_id']).hex()}'\"")
    cursor = database.execute("SELECT * FROM answer ORDER BY assessment, question")
    return [dict(zip((name for name, *_ in cursor.description), row, strict=True)) for row in cursor]


if __name__ == "__main__":
    print(json.dumps(answers(Path(sys.argv[1]), sys.argv[2]), default=bytes.hex, indent=1))  # noqa: T201 its answer
