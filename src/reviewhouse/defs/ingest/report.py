"""How a load shows itself in Dagster."""

from urllib.parse import urlencode

import dagster as dg

from reviewhouse.defs.ingest.partitions import partition_key
from reviewhouse.feeds import RAW_DATABASE, Feed
from reviewhouse.ingest.ledger import Attempt
from reviewhouse.lake import LakeFile
from reviewhouse.settings import Settings


def materialization(feed: Feed, attempt: Attempt, settings: Settings) -> dg.AssetMaterialization:
    """What was loaded: rows, bytes, seconds, file, and where the ledger says so."""
    file = LakeFile(attempt.key, attempt.etag, attempt.size, attempt.last_modified)
    return dg.AssetMaterialization(
        asset_key=feed.asset,
        partition=partition_key(file),
        metadata={
            "dagster/partition_row_count": attempt.rows_loaded,
            "rows": attempt.rows_loaded,
            "quarantined": attempt.rows_quarantined,
            "bytes": attempt.size,
            "seconds": (attempt.finished_at - attempt.started_at).total_seconds(),
            "file": f"s3://{attempt.bucket}/{attempt.key}",
            "load_id": str(attempt.load_id),
            "ledger": dg.MetadataValue.url(ledger_url(attempt, settings)),
        },
    )


def ledger_url(attempt: Attempt, settings: Settings) -> str:
    """A link that runs the ledger query in ClickHouse; the browser asks for the user and the password."""
    query = f"SELECT * FROM {RAW_DATABASE}.file_load WHERE load_id = '{attempt.load_id}' FORMAT Vertical"
    scheme = "https" if settings.clickhouse_secure else "http"
    return f"{scheme}://{settings.clickhouse_host}:{settings.clickhouse_port}/?{urlencode({'query': query})}"


def raise_failures(failed: list[Attempt]) -> None:
    """Fail the run by name and reason of each file that did not load; the others are loaded all the same."""
    if failed:
        lines = "\n".join(f"- {attempt.error}" for attempt in failed)
        raise dg.Failure(
            description=f"{len(failed)} file(s) could not be loaded; the others were.\n{lines}",
            metadata={attempt.key: attempt.error for attempt in failed},
            allow_retries=False,  # the ledger decides what is tried again, and when
        )
