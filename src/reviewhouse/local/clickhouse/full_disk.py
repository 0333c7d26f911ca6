"""What a full disk would destroy: the engine does not notice that it could not write the definition of a table.

It puts the empty file in the place of the old one, and then the table is gone and the folder cannot be opened again.
(Rows are safe: their space is reserved before they are written; engine.xml keeps some of it free from them.)
"""

import shutil
from pathlib import Path

from reviewhouse.local.clickhouse.errors import Code, QueryError

LEAST_FREE_BYTES = 8 << 20
_WRITE_NO_DEFINITION = (b"INSERT", b"DROP", b"UNDROP", b"TRUNCATE", b"DETACH", b"KILL", b"SET", b"USE", b"SYSTEM")


def refuse_on_full_disk(folder: Path, kind: bytes) -> None:
    """Raises QueryError (243) for a statement of that kind, which is no reading one, where too little space is left."""
    if kind in _WRITE_NO_DEFINITION:
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise QueryError(
            Code.NOT_ENOUGH_SPACE,
            f"Only {free >> 10} KiB are free in {folder}, too few to write a definition. Free some, or drop tables",
        )
