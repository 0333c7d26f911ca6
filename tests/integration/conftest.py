"""Dagster in memory, for the tests of sensors."""

from collections.abc import Iterator

import dagster as dg
import pytest

from reviewhouse.definitions import defs


@pytest.fixture(scope="session")
def repository(stack_settings) -> dg.RepositoryDefinition:
    return defs().get_repository_def()


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found
