"""The commit ledger: which file versions are in the warehouse, and which are still to be loaded.

Work is what the lake shows less what the ledger's newest attempt on each key already settled. There is no
cursor that could miss a file, and asking twice is harmless.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from reviewhouse.feeds import RAW_DATABASE, Feed
from reviewhouse.ingest import SQL
from reviewhouse.lake import Lake, LakeFile
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse

AT_ONCE = datetime.min.replace(tzinfo=UTC)
MOST_ATTEMPTS = 10
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=15), timedelta(hours=1)
"""A failure that a retry could mend is retried after 15 s, 1 min, 4 min, …, 1 h; after ten it waits for a person."""


@dataclass(frozen=True)
class Attempt:
    """One row of `file_load`. Times are UTC; sizes are bytes."""

    feed: str
    bucket: str
    key: str
    etag: str
    size: int
    last_modified: datetime
    load_id: UUID
    status: str
    records_read: int
    rows_loaded: int
    rows_quarantined: int
    started_at: datetime
    finished_at: datetime
    run_id: str
    error: str
    is_permanent: bool
    note: str


@dataclass(frozen=True)
class FileState:
    """A file version that the lake shows, and what the ledger says of it: pending, loaded or failed."""

    feed: str
    file: LakeFile
    status: str
    rows_loaded: int = 0
    rows_quarantined: int = 0
    error: str = ""
    note: str = ""
    due_at: datetime = AT_ONCE


@dataclass(frozen=True)
class Listing:
    """What lies below a feed's prefix but folder markers: its files, oldest first, and what is none of them."""

    states: list[FileState]
    ignored: list[LakeFile]


def record(warehouse: Warehouse, attempts: Sequence[Attempt]) -> None:
    """Write attempts into the ledger, all or none. Loads count from the moment this returns."""
    warehouse.insert(RAW_DATABASE, "file_load", [asdict(attempt) for attempt in attempts])


def file_states(warehouse: Warehouse, lake: Lake, feed: Feed) -> list[FileState]:
    """The state of every file of a feed that the lake shows now, oldest first."""
    return listing(warehouse, lake, feed).states


def listing(warehouse: Warehouse, lake: Lake, feed: Feed, since: date | None = None) -> Listing:
    """What the lake shows of a feed now, held against the ledger; with `since`, without folders of earlier days."""
    objects = [file for file in lake.files(feed.lake_prefix, since) if not file.key.endswith("/")]
    keys = [file.key for file in objects] or [""]
    newest = {
        row["key"]: row
        for row in warehouse.rows(
            SQL / "newest_attempts.sql",
            values={"feed": feed.name, "bucket": lake.bucket, "first": min(keys), "last": max(keys)},
            database=identifier(RAW_DATABASE),
        )
    }
    states = [_state(feed, file, newest.get(file.key)) for file in objects if feed.accepts(file.key)]
    return Listing(
        sorted(states, key=lambda state: (state.file.last_modified, state.file.key)),
        [file for file in objects if not feed.accepts(file.key)],
    )


def pending_files(warehouse: Warehouse, lake: Lake, feed: Feed, since: date | None = None) -> list[LakeFile]:
    """The file versions to be loaded now, oldest first."""
    return due_files(listing(warehouse, lake, feed, since).states)


def due_files(states: list[FileState]) -> list[LakeFile]:
    """Those of the pending ones that do not wait for a failure to pass."""
    now = datetime.now(UTC)
    return [state.file for state in states if state.status == "pending" and state.due_at <= now]


def _state(feed: Feed, file: LakeFile, newest: dict | None) -> FileState:
    if newest is None or (newest["etag"], newest["size"]) != (file.etag, file.size):
        return FileState(feed.name, file, "pending")
    if newest["status"] == "loaded":
        numbers = newest["rows_loaded"], newest["rows_quarantined"]
        # the same content put once more is no newer version: loaded again, it must not win over others
        known = replace(file, last_modified=newest["last_modified"].replace(tzinfo=UTC))
        return FileState(feed.name, known, "loaded", *numbers, note=newest["note"])
    if newest["is_permanent"] or newest["failures"] >= MOST_ATTEMPTS:
        return FileState(feed.name, file, "failed", error=newest["error"])
    delay = min(FIRST_DELAY * 4 ** (newest["failures"] - 1), LONGEST_DELAY)
    due_at = newest["finished_at"].replace(tzinfo=UTC) + delay
    return FileState(feed.name, file, "pending", error=newest["error"], due_at=due_at)
