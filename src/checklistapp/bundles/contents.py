# SPDX-License-Identifier: Apache-2.0
"""What a bundle of each kind holds: the one table for those who seal, check and take in."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklistapp.bundles.statement import Kind

FORM = "data/form.json"
JOURNAL = "data/journal.jsonl"
PAGE = "data/public.html"
REVOCATIONS = "data/revocations.pem"
"""Lists of authorities that the sender knew of, as PEM."""
_EVIDENCE = "data/evidence/"


@dataclass(frozen=True, slots=True)
class Contents:
    """Paths of the record that a program reads and of the document that people signed, which carries that record.

    ``others`` must be there besides them and the form. ``imported``: a receiver takes it in. ``has_lists``: may come
    with revocation lists, which tell whom the sender trusts.
    """

    record: str
    document: str
    others: frozenset[str] = frozenset()
    needs_document: bool = True
    has_evidence: bool = True
    imported: bool = True
    has_lists: bool = True

    def allows(self, paths: frozenset[str]) -> bool:
        """Whether exactly what belongs to this kind is there, evidence left aside."""
        must = {FORM, self.record, *self.others}
        found = paths - {REVOCATIONS} if self.has_lists else paths
        return must | {self.document} == found or (must == found and not self.needs_document)


OF_KIND: Mapping[Kind, Contents] = {
    Kind.SUBMISSION: Contents("data/assessment.json", "data/report.pdf"),
    Kind.PUBLIC: Contents(
        "data/public.json", "data/public.pdf", frozenset({PAGE}), has_evidence=False, has_lists=False
    ),
    Kind.ARCHIVE: Contents(
        "data/assessment.json", "data/report.pdf", frozenset({JOURNAL}), needs_document=False, imported=False
    ),
}


def evidence_path(number: int) -> str:
    """Of the ``number``-th file, counted from 1."""
    return f"{_EVIDENCE}{number:04d}"


def is_evidence(path: str) -> bool:
    return path.startswith(_EVIDENCE)
