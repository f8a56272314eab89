# SPDX-License-Identifier: Apache-2.0
"""The words that make a call a command; kept apart so that opening the window imports nothing else."""

COMMANDS = frozenset(
    {
        "assessment",
        "contact",
        "demo",
        "evidence",
        "export",
        "forget",
        "form",
        "identity",
        "import",
        "paper",
        "person",
        "receive",
        "receipt",
        "received",
        "sign",
        "token",
        "trust",
        "verify",
        "workspace",
    }
)
