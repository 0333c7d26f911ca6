"""Load one file version into bronze, so that it counts once or not at all.

Each attempt inserts under a `load_id` of its own, is counted, and is then committed by one row in the ledger.
What an attempt leaves behind when it dies is never read, since no committed row names it.
"""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

from reviewhouse.errors import FileChanged, FileRejected, QueryFailed, ReviewhouseError, WarehouseError
from reviewhouse.feeds import RAW_DATABASE, Feed, compression
from reviewhouse.ingest import SQL
from reviewhouse.ingest.header import LONGEST_HEADER, file_columns
from reviewhouse.ingest.ledger import Attempt, record
from reviewhouse.ingest.whole import check_zstd_is_whole
from reviewhouse.lake import Lake, LakeFile
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse

log = logging.getLogger(__name__)

MOST_DETAIL = 1000
"""Characters of ClickHouse's own words on a broken file: enough to show the record, not the whole of a long one."""

BROKEN_CONTENT = {6, 25, 26, 27, 117, 131, 271, 354, 554, 561, 632}
"""ClickHouse's error codes of content that cannot be read (parsing, decompression): a retry is in vain."""


@dataclass(frozen=True)
class Loader:
    """Loads files of any feed; `run_id` names the Dagster run, or is empty."""

    warehouse: Warehouse
    lake: Lake
    run_id: str = ""

    def load(self, feed: Feed, file: LakeFile) -> Attempt:
        """Try to load a file version, and write the attempt into the ledger, whatever came of it.

        Raises WarehouseError only where the ledger itself cannot be written: then nothing counts.
        """
        load_id, started_at = uuid4(), datetime.now(UTC)
        read = rows = 0
        error, is_permanent = "", False
        try:
            columns = self._checked_columns(feed, file)
            read = self._insert(feed, file, columns, load_id, started_at)
            rows = self._verified_rows(feed, file, load_id, read)
        except ReviewhouseError as problem:
            error, is_permanent = _reason(file, problem), _is_permanent(problem)
            log.warning("Not loaded: %s", error)
        attempt = Attempt(
            feed=feed.name,
            bucket=self.lake.bucket,
            key=file.key,
            etag=file.etag,
            size=file.size,
            last_modified=file.last_modified,
            load_id=load_id,
            status="failed" if error else "loaded",
            records_read=read,
            rows_loaded=0 if error else rows,
            rows_quarantined=0,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            run_id=self.run_id,
            error=error,
            is_permanent=is_permanent,
        )
        record(self.warehouse, attempt)
        return attempt

    def _checked_columns(self, feed: Feed, file: LakeFile) -> list[str]:
        """The columns of the file, after the checks that ClickHouse does not make."""
        with self.lake.reading(file, most=LONGEST_HEADER) as body:
            columns = file_columns(feed, file.key, body.read())
        if compression(file.key) == "zstd":
            with self.lake.reading(file) as body:
                check_zstd_is_whole(file.key, body)
        return columns

    def _insert(self, feed: Feed, file: LakeFile, columns: list[str], load_id, started_at: datetime) -> int:
        """Insert the file's rows; the number of records that ClickHouse read."""
        summary = self.warehouse.command(
            SQL / "insert_file.sql",
            values={
                "run_id": self.run_id,
                "loaded_from": self.lake.address(file.key),
                "loaded_at": _milliseconds(started_at),
                "load_id": str(load_id),
                "file_modified_at": _milliseconds(file.last_modified),
                "filename": _matching(file.key),
                "path": f"{self.lake.bucket}/{file.key}",
                "structure": ", ".join(f"{identifier(column)} String" for column in columns),
                "compression": compression(file.key),
            },
            database=identifier(RAW_DATABASE),
            feed=feed,
        )
        return int(summary["read_rows"])

    def _verified_rows(self, feed: Feed, file: LakeFile, load_id, read: int) -> int:
        """The number of rows that the attempt left, after holding it against what was read."""
        [found] = self.warehouse.rows(
            SQL / "count_load.sql", values={"load_id": str(load_id)}, database=identifier(RAW_DATABASE), feed=feed
        )
        if found["rows_loaded"] != read:
            raise WarehouseError(
                f"{file.key}: {read} records were read, but {found['rows_loaded']} rows arrived. It is tried again."
            )
        if set(found["etags"]) - {file.etag}:
            raise FileChanged(f"{file.key} was replaced while it was read. The new version is loaded instead.")
        return read


def _milliseconds(moment: datetime) -> int:
    """Since 1970 in UTC: a date written as text would be read in the time zone of the server."""
    return int(moment.timestamp() * 1000)


def _matching(key: str) -> str:
    """A name for s3() that matches the key; the statement then takes the one object with the very path.

    s3() takes `*`, `?` and braces for patterns, percent-encoded or not, and a key may hold them.
    """
    return quote(re.sub(r"[*?{}]", "?", key))


def _reason(file: LakeFile, problem: ReviewhouseError) -> str:
    """Why, in a sentence that names the file."""
    if isinstance(problem, QueryFailed) and problem.code in BROKEN_CONTENT:
        return f"{file.key} cannot be read as CSV. Mend it and upload it again. {problem.text[:MOST_DETAIL]}"
    text = str(problem)
    return text if file.key in text else f"{file.key}: {text}"


def _is_permanent(problem: ReviewhouseError) -> bool:
    return isinstance(problem, FileRejected) or (isinstance(problem, QueryFailed) and problem.code in BROKEN_CONTENT)
