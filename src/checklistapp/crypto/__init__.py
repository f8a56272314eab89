# SPDX-License-Identifier: Apache-2.0
"""age, key slots, signers and fingerprints: secrets and signatures, without touching a disk."""
