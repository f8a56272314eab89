# SPDX-License-Identifier: Apache-2.0
"""The workspace folder: an encrypted SQLite file, its key slots and its evidence."""
