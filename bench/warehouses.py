"""Warehouses for measuring: a lake and an engine of their own in a temporary folder, and what they cost."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from typing import Self

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.usage import peak_bytes, processor_seconds
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.ingest import schema
from reviewhouse.lake import Lake
from reviewhouse.local import processes, stack
from reviewhouse.settings import settings
from reviewhouse.transform import run_dbt
from reviewhouse.upload import upload_folder
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import Warehouse
from tests.conftest import environment
from tests.support import load_everything

MB = 1_000_000
BUILD = ("build", "--exclude-resource-type", "unit_test")
ENGINE = "reviewhouse.local.clickhouse"
"""A word in the command line of the engine."""

_VARIABLES: dict[Path, dict[str, str]] = {}
"""The environment of each temporary warehouse, by the folder of its data."""

BYTES = Path(__file__).parent / "sql" / "bytes_per_layer.sql"
ENGINE_SECONDS = (
    "SELECT sum(query_duration_ms) / 1000 FROM system.query_log WHERE type != 'QueryStart' AND user = {user:String}"
)


@dataclass(frozen=True)
class Cost:
    """Seconds: `engine` the sum over dbt's statements, `processor` that of all processes, the lake's included."""

    wall: float
    engine: float
    processor: float

    @classmethod
    def middle(cls, costs: Sequence["Cost"]) -> Self:
        """The median of each of them."""
        return cls(*(median(values) for values in zip(*map(astuple, costs), strict=True)))


@contextmanager
def temporary_warehouse(home: Path) -> Iterator[Warehouse]:
    """A warehouse with empty raw tables, whose data lie in `home`. The settings of this process point to it."""
    _VARIABLES[home] = environment(home, "lake,clickhouse")
    _point_to(home)
    stack.up(settings())
    try:
        with Warehouse(settings()) as warehouse:
            schema.create_databases(warehouse, settings().warehouse_database)
            schema.create_tables(warehouse)
            turn_to(home)
            yield warehouse
    finally:
        _point_to(home)
        stack.down(settings())


def turn_to(home: Path) -> None:
    """Of several warehouses, let the settings point to this one."""
    _point_to(home)
    run_dbt("parse")  # as `make setup` does it for `.env`: else each build reads all models anew


def _point_to(home: Path) -> None:
    os.environ.update(_VARIABLES[home])
    settings.cache_clear()


def upload(folder: Path) -> Lake:
    """Put the feed files of a folder into the lake."""
    lake = Lake(settings())
    upload_folder(lake, folder)
    return lake


def load(warehouse: Warehouse, lake: Lake) -> Cost:
    """Load whatever is in the lake and not yet in the warehouse."""

    def load() -> None:
        for attempt in load_everything(warehouse, lake):
            assert attempt.status == "loaded", attempt.error

    return cost(warehouse, load)


def build(warehouse: Warehouse, *arguments: str) -> Cost:
    """Run dbt with these arguments."""
    return cost(warehouse, lambda: run_dbt(*arguments))


def cost(warehouse: Warehouse, work: Callable[[], None]) -> Cost:
    """What some work takes."""
    pids = [os.getpid(), *processes.of_stack(settings().reviewhouse_home)]
    engine, processor, begin = _engine_seconds(warehouse), processor_seconds(pids), time.perf_counter()
    work()
    wall = time.perf_counter() - begin
    return Cost(wall, _engine_seconds(warehouse) - engine, processor_seconds(pids) - processor)


def engine_peak() -> int:
    """The most memory that the engine has had at once, in bytes."""
    return max(peak_bytes(pid) for pid in processes.of_stack(settings().reviewhouse_home, ENGINE))


def bytes_on_disk(warehouse: Warehouse) -> dict[str, int]:
    """Of bronze, silver and gold."""
    names = {"raw_database": RAW_DATABASE, "warehouse_database": settings().warehouse_database}
    return {row["layer"]: row["bytes"] for row in warehouse.rows(BYTES, names)}


def _engine_seconds(warehouse: Warehouse) -> float:
    warehouse.client.command("SYSTEM FLUSH LOGS")
    user, _ = settings().login(TRANSFORMER)
    return warehouse.client.query(ENGINE_SECONDS, parameters={"user": user}).result_rows[0][0]
