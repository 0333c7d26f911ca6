"""The databases and raw tables. Everything here can be run again without harm."""

from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse


def create_databases(warehouse: Warehouse, warehouse_database: str, cluster: str = "") -> list[str]:
    """Create the raw database and the one that dbt builds into, on each node of a cluster; their names."""
    databases = [RAW_DATABASE, warehouse_database]
    for database in databases:
        warehouse.command(SQL / "create_database.sql", database=identifier(database), **on_cluster(cluster))
    return databases


def create_tables(warehouse: Warehouse, cluster: str = "") -> list[str]:
    """Create the raw table of each feed, the ledger, the quarantine and the view of current loads; their names."""
    names = {"database": identifier(RAW_DATABASE), **on_cluster(cluster)}
    for feed in FEEDS:
        warehouse.command(SQL / "create_raw_table.sql", feed=feed, **names)
        warehouse.command(SQL / "upgrade_raw_table.sql", feed=feed, **names)
    tables = ["file_load", "quarantine", "current_load"]
    for table in tables:
        warehouse.command(SQL / f"create_{table}.sql", **names)
    for table in ("file_load", "quarantine"):
        warehouse.command(SQL / f"upgrade_{table}.sql", **names)
    return [feed.raw_table for feed in FEEDS] + tables


def on_cluster(cluster: str) -> dict[str, str]:
    """What statements say on a cluster: its clause, and tables that replicate themselves. Nothing on one node."""
    if not cluster:
        return {"on_cluster": "", "replicated": ""}
    return {"on_cluster": f" on cluster {identifier(cluster)}", "replicated": "Replicated"}
