"""What a load knows of the file version that it brings into bronze."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from reviewhouse.feeds import Feed
from reviewhouse.ingest.header import Header
from reviewhouse.lake import LakeFile

CSV_SETTINGS = {
    "input_format_null_as_default": 0,
    "input_format_csv_empty_as_default": 0,
    "input_format_csv_trim_whitespaces": 0,
    "input_format_csv_allow_variable_number_of_columns": 0,
    "input_format_allow_errors_num": 0,
    "input_format_allow_errors_ratio": 0,
    "format_csv_delimiter": ",",
    "format_csv_allow_single_quotes": 0,
    "format_csv_allow_double_quotes": 1,
}
"""How ClickHouse is to read CSV, whichever way it comes: each field as it is, and no record that is not well formed."""


@dataclass(frozen=True)
class Incoming:
    """One try to bring a file version into bronze. Its rows count when the ledger names its `load_id`."""

    feed: Feed
    file: LakeFile
    address: str
    header: Header
    compression: str
    run_id: str
    load_id: UUID = field(default_factory=uuid4)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def kind(self) -> tuple[tuple[str, ...], str]:
        """What files have in common that one statement can read."""
        return tuple(self.header.columns), self.compression
