"""One raw asset for each feed, and the job that loads it."""

import dagster as dg

from reviewhouse.defs.ingest.partitions import file_version, partitions_of
from reviewhouse.defs.ingest.report import materialization, raise_failures
from reviewhouse.feeds import FEEDS, RAW_DATABASE, Feed
from reviewhouse.ingest.batch import load_versions
from reviewhouse.settings import settings


class LoadConfig(dg.Config):
    """`reload`: load file versions again that the ledger already has."""

    reload: bool = False


def raw_asset(feed: Feed) -> dg.AssetsDefinition:
    @dg.asset(
        name=feed.asset,
        description=f"Bronze: the files below `{feed.lake_prefix}` as they came, in `{RAW_DATABASE}.{feed.raw_table}`. "
        "One partition is one version of one file.",
        group_name="bronze",
        kinds={"s3", "clickhouse", "csv"},
        partitions_def=partitions_of(feed),
        backfill_policy=dg.BackfillPolicy.single_run(),
        output_required=False,  # each file reports for itself: one that fails must not be shown as loaded
        pool=feed.asset,
    )
    def load(context: dg.AssetExecutionContext, config: LoadConfig):
        versions = [file_version(key) for key in context.partition_keys]
        failed = []
        for attempt in load_versions(settings(), feed, versions, run_id=context.run.run_id, reload=config.reload):
            if attempt.error:
                failed.append(attempt)
            else:
                yield materialization(feed, attempt, settings())
        raise_failures(failed)

    return load


RAW_ASSETS = {feed.name: raw_asset(feed) for feed in FEEDS}
LOAD_JOBS = {feed.name: dg.define_asset_job(feed.job, selection=[RAW_ASSETS[feed.name]]) for feed in FEEDS}
