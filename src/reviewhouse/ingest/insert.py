"""Bronze by ClickHouse itself, straight from the lake: for files without a fault."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.ingest.incoming import CSV_SETTINGS, Incoming
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse


def insert_from_lake(warehouse: Warehouse, files: Sequence[Incoming], connections: int) -> None:
    """Insert every record of one file, or of several of one `kind`, each under its `load_id`.

    Each object is read by so many `connections` at once.

    Raises QueryFailed where ClickHouse finds a record that is not well formed; then some of all may have arrived.
    """
    first = files[0]
    warehouse.command(
        SQL / "insert_files.sql",
        values={
            "run_id": first.run_id,
            "loaded_at": _milliseconds(first.started_at),
            "paths": [file.address.partition("://")[2] for file in files],
            "load_ids": [str(file.load_id) for file in files],
            "modified_at": [_milliseconds(file.file.last_modified) for file in files],
            "filename": _matching([file.file.key for file in files]),
            "structure": ", ".join(f"{identifier(column)} String" for column in first.header.columns),
            "compression": first.compression,
        },
        database=identifier(RAW_DATABASE),
        feed=first.feed,
        csv_settings=CSV_SETTINGS,
        connections=connections,
    )


def _milliseconds(moment: datetime) -> int:
    """Since 1970 in UTC: a date written as text would be read in the time zone of the server."""
    return int(moment.timestamp() * 1000)


def _matching(keys: Sequence[str]) -> str:
    """A name for s3() that matches the keys; the statement then takes the objects with the very paths.

    s3() takes `*`, `?`, braces and commas in them for patterns, percent-encoded or not, and a key may hold them.
    """
    names = [quote(re.sub(r"[*?{},]", "?", key)) for key in keys]
    return names[0] if len(names) == 1 else f"{{{','.join(names)}}}"
