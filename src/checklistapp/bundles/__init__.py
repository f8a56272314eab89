# SPDX-License-Identifier: Apache-2.0
"""What leaves the machine: sealed bags, and cards of those who may open them."""
