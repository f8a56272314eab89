# SPDX-License-Identifier: Apache-2.0
"""The field itself: forms, answers, assessments and their rules, as plain values without any input or output."""
