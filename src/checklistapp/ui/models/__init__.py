# SPDX-License-Identifier: Apache-2.0
"""What the views show: the assessment being answered and the tree over it."""
