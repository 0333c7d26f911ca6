"""Warehouses for measuring: a lake and an engine of their own in a temporary folder, and what they cost."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import peak_bytes
from reviewhouse.ingest import schema
from reviewhouse.lake import Lake
from reviewhouse.local import processes, stack
from reviewhouse.settings import Settings, settings
from reviewhouse.transform import run_dbt
from reviewhouse.upload import planned, send
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import Warehouse
from tests.conftest import environment
from tests.support import load_everything

MB = 1_000_000
ENGINE, LAKE = "reviewhouse.local.clickhouse", "weed"
"""Words in the command lines of the two."""

ENGINE_SECONDS = (
    "SELECT sum(query_duration_ms) / 1000 FROM system.query_log WHERE type != 'QueryStart' AND user = {user:String}"
)


@dataclass(frozen=True)
class Cost:
    """Seconds."""

    engine: float
    wall: float


@contextmanager
def temporary_warehouse() -> Iterator[tuple[Path, Warehouse]]:
    """A folder to work in, and a warehouse with empty raw tables. Both are gone afterwards.

    The settings of this process point to the warehouse.
    """
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        home = Path(folder)
        os.environ.update(environment(home / "stack", "lake,clickhouse"))
        settings.cache_clear()
        stack.up(settings())
        try:
            with Warehouse(settings()) as warehouse:
                schema.create_databases(warehouse, settings().warehouse_database)
                schema.create_tables(warehouse)
                yield home, warehouse
        finally:
            stack.down(settings())


def upload(folder: Path) -> Lake:
    """Put the feed files of a folder into the lake."""
    lake = Lake(settings())
    for file in planned(folder):
        send(lake, file, lambda sent: None)
    return lake


def load(warehouse: Warehouse, lake: Lake) -> float:
    """Load whatever is in the lake and not in the warehouse; the seconds that took."""
    begin = time.perf_counter()
    for attempt in load_everything(warehouse, lake):
        if attempt.status != "loaded":
            raise SystemExit(f"{attempt.key} is not loaded: {attempt.error}")
    return time.perf_counter() - begin


def build(warehouse: Warehouse, *arguments: str) -> Cost:
    """Run dbt."""
    before, begin = _engine_seconds(warehouse), time.perf_counter()
    run_dbt(*arguments)
    return Cost(wall=time.perf_counter() - begin, engine=_engine_seconds(warehouse) - before)


def engine_peak(settings: Settings) -> int:
    """The most memory that the engine has had at once, in bytes."""
    return max(peak_bytes(pid) for pid in processes.of_stack(settings.reviewhouse_home, ENGINE))


def _engine_seconds(warehouse: Warehouse) -> float:
    warehouse.client.command("SYSTEM FLUSH LOGS")
    user, _ = settings().login(TRANSFORMER)
    return warehouse.client.query(ENGINE_SECONDS, parameters={"user": user}).result_rows[0][0]
