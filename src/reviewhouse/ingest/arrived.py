"""What tries have left in bronze, held against what their files hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from reviewhouse.errors import FileChanged
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.ingest import SQL
from reviewhouse.ingest.incoming import Incoming
from reviewhouse.ingest.survey import Survey
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse


@dataclass(frozen=True)
class Arrived:
    """The rows of one try, the bytes of their fields, and the versions of the object that they came from."""

    rows: int = 0
    content_bytes: int = 0
    etags: frozenset[str] = frozenset()

    def is_all_of(self, incoming: Incoming, counted: Survey) -> bool:
        """Whether these are the records of a file without a fault, to the byte where all of its columns are loaded.

        Raises FileChanged where another version of the object was read.
        """
        if self.etags - {incoming.file.etag}:
            raise FileChanged(f"{incoming.file.key} was replaced while it was read. The new version is loaded instead.")
        rows, delimiters = counted.records - 1, len(incoming.header.columns) - 1
        content_bytes = counted.content_bytes - incoming.header.content_bytes - rows * delimiters
        same_bytes = incoming.header.has_extra or self.content_bytes == content_bytes
        return counted.is_regular and self.rows == rows and same_bytes


def arrived(warehouse: Warehouse, files: Sequence[Incoming]) -> list[Arrived]:
    """What there is of each of these tries, which are of one feed."""
    found = {
        row["load_id"]: Arrived(row["rows_loaded"], row["content_bytes"], frozenset(row["etags"]))
        for row in warehouse.rows(
            SQL / "count_loads.sql",
            values={"load_ids": [str(file.load_id) for file in files]},
            database=identifier(RAW_DATABASE),
            feed=files[0].feed,
        )
    }
    return [found.get(file.load_id, Arrived()) for file in files]
