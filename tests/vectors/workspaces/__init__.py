# SPDX-License-Identifier: Apache-2.0
"""One good workspace of every released version; README.md says how they came to be."""
