"""Bronze record by record: for a file of which ClickHouse, or the count of its records, says that something is wrong.

The good records go to ClickHouse as they are, each behind its `_meta` columns; the others into quarantine.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reviewhouse.errors import FileRejected
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.ingest.incoming import CSV_SETTINGS, Incoming
from reviewhouse.ingest.records import Record, records
from reviewhouse.warehouse import Warehouse

_BATCH_RECORDS, _BATCH_BYTES = 10_000, 16 << 20
_PIECE = 1 << 20
_EXAMPLES, _SHOWN = 3, 120
_PATIENCE = 1_000
"""Bad records after which a file may be given up before its end."""

_SETTINGS = CSV_SETTINGS | {
    "input_format_with_names_use_header": 1,
    "input_format_skip_unknown_fields": 1,
    "async_insert": 0,
}


@dataclass
class Salvage:
    """Sorts the records of one file. Counts are final when `run` has returned.

    `limit` is the largest share of bad records that is put up with; `lines` are those of the file, and so more than its
    records: where more than `limit` of them are bad, the rest need not be read.
    """

    warehouse: Warehouse
    incoming: Incoming
    limit: float
    lines: int
    good: int = 0
    bad: int = 0
    _examples: list[Record] = field(default_factory=list)
    _waiting: list[Record] = field(default_factory=list)
    _waiting_bytes: int = 0

    def run(self, pieces: Iterable[bytes]) -> None:
        """Insert every good record, and put every other one into quarantine. Raises FileRejected beyond the limit."""
        self.warehouse.insert_text(
            RAW_DATABASE, self.incoming.feed.raw_table, "CSVWithNames", self._text(pieces), _SETTINGS
        )
        self._write_quarantine()
        if self.bad > self._most(self.good + self.bad):
            raise self._too_many(self.good + self.bad, "")

    def _text(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        columns = [*_meta(self.incoming, is_salvaged=False), *self.incoming.header.columns]
        behind = {is_salvaged: _line(_meta(self.incoming, is_salvaged).values()) for is_salvaged in (False, True)}
        waiting, size = [_line(columns), b"\n"], 0
        for record in self._good(pieces):
            waiting += (behind[record.is_salvaged], b",", record.raw)
            size += len(record.raw)
            if size > _PIECE:
                yield b"".join(waiting)
                waiting, size = [], 0
        yield b"".join(waiting)

    def _good(self, pieces: Iterable[bytes]) -> Iterator[Record]:
        for record in records(pieces, len(self.incoming.header.columns)):
            if record.number == 0:
                if record.reason:
                    key = self.incoming.file.key
                    raise FileRejected(f"{key} has a malformed header ({record.reason}). Mend it and upload it again.")
                continue
            if not record.reason:
                self.good += 1
                yield record
            else:
                self.bad += 1
                self._put_aside(record)

    def _put_aside(self, record: Record) -> None:
        if len(self._examples) < _EXAMPLES:
            self._examples.append(record)
        if self.bad > max(_PATIENCE, self._most(self.lines)):
            raise self._too_many(self.lines, "at least ")
        self._waiting.append(record)
        self._waiting_bytes += len(record.raw)
        if len(self._waiting) >= _BATCH_RECORDS or self._waiting_bytes > _BATCH_BYTES:
            self._write_quarantine()

    def _write_quarantine(self) -> None:
        incoming = self.incoming
        rows = [
            {
                "feed": incoming.feed.name,
                "key": incoming.file.key,
                "etag": incoming.file.etag,
                "load_id": incoming.load_id,
                "record_number": record.number,
                "raw_text": _without_line_end(record.raw),
                "reason": record.reason,
            }
            for record in self._waiting
        ]
        if rows:
            self.warehouse.insert(RAW_DATABASE, "quarantine", rows)
        self._waiting, self._waiting_bytes = [], 0

    def _most(self, records: int) -> float:
        # 0.29 of 100 would be less than 29
        return round(self.limit * records, 6)

    def _too_many(self, of: int, about: str) -> FileRejected:
        shown = "; ".join(
            f"record {one.number} ({one.reason}): {_without_line_end(one.raw)[:_SHOWN].decode(errors='replace')}"
            for one in self._examples
        )
        return FileRejected(
            f"{self.incoming.file.key}: {about}{self.bad:,} of {of:,} records are malformed, more than "
            f"{100 * self.limit:g} %. Mend the file and upload it again, or raise MOST_QUARANTINED_PERCENT. {shown}"
        )


def _meta(incoming: Incoming, is_salvaged: bool) -> dict[str, str]:
    return {
        "_meta_run_id": incoming.run_id,
        "_meta_loaded_from": incoming.address,
        "_meta_loaded_at": f"{incoming.started_at:%Y-%m-%d %H:%M:%S.%f}"[:-3],
        "_meta_load_id": str(incoming.load_id),
        "_meta_file_modified_at": f"{incoming.file.last_modified:%Y-%m-%d %H:%M:%S.%f}"[:-3],
        "_meta_etag": incoming.file.etag,
        "_meta_is_salvaged": str(is_salvaged).lower(),
    }


def _line(fields: Iterable[str]) -> bytes:
    text = io.StringIO()
    end = "\r\n"  # what an end may consist of is quoted in a field: a key may hold it
    csv.writer(text, lineterminator=end).writerow(fields)
    return text.getvalue().removesuffix(end).encode()


def _without_line_end(raw: bytes) -> bytes:
    return raw.removesuffix(b"\n").removesuffix(b"\r")
