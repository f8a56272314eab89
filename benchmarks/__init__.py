# SPDX-License-Identifier: Apache-2.0
"""Speed and size beside the peers people would use instead: figures to read, never a timed test."""
