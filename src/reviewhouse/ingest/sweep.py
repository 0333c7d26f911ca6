"""Takes away what loads have left behind that were never committed. Nobody reads it; it only takes space."""

from datetime import timedelta

from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse

OLD = timedelta(days=1)
"""Longer than any load runs: orchestration ends a run after six hours. What is younger may still be committed."""

_TABLES = {feed.raw_table: ("_meta_load_id", "_meta_loaded_at") for feed in FEEDS} | {
    "quarantine": ("load_id", "quarantined_at")
}


def sweep(warehouse: Warehouse, old: timedelta = OLD) -> dict[str, int]:
    """Delete rows of loads without a committed ledger row that began so long ago; how many, by table."""
    swept = {}
    for table, (load_id, began_at) in _TABLES.items():
        names = {
            "database": identifier(RAW_DATABASE),
            "table": identifier(table),
            "load_id": identifier(load_id),
            "began_at": identifier(began_at),
        }
        found = warehouse.rows(SQL / "orphans.sql", values={"seconds": int(old.total_seconds())}, **names)
        swept[table] = sum(row["rows"] for row in found)
        if found:
            load_ids = [str(row["orphan"]) for row in found]
            warehouse.command(SQL / "delete_orphans.sql", values={"load_ids": load_ids}, **names)
    return swept
