# SPDX-License-Identifier: Apache-2.0
"""An open workspace, a closed one, and an assessment begun in the open one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklistapp.domain.assessment import Assessment
from checklistapp.store import assessments
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, Made, form_of, make


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[tuple[Made, Store]]:
    made, store = make(tmp_path)
    yield made, store
    store.close()


@pytest.fixture
def made(workspace: tuple[Made, Store]) -> Made:
    return workspace[0]


@pytest.fixture
def store(workspace: tuple[Made, Store]) -> Store:
    return workspace[1]


@pytest.fixture
def closed(tmp_path: Path) -> Made:
    made, store = make(tmp_path)
    store.close()
    return made


@pytest.fixture
def assessment(store: Store) -> Assessment:
    return assessments.start(store, PERSON, CLOCK, form_of(5), "Ministry of Ruritania")
