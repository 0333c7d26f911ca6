"""Real parts for tests: a lake and an engine on free ports in temporary folders."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewhouse.ingest import schema
from reviewhouse.lake import Lake
from reviewhouse.local import stack
from reviewhouse.sample import write_feed
from reviewhouse.settings import RESTRICTED_USERS, ROOT, Settings, read_settings, settings
from reviewhouse.warehouse import Warehouse
from tests.ports import free_port, free_port_range
from tests.support import empty_lake, empty_tables

REAL_FEED = ROOT.parent / "shared" / "data" / "digital_music"
"""Real reviews, used where somebody has put them beside the project."""

LAKE_PORTS = 9

csv.field_size_limit(1 << 30)


def environment(home: Path, parts: str) -> dict[str, str]:
    """The variables of a stack of its own, as somebody would set them in `.env`."""
    return {
        "AWS_ACCESS_KEY_ID": "tester",
        "AWS_SECRET_ACCESS_KEY": "lake-secret-of-the-tests",
        "AWS_BUCKET": "reviews",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}",
        "CLICKHOUSE_HOST": "127.0.0.1",
        "CLICKHOUSE_PORT": str(free_port()),
        "CLICKHOUSE_USER": "tester",
        "CLICKHOUSE_PASSWORD": "engine-secret-of-the-tests",
        "CLICKHOUSE_SECURE": "false",
        **{f"CLICKHOUSE_{user.upper()}_PASSWORD": f"{user}-secret-of-the-tests" for user in RESTRICTED_USERS},
        "DAGSTER_HOME": str(home / "dagster"),
        "DAGSTER_HOST": "127.0.0.1",
        "DAGSTER_PORT": str(free_port()),
        "SENSOR_INTERVAL_SECONDS": "2",
        "DBT_TARGET": "dev",
        "REVIEWHOUSE_HOME": str(home),
        "REVIEWHOUSE_PARTS": parts,
        "LAKE_INTERNAL_PORTS": str(free_port_range(LAKE_PORTS)),
    }


@pytest.fixture(scope="session")
def feed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real reviews where they are at hand, a synthetic feed otherwise."""
    if REAL_FEED.is_dir():
        return REAL_FEED
    folder = tmp_path_factory.mktemp("feed")
    write_feed(folder, reviews=5_000, products=1_000, seed=7)
    return folder


@pytest.fixture(scope="session")
def stack_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A running lake and engine, with empty tables; the settings of this process point to them."""
    before = dict(os.environ)
    os.environ.update(environment(tmp_path_factory.mktemp("stack"), "lake,clickhouse"))
    settings.cache_clear()
    found = read_settings()
    stack.up(found)
    try:
        with Warehouse(found) as warehouse:
            schema.create_databases(warehouse, found.warehouse_database)
            schema.create_tables(warehouse)
        yield found
    finally:
        stack.down(found)
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


@pytest.fixture
def warehouse(stack_settings: Settings) -> Iterator[Warehouse]:
    with Warehouse(stack_settings) as found:
        yield found


@pytest.fixture
def lake(stack_settings: Settings) -> Iterator[Lake]:
    """The lake, emptied when the test is over."""
    found = Lake(stack_settings)
    yield found
    empty_lake(found)


@pytest.fixture
def empty_ledger(warehouse: Warehouse) -> None:
    """Raw tables, ledger and quarantine without rows."""
    empty_tables(warehouse)
