# SPDX-License-Identifier: Apache-2.0
"""The parts that pages are put together from."""
