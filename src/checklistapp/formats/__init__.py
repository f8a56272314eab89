# SPDX-License-Identifier: Apache-2.0
"""Bytes to domain values and back, without touching a disk."""
