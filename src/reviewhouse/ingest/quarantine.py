"""What of the files is not in the marts: malformed records, and those whose values staging rejects."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reviewhouse.errors import NothingToExport, QueryFailed
from reviewhouse.feeds import FEEDS, RAW_DATABASE, Feed
from reviewhouse.ingest import SQL
from reviewhouse.ingest.content import Content
from reviewhouse.lake import Lake
from reviewhouse.sql import identifier
from reviewhouse.warehouse import NOT_THERE, Warehouse

_SHOWN_OF_A_KEY = 100
"""Characters: a key may be longer than the name of a file can be."""


@dataclass(frozen=True)
class Fault:
    """Records of one file left out for one reason; `step` is `load` (malformed) or `staging` (wrong values)."""

    feed: str
    key: str
    step: str
    reason: str
    records: int
    example: str


def faults(warehouse: Warehouse, lake: Lake, warehouse_database: str) -> list[Fault]:
    """Those of the current loads, by file and then the most frequent first."""
    found = warehouse.rows(
        SQL / "malformed_records.sql", values={"bucket": lake.bucket}, database=identifier(RAW_DATABASE)
    )
    for feed in FEEDS:
        found += _rejected(warehouse, lake, feed, warehouse_database)
    return sorted((Fault(**row) for row in found), key=lambda fault: (fault.key, -fault.records, fault.reason))


def export(warehouse: Warehouse, lake: Lake, key: str, folder: Path) -> tuple[Path, int]:
    """Write the malformed records of a file below its own header, to be mended and uploaded; the file, and how many.

    Raises NothingToExport where there are none, or where they are no longer those of the object in the lake.
    """
    feed = next((feed for feed in FEEDS if feed.accepts(key)), None)
    file = next((file for file in lake.files(key) if file.key == key), None)
    if feed is None or file is None:
        raise NothingToExport(f"The lake has no file {key}. `reviewhouse quarantine` lists those with faults.")
    rows = warehouse.rows(
        SQL / "malformed_texts.sql", values={"bucket": lake.bucket, "key": key}, database=identifier(RAW_DATABASE)
    )
    if not rows:
        raise NothingToExport(f"{key} has no malformed records. `reviewhouse quarantine` lists the files that have.")
    if {row["etag"] for row in rows} != {file.etag}:
        raise NothingToExport(f"{key} was replaced since it was loaded. Wait until the new version is loaded.")
    with lake.reading(file) as (body, _):
        header, _, _ = Content(key, body).head.partition(b"\n")
    texts = [header.removesuffix(b"\r"), *(bytes.fromhex(row["raw_hex"]) for row in rows)]
    target = folder / _name(feed, key)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            out.writelines(text + b"\n" for text in texts)
    except FileExistsError:
        raise NothingToExport(f"{target} is there already. Remove it, or name another folder with --to.") from None
    except OSError as error:
        raise NothingToExport(f"{target} cannot be written ({error.strerror}). Name a folder with --to.") from None
    return target, len(rows)


def _name(feed: Feed, key: str) -> str:
    """A name that `upload` takes for a file of the feed, and that tells where the records are from.

    Of two keys it is never the same: the corrections of one file would replace those of the other in the lake.
    """
    path, _, _ = key.removeprefix(feed.lake_prefix).rpartition(".csv")
    shown = re.sub(r"[^\w.-]+", "_", path, flags=re.ASCII)[-_SHOWN_OF_A_KEY:]
    return f"{feed.file_prefix}_of_{shown}_{sha256(key.encode()).hexdigest()[:8]}.csv"


def _rejected(warehouse: Warehouse, lake: Lake, feed: Feed, database: str) -> list[dict]:
    try:
        return warehouse.rows(
            SQL / "rejected_records.sql",
            values={"address": lake.address("")},
            database=identifier(database),
            feed=feed,
        )
    except QueryFailed as error:
        if error.code in NOT_THERE:  # nothing has been built yet
            return []
        raise
