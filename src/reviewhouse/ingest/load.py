"""Load one file version into bronze, so that each of its records counts once, or is in quarantine with its reason.

Each try inserts under a `load_id` of its own, is held against a count of the file's records and bytes that was made
without a CSV parser, and is then committed by one row in the ledger. What a try leaves behind when it dies is never
read, since no committed row names it.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from reviewhouse.errors import FileRejected, QueryFailed, ReviewhouseError, WarehouseError
from reviewhouse.feeds import Feed
from reviewhouse.ingest.arrived import arrived
from reviewhouse.ingest.content import Content
from reviewhouse.ingest.header import read_header
from reviewhouse.ingest.incoming import Incoming
from reviewhouse.ingest.insert import insert_from_lake
from reviewhouse.ingest.ledger import Attempt, record
from reviewhouse.ingest.salvage import Salvage
from reviewhouse.ingest.survey import Survey, survey
from reviewhouse.lake import Lake, LakeFile
from reviewhouse.warehouse import Warehouse

log = logging.getLogger(__name__)

MOST_DETAIL = 1000
"""Characters of ClickHouse's own words on a broken file: enough to show the record, not the whole of a long one."""

BROKEN_CONTENT = {6, 25, 26, 27, 117, 131, 271, 354, 554, 561, 632}
"""ClickHouse's error codes of content that cannot be read (parsing, decompression): a retry is in vain."""


@dataclass(frozen=True)
class Loaded:
    """What a try has brought in under its `load_id`."""

    load_id: UUID
    rows: int = 0
    quarantined: int = 0
    note: str = ""


@dataclass(frozen=True)
class Loader:
    """Loads files of any feed; `run_id` names the Dagster run, or is empty.

    `limit` is the largest share of malformed records that a file may have.
    """

    warehouse: Warehouse
    lake: Lake
    run_id: str = ""
    limit: float = 0.05

    def load(self, feed: Feed, file: LakeFile) -> Attempt:
        """Try to load a file version, and write the attempt into the ledger, whatever came of it.

        Raises WarehouseError only where the ledger itself cannot be written: then nothing counts.
        """
        started_at = datetime.now(UTC)
        loaded, error, is_permanent = Loaded(uuid4()), "", False
        try:
            loaded = self._load(feed, file)
        except ReviewhouseError as problem:
            error, is_permanent = _reason(file, problem), _is_permanent(problem)
            log.warning("Not loaded: %s", error)
        attempt = self.attempt(feed, file, started_at, loaded, error=error, is_permanent=is_permanent)
        record(self.warehouse, [attempt])
        return attempt

    def attempt(
        self,
        feed: Feed,
        file: LakeFile,
        started_at: datetime,
        loaded: Loaded,
        *,
        error: str = "",
        is_permanent: bool = False,
    ) -> Attempt:
        """What the ledger says of a try that ends now."""
        return Attempt(
            feed=feed.name,
            bucket=self.lake.bucket,
            key=file.key,
            etag=file.etag,
            size=file.size,
            last_modified=file.last_modified,
            load_id=loaded.load_id,
            status="failed" if error else "loaded",
            records_read=loaded.rows + loaded.quarantined,
            rows_loaded=loaded.rows,
            rows_quarantined=loaded.quarantined,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            run_id=self.run_id,
            error=error,
            is_permanent=is_permanent,
            note=loaded.note,
        )

    @contextmanager
    def opened(self, feed: Feed, file: LakeFile) -> Iterator[tuple[Incoming, Content]]:
        """A file version to be read to its end."""
        with self.lake.reading(file) as (body, checksum):
            content = Content(file.key, body, checksum)
            header = read_header(feed, file.key, content.head)
            yield (
                Incoming(feed, file, self.lake.address(file.key), header, content.compression, self.run_id),
                content,
            )

    def _load(self, feed: Feed, file: LakeFile) -> Loaded:
        """ClickHouse reads the file while we count its records; where the two differ, it is read record by record."""
        with ThreadPoolExecutor(1) as engine, self.opened(feed, file) as (incoming, content):
            inserted = engine.submit(insert_from_lake, self.warehouse, [incoming], self.lake.connections)
            counted = survey(content.pieces())
        try:
            inserted.result()
        except QueryFailed as problem:
            if problem.code not in BROKEN_CONTENT:
                raise
            log.info("%s is read record by record: %s", file.key, problem.text[:MOST_DETAIL])
        else:
            [found] = arrived(self.warehouse, [incoming])
            if found.is_all_of(incoming, counted):
                return Loaded(incoming.load_id, found.rows, note=incoming.header.note)
            log.info("%s is read record by record: its records are not those that ClickHouse finds", file.key)
        return self._salvage(feed, file, counted)

    def _salvage(self, feed: Feed, file: LakeFile, counted: Survey) -> Loaded:
        with self.opened(feed, file) as (incoming, content):
            salvage = Salvage(self.warehouse, incoming, self.limit, counted.lines)
            salvage.run(content.pieces())
        [found] = arrived(self.warehouse, [incoming])
        if found.rows != salvage.good:
            raise WarehouseError(
                f"{file.key}: {salvage.good} records were sent, {found.rows} arrived. It is tried again."
            )
        return Loaded(incoming.load_id, found.rows, salvage.bad, incoming.header.note)


def _reason(file: LakeFile, problem: ReviewhouseError) -> str:
    """Why, in a sentence that names the file."""
    if isinstance(problem, QueryFailed) and problem.code in BROKEN_CONTENT:
        return f"{file.key} cannot be read as CSV. Mend it and upload it again. {problem.text[:MOST_DETAIL]}"
    text = str(problem)
    return text if file.key in text else f"{file.key}: {text}"


def _is_permanent(problem: ReviewhouseError) -> bool:
    return isinstance(problem, FileRejected) or (isinstance(problem, QueryFailed) and problem.code in BROKEN_CONTENT)
