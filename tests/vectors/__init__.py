# SPDX-License-Identifier: Apache-2.0
"""Files of every released version, good ones and broken ones."""
