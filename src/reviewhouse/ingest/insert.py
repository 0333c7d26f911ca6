"""Bronze by ClickHouse itself, straight from the lake: for files without a fault."""

import re
from datetime import datetime
from urllib.parse import quote

from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.ingest.incoming import CSV_SETTINGS, Incoming
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse


def insert_from_lake(warehouse: Warehouse, incoming: Incoming) -> None:
    """Insert every record of a file. Raises QueryFailed where ClickHouse finds one that is not well formed."""
    _, _, path = incoming.address.partition("://")
    warehouse.command(
        SQL / "insert_file.sql",
        values={
            "run_id": incoming.run_id,
            "loaded_from": incoming.address,
            "loaded_at": _milliseconds(incoming.started_at),
            "load_id": str(incoming.load_id),
            "file_modified_at": _milliseconds(incoming.file.last_modified),
            "filename": _matching(incoming.file.key),
            "path": path,
            "structure": ", ".join(f"{identifier(column)} String" for column in incoming.header.columns),
            "compression": incoming.compression,
        },
        database=identifier(RAW_DATABASE),
        feed=incoming.feed,
        csv_settings=CSV_SETTINGS,
    )


def _milliseconds(moment: datetime) -> int:
    """Since 1970 in UTC: a date written as text would be read in the time zone of the server."""
    return int(moment.timestamp() * 1000)


def _matching(key: str) -> str:
    """A name for s3() that matches the key; the statement then takes the one object with the very path.

    s3() takes `*`, `?` and braces for patterns, percent-encoded or not, and a key may hold them.
    """
    return quote(re.sub(r"[*?{}]", "?", key))
