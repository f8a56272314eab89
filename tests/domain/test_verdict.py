# SPDX-License-Identifier: Apache-2.0
"""The words of a verdict and their order, which the command line publishes."""

import json
from pathlib import Path

from checklistapp.domain.verdict import Verdict, worst


def test_the_words_and_their_order_are_those_of_the_published_schema() -> None:
    schemas = json.loads((Path(__file__).parents[2] / "docs/schemas/command-line.json").read_text())
    assert [verdict.value for verdict in Verdict] == schemas["$defs"]["verdict"]["enum"]


def test_the_worst_is_told() -> None:
    assert worst([Verdict.COMPLETE, Verdict.ALTERED, Verdict.HELD]) is Verdict.ALTERED
    assert [verdict for verdict in Verdict if verdict.is_good] == [Verdict.COMPLETE, Verdict.ALREADY_RECEIVED]
