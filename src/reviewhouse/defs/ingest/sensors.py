"""One sensor for each feed: what the lake shows less what the ledger has is one run."""

from datetime import UTC, datetime

import dagster as dg

from reviewhouse.defs.ingest.assets import LOAD_JOBS
from reviewhouse.defs.ingest.looks import Looks
from reviewhouse.defs.ingest.partitions import partition_key, partitions_of
from reviewhouse.defs.runs import looks_again, skips_without_tables, unfinished
from reviewhouse.feeds import Feed
from reviewhouse.ingest.ledger import due_files, listing
from reviewhouse.lake import Lake
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse

MOST_FILES_IN_A_RUN = 1000
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def lake_sensor(feed: Feed) -> dg.SensorDefinition:
    @dg.sensor(
        name=feed.sensor,
        job=LOAD_JOBS[feed.name],
        minimum_interval_seconds=settings().sensor_interval_seconds,
        description=f"Loads every file below `{feed.lake_prefix}` that the ledger does not have: one run a tick.",
    )
    @skips_without_tables
    @looks_again
    def look(context: dg.SensorEvaluationContext, warehouse: Warehouse):
        if unfinished(context.instance, feed.job):
            return dg.SkipReason("The last load is still running; what it does not load is found after it.")
        looks = Looks.of(context)
        since = looks.since(datetime.now(UTC))
        found = listing(warehouse, Lake(settings()), feed, since)
        looks.note(context, found.ignored, len(found.states), whole=since is None)
        files = due_files(found.states)[:MOST_FILES_IN_A_RUN]
        if not files:
            return dg.SkipReason("Every file in the lake is in the ledger.")
        return _one_run(context, feed, [partition_key(file) for file in files])

    return look


def _one_run(context: dg.SensorEvaluationContext, feed: Feed, keys: list[str]) -> dg.SensorResult:
    """A run over a range of partitions: its keys are put at the end of the list, next to each other.

    Those that Dagster knows, of a load that died or of content that is back, are taken out here and now: a request
    to take out what the same tick puts in would be refused. No run is under way that could miss them.
    """
    partitions = partitions_of(feed)
    for key in set(keys).intersection(context.instance.get_dynamic_partitions(partitions.name)):
        context.instance.delete_dynamic_partition(partitions.name, key)
    return dg.SensorResult(
        run_requests=[dg.RunRequest(tags={RANGE_START: keys[0], RANGE_END: keys[-1]})],
        dynamic_partitions_requests=[partitions.build_add_request(keys)],
    )
