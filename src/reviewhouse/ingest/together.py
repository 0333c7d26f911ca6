"""Small files, many in one statement: of such a file, statements and commits cost more than its bytes.

Each keeps its own `load_id`, count and row in the ledger. Whatever is unusual about one, it is loaded alone.
"""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from reviewhouse.errors import ReviewhouseError
from reviewhouse.feeds import Feed
from reviewhouse.ingest.arrived import Arrived, arrived
from reviewhouse.ingest.incoming import Incoming
from reviewhouse.ingest.insert import insert_from_lake
from reviewhouse.ingest.ledger import Attempt, record
from reviewhouse.ingest.load import Loaded, Loader
from reviewhouse.ingest.survey import Survey, survey
from reviewhouse.lake import LakeFile

log = logging.getLogger(__name__)

SMALL = 1 << 20
"""Bytes of the largest object that is loaded together with others."""

MODERATE = 64 << 20
"""Bytes of the largest object that is loaded beside another: a larger one keeps both cores busy, and the memory."""

MOST_FILES, MOST_NAMES = 100, 8192
"""Of one statement: files, and the characters of their keys, which stand in the address of the request."""

_READERS = 4


def load_all(loader: Loader, feed: Feed, files: Iterable[LakeFile]) -> Iterator[Attempt]:
    """Load file versions, and yield what came of each, in their order. Raises as `Loader.load` does.

    Two at a time, since a load ends with steps that keep one core busy, or none.
    """
    for is_large, groups in groupby(_groups(files), key=lambda group: group[0].size > MODERATE):
        with ThreadPoolExecutor(1 if is_large else 2) as workers:
            for attempts in workers.map(partial(_load_group, loader, feed), groups):
                yield from attempts


def _load_group(loader: Loader, feed: Feed, files: list[LakeFile]) -> list[Attempt]:
    return list(_load_together(loader, feed, files)) if len(files) > 1 else [loader.load(feed, files[0])]


def _groups(files: Iterable[LakeFile]) -> Iterator[list[LakeFile]]:
    group: list[LakeFile] = []
    for file in files:
        names = sum(len(one.key) for one in (*group, file))
        if group and (file.size > SMALL or len(group) == MOST_FILES or names > MOST_NAMES):
            yield group
            group = []
        group.append(file)
        if file.size > SMALL:
            yield group
            group = []
    if group:
        yield group


def _load_together(loader: Loader, feed: Feed, files: list[LakeFile]) -> Iterator[Attempt]:
    started_at = datetime.now(UTC)
    with ThreadPoolExecutor(_READERS) as readers:
        read = [found for found in readers.map(partial(_read, loader, feed), files) if found]
    kind = attrgetter("kind")
    whole: list[tuple[Incoming, Arrived]] = []
    counts = {incoming.load_id: counted for incoming, counted in read}
    for _, same in groupby(sorted((incoming for incoming, _ in read), key=kind), key=kind):
        whole += _insert(loader, list(same), counts)
    attempts = [
        loader.attempt(feed, one.file, started_at, Loaded(one.load_id, found.rows, note=one.header.note))
        for one, found in whole
    ]
    if attempts:
        record(loader.warehouse, attempts)
        yield from attempts
    settled = {attempt.key for attempt in attempts}
    for file in files:
        if file.key not in settled:
            yield loader.load(feed, file)


def _read(loader: Loader, feed: Feed, file: LakeFile) -> tuple[Incoming, Survey] | None:
    """What a file holds; None where something is wrong with it, of which it is told when it is loaded alone."""
    try:
        with loader.opened(feed, file) as (incoming, content):
            counted = survey(content.pieces())
    except ReviewhouseError as problem:
        log.info("%s is loaded alone: %s", file.key, problem)
        return None
    return (incoming, counted) if counted.is_regular else None


def _insert(loader: Loader, files: list[Incoming], counts: dict[UUID, Survey]) -> list[tuple[Incoming, Arrived]]:
    """Insert files of one kind; those of which every record has arrived. Those of the others are never read."""
    try:
        insert_from_lake(loader.warehouse, files, loader.lake.connections)
        found = arrived(loader.warehouse, files)
        return [(one, rows) for one, rows in zip(files, found, strict=True) if rows.is_all_of(one, counts[one.load_id])]
    except ReviewhouseError as problem:
        log.info("%s files are loaded one by one: %s", len(files), problem)
        return []
