# SPDX-License-Identifier: Apache-2.0
"""Guides, stores, signs and seals nuclear security self-assessment checklists on air-gapped workstations."""

__version__ = "0.1.0"
