"""The two jobs that prepare an empty ClickHouse; both may be run again."""

import dagster as dg

from reviewhouse.ingest import schema
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse


@dg.op
def create_databases(context: dg.OpExecutionContext) -> None:
    with Warehouse(settings()) as warehouse:
        made = schema.create_databases(warehouse, settings().warehouse_database, settings().clickhouse_cluster)
    context.log.info("There are: %s", made)


@dg.op
def create_tables(context: dg.OpExecutionContext) -> None:
    with Warehouse(settings()) as warehouse:
        made = schema.create_tables(warehouse, settings().clickhouse_cluster)
    context.log.info("There are: %s", made)


@dg.job(description="Create the databases of bronze and of the warehouse. Safe to repeat.")
def init_databases() -> None:
    create_databases()


@dg.job(description="Create the raw tables, the ledger, the quarantine and the view of current loads. Safe to repeat.")
def init_tables() -> None:
    create_tables()
