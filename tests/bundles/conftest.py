# SPDX-License-Identifier: Apache-2.0
"""A small submission to seal, and who seals and opens it."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from checklistapp.bundles.sealing import Content, seal
from checklistapp.bundles.statement import File, FormReference, JournalHead, Kind, Sender, Statement
from checklistapp.crypto.age_recipients import HybridIdentity, Recipient
from checklistapp.crypto.signer import SoftwareSigner, make_self_made
from checklistapp.crypto.trust import Trust

PAYLOAD = {
    "data/form.json": b"{}",
    "data/assessment.json": b'{"answers":{}}',
    "data/report.pdf": b"%PDF-1.7 not really",
    "data/evidence/0001": b"e" * 70_000,
    "data/evidence/0002": b"",
}


def opener(data: bytes) -> Content:
    return lambda: io.BytesIO(data)


def contents(payload: Mapping[str, bytes]) -> dict[str, Content]:
    return {path: opener(data) for path, data in payload.items()}


NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Parties:
    signer: SoftwareSigner
    receiver: HybridIdentity
    stranger: HybridIdentity

    @property
    def trust(self) -> Trust:
        return Trust(NOW, frozenset({self.signer.certificate}))

    def statement(self, payload: Mapping[str, bytes] = PAYLOAD, **changes: object) -> Statement:
        fields: dict[str, object] = {
            "kind": Kind.SUBMISSION,
            "assessment": "0123456789abcdef" * 2,
            "authority": "Ruritanian Nuclear Authority",
            "sequence": 1,
            "created": "2026-01-31T12:00:00Z",
            "sender": Sender("Focal point", "Ruritania", hashlib.sha256(self.signer.certificate).hexdigest()),
            "form": FormReference("infcirc869-checklist", "1.0.0", "a" * 64),
            "files": tuple(
                File(path, len(data), hashlib.sha512(data).hexdigest(), "plan.pdf" if "evidence" in path else "")
                for path, data in payload.items()
            ),
            "recipients": (hashlib.sha256(self.receiver.recipient().encode().encode()).hexdigest(),),
            "journal": JournalHead(12, "b" * 64),
        }
        return Statement(**{**fields, **changes})  # type: ignore[arg-type] # fields by name, checked by the reader

    def seal(self, statement: Statement, payload: Mapping[str, bytes] = PAYLOAD) -> bytes:
        return self.seal_for([self.receiver.recipient()], statement, payload)

    def seal_for(
        self, recipients: list[Recipient], statement: Statement, payload: Mapping[str, bytes] = PAYLOAD
    ) -> bytes:
        target = io.BytesIO()
        seal(statement, contents(payload), self.signer, recipients, target)
        return target.getvalue()


@pytest.fixture(scope="session")
def parties() -> Parties:
    return Parties(make_self_made("Focal point", "Ruritania"), HybridIdentity.generate(), HybridIdentity.generate())
