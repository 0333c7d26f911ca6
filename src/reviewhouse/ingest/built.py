"""Which committed loads the marts have seen: `mrt_seen_load`, the last model of a build, names them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from reviewhouse.errors import QueryFailed
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.sql import identifier
from reviewhouse.warehouse import NOT_THERE, Warehouse


@dataclass(frozen=True)
class Load:
    """A committed load, current for its key."""

    load_id: str
    feed: str
    key: str
    loaded_at: datetime


def unbuilt_loads(warehouse: Warehouse, warehouse_database: str) -> list[Load]:
    """The current loads that the marts have not seen, oldest first. Empty means that the marts are up to date."""
    current = warehouse.rows(SQL / "current_loads.sql", database=identifier(RAW_DATABASE))
    seen = _seen(warehouse, warehouse_database) if current else set()
    return [
        Load(str(row["load_id"]), row["feed"], row["key"], row["loaded_at"].replace(tzinfo=UTC))
        for row in current
        if str(row["load_id"]) not in seen
    ]


def _seen(warehouse: Warehouse, warehouse_database: str) -> set[str]:
    try:
        rows = warehouse.rows(SQL / "seen_loads.sql", database=identifier(warehouse_database))
    except QueryFailed as error:
        if error.code in NOT_THERE:  # nothing has been built yet
            return set()
        raise
    return {str(row["load_id"]) for row in rows}
