# SPDX-License-Identifier: Apache-2.0
"""The whole window, as the tests of its parts have it."""

from tests.ui.conftest import program, qapp

__all__ = ["program", "qapp"]
