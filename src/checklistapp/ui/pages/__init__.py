# SPDX-License-Identifier: Apache-2.0
"""One page each of what the window can show."""
