"""The sensor that builds the marts when the ledger has loads that they have not seen."""

import hashlib
from datetime import UTC, datetime, timedelta

import dagster as dg

from reviewhouse.defs.ingest.looks import DAYS
from reviewhouse.defs.runs import looks_again, skips_without_tables, unfinished
from reviewhouse.defs.transform.models import build_marts
from reviewhouse.feeds import FEEDS
from reviewhouse.ingest.built import Load, unbuilt_loads
from reviewhouse.ingest.ledger import pending_files
from reviewhouse.lake import Lake
from reviewhouse.progress import BUILD_SENSOR
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse

PATIENCE = timedelta(seconds=60)
"""How long the oldest load waits for others that are on their way, so that they are built together."""

FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=1)
"""A build that failed is tried again after 1 min, 4 min, 16 min, then hourly, although nothing new has come."""

LOADS_TAG = "reviewhouse/loads"

PARENT_RUN = "dagster/parent_run_id"
"""On Dagster's own second run of one whose process died: the two are one try, or a double kill would cost minutes."""


@dg.sensor(
    name=BUILD_SENSOR,
    job=build_marts,
    minimum_interval_seconds=settings().sensor_interval_seconds,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Builds silver and gold when a load was committed that they have not seen; one build at a time.",
)
@skips_without_tables
@looks_again
def build_marts_sensor(context: dg.SensorEvaluationContext, warehouse: Warehouse):
    if unfinished(context.instance, build_marts.name):
        return dg.SkipReason("A build is under way; loads that it has not seen are built after it.")
    loads = unbuilt_loads(warehouse, settings().warehouse_database)
    if not loads:
        return dg.SkipReason("The marts have seen every load.")
    if _is_fresh(loads) and _more_is_coming(context.instance, warehouse):
        return dg.SkipReason("More files are on their way; they are built together.")
    return _build(context.instance, loads)


def _is_fresh(loads: list[Load]) -> bool:
    return datetime.now(UTC) - loads[0].loaded_at < PATIENCE


def _more_is_coming(instance: dg.DagsterInstance, warehouse: Warehouse) -> bool:
    lake, since = Lake(settings()), (datetime.now(UTC) - DAYS).date()
    return unfinished(instance, *(feed.job for feed in FEEDS)) or any(
        pending_files(warehouse, lake, feed, since) for feed in FEEDS
    )


def _build(instance: dg.DagsterInstance, loads: list[Load]) -> dg.RunRequest | dg.SkipReason:
    """A run for these loads, unless it has just failed: then it has to wait."""
    name = hashlib.sha256("\n".join(sorted(load.load_id for load in loads)).encode()).hexdigest()[:16]
    earlier = instance.get_run_records(dg.RunsFilter(job_name=build_marts.name, tags={LOADS_TAG: name}))
    if earlier:
        tries = sum(PARENT_RUN not in record.dagster_run.tags for record in earlier)
        due_at = earlier[0].create_timestamp + min(FIRST_DELAY * 4 ** (tries - 1), LONGEST_DELAY)
        if datetime.now(UTC) < due_at:
            return dg.SkipReason(
                f"The build of these loads failed in the run {earlier[0].dagster_run.run_id}. Mend its reason "
                f"and launch {build_marts.name}, or wait: it is tried again at {due_at:%H:%M} UTC."
            )
    return dg.RunRequest(run_key=f"{name}-{len(earlier)}", tags={LOADS_TAG: name})
