# SPDX-License-Identifier: Apache-2.0
"""Signed PDF documents: layout, archival form, signatures and their verification."""
