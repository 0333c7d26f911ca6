"""Small files, and the steps that tests share."""

import time

from reviewhouse.feeds import FEEDS, REVIEWS
from reviewhouse.ingest.ledger import Attempt, pending_files
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.together import load_all
from reviewhouse.lake import CHECKSUM, Lake
from reviewhouse.warehouse import Warehouse

HEADER = ",".join(REVIEWS.columns)


def record(number: int, text: str = "fine") -> str:
    return f'{number},R{number},B1,name,"[1, 2]",{text},5.0,short,1158019200,"09 12, 2006"'


def csv_file(*records: str) -> bytes:
    return "\n".join([HEADER, *records, ""]).encode()


def put(lake: Lake, key: str, body: bytes, checksum: str | None = None) -> None:
    """As somebody else's uploader does it; `checksum` is what ours would store with the object."""
    metadata = {CHECKSUM: checksum} if checksum else {}
    lake._client.put_object(Bucket=lake.bucket, Key=key, Body=body, Metadata=metadata)


def remove(lake: Lake, key: str) -> None:
    lake._client.delete_object(Bucket=lake.bucket, Key=key)


def empty_lake(lake: Lake) -> None:
    for file in list(lake.files("")):
        remove(lake, file.key)


def empty_tables(warehouse: Warehouse) -> None:
    for table in ("amazon_review", "amazon_metadata", "file_load", "quarantine"):
        warehouse.client.command(f"TRUNCATE TABLE raw_thirdparty.{table}")


def load_everything(warehouse: Warehouse, lake: Lake) -> list[Attempt]:
    """Load what is pending in both feeds, without Dagster."""
    loader = Loader(warehouse, lake, "run-1")
    return [one for feed in FEEDS for one in load_all(loader, feed, pending_files(warehouse, lake, feed))]


def settle(warehouse: Warehouse, most_seconds: float = 300) -> float:
    """Wait until the engine has done what a build leaves to it, which is the index of words; the seconds waited."""
    begin = time.perf_counter()
    while rows(warehouse, "SELECT count() FROM system.mutations WHERE NOT is_done") != [(0,)]:
        assert time.perf_counter() - begin < most_seconds
        time.sleep(0.05)
    return time.perf_counter() - begin


def rows(warehouse: Warehouse, query: str) -> list[tuple]:
    return warehouse.client.query(query).result_rows


def digests(warehouse: Warehouse) -> dict[str, list[tuple]]:
    """Count and hash of the rows of each table of silver and gold, whatever their order.

    Without what tells one load or build from another: tables of one build, and the columns of times and loads.
    """
    digest = "SELECT count(), sum(cityHash64(tuple({}))) FROM dwh_dev.`{}`"
    return {table: rows(warehouse, digest.format(columns, table)) for table, columns in rows(warehouse, _COLUMNS)}


_COLUMNS = """
    SELECT table, arrayStringConcat(groupArray(concat('`', name, '`')), ', ') FROM system.columns
    WHERE database = 'dwh_dev' AND match(table, '^(mrt|stg)_') AND NOT match(table, '_(candidate|change)$')
        AND NOT match(name, '^(_meta_.*|.*load_id|loaded_at|built_at|seen_at)$')
    GROUP BY table
"""
