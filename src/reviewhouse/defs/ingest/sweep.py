"""Once a night: what uncommitted loads have left in bronze is taken away."""

import dagster as dg

from reviewhouse.ingest.sweep import sweep
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse


@dg.op
def sweep_uncommitted(context: dg.OpExecutionContext) -> None:
    with Warehouse(settings()) as warehouse:
        context.log.info("Rows taken away: %s", sweep(warehouse))


@dg.job(description="Take away the rows of loads that were never committed and began more than a day ago.")
def sweep_bronze() -> None:
    sweep_uncommitted()


nightly_sweep = dg.ScheduleDefinition(
    name="nightly_sweep",
    job=sweep_bronze,
    cron_schedule="30 3 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
