# SPDX-License-Identifier: Apache-2.0
"""Names for the identifiers that travel through the house, so that none is taken for another."""

from typing import NewType

FormId = NewType("FormId", str)
"""Kebab-case, e.g. ``infcirc869-checklist``."""

QuestionId = NewType("QuestionId", str)
"""As printed, e.g. ``C3.Q4``; never reused for another meaning."""

PartId = NewType("PartId", str)
"""``<question>.a`` …"""

ProbeId = NewType("ProbeId", str)
"""``<question>.p1`` …"""

FactId = NewType("FactId", str)
"""A yes/no fact of the applicability profile, e.g. ``nuclear-facilities``."""

AssessmentId = NewType("AssessmentId", str)
"""32 random hexadecimal digits."""

PersonId = NewType("PersonId", str)
EvidenceId = NewType("EvidenceId", str)
ContactId = NewType("ContactId", str)
Digest = NewType("Digest", str)
"""SHA-256, 64 lower-case hexadecimal digits."""
