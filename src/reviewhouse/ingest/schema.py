"""The databases and raw tables. Everything here can be run again without harm."""

from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse


def create_databases(warehouse: Warehouse, warehouse_database: str) -> list[str]:
    """Create the raw database and the one that dbt builds into; their names."""
    databases = [RAW_DATABASE, warehouse_database]
    for database in databases:
        warehouse.command(SQL / "create_database.sql", database=identifier(database))
    return databases


def create_tables(warehouse: Warehouse) -> list[str]:
    """Create the raw table of each feed, the ledger, the quarantine and the view of current loads; their names."""
    database = identifier(RAW_DATABASE)
    for feed in FEEDS:
        warehouse.command(SQL / "create_raw_table.sql", database=database, feed=feed)
    names = ["file_load", "quarantine", "current_load"]
    for name in names:
        warehouse.command(SQL / f"create_{name}.sql", database=database)
    return [feed.raw_table for feed in FEEDS] + names
