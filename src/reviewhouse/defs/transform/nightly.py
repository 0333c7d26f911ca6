"""Once a night: every check, on all rows. Builds that follow the new data look at those that they have written."""

import dagster as dg

from reviewhouse.transform import run_dbt


@dg.op(pool="dbt")
def check_all_rows(context: dg.OpExecutionContext) -> None:
    run_dbt("test", "--exclude-resource-type", "unit_test")
    context.log.info("Every check of silver and gold holds on all rows.")


@dg.job(description="Every dbt test on all rows of silver and gold, also those that a build has left alone.")
def check_marts() -> None:
    check_all_rows()


nightly_check = dg.ScheduleDefinition(
    name="nightly_check",
    job=check_marts,
    cron_schedule="0 4 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
