# SPDX-License-Identifier: Apache-2.0
"""The use cases, for the window and the command line alike: no Qt, no threads."""
