# SPDX-License-Identifier: Apache-2.0
"""The machine around us: paths, files, a clock that may be wrong, and a log that never holds an answer."""
