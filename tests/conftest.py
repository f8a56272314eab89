# SPDX-License-Identifier: Apache-2.0
"""What every test shares: an offscreen screen unless a real one is asked for, and profiles for hypothesis."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("house", deadline=None, max_examples=50)
settings.load_profile("house")
