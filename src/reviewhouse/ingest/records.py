"""The records of a CSV file that is not regular: each one good by RFC 4180, or bad with a reason.

A stray quote must not take the good records behind it along. So a record that fails ends with its line, and reading
goes on at the next line; only while a quote of it is open do lines that are no records themselves belong to it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reviewhouse.ingest.survey import without_mark

LONGEST = 64 << 20
"""Bytes in which a quoted field must be closed; in a regular file, which is not split here, any length will do."""

_FIELD = rb'(?:"(?:[^"]++|"")*+"|[^",\r\n]*+)'
_END = rb"\r?\n"
_ANY_RECORD = re.compile(rb"(?:" + _FIELD + rb",)*+" + _FIELD + _END)
_OPEN = re.compile(rb"(?:" + _FIELD + rb",)*+" + rb'"(?:[^"]++|"")*+')
_FIELD_AND_DELIMITER = re.compile(_FIELD + rb"(?:,|\r?\n)")


class Record(NamedTuple):
    """`number` is the place in the file, 0 for the header; `raw` its bytes, with their line end. `reason` is empty
    where the record is good. A salvaged one begins where a quote of a bad one before it may still be open."""

    number: int
    raw: bytes
    reason: str
    is_salvaged: bool


def records(pieces: Iterable[bytes], fields: int) -> Iterator[Record]:
    """All records, those of another number of fields being bad. Blank lines are none.

    A byte order mark, which stands in the first piece, is not part of the header.
    """
    reader = _Reader(without_mark(pieces), fields)
    number, is_in_doubt = 0, False
    while True:
        if size := reader.record():
            raw = reader.take(size)
            yield Record(number, raw, "", is_in_doubt)
            is_in_doubt = is_in_doubt and b'"' not in raw
        else:
            raw, is_open = _bad(reader)
            if not raw:
                return
            if not raw.strip(b"\r\n"):
                continue
            yield Record(number, raw, _reason(raw, fields), False)
            is_in_doubt = is_open or (is_in_doubt and b'"' not in raw)
        number += 1


def _bad(reader: "_Reader") -> tuple[bytes, bool]:
    """The line that is no record, with those that an open quote of it makes part of it, and whether that stays open.

    Nothing at the end of the file.
    """
    size = reader.line()
    is_open = bool(_OPEN.fullmatch(reader.peek(0, size)))
    while is_open and size < LONGEST and (line := reader.line(size)) and not reader.record(size):
        is_open ^= reader.peek(size, line).count(b'"') % 2 == 1
        size += line
    return reader.take(size), is_open


def _reason(raw: bytes, fields: int) -> str:
    if _ANY_RECORD.fullmatch(raw):
        return f"{len(_FIELD_AND_DELIMITER.findall(raw))} fields instead of {fields}"
    if _OPEN.fullmatch(raw):
        return "a quote that is not closed"
    if re.search(rb"\r(?!\n)", raw):
        return "a carriage return without a line feed outside of quotes"
    return "a quote within a field that is not in quotes, or text behind the quote that closes a field"


class _Reader:
    """A window on the file. Places are given in bytes ahead of what has been taken."""

    def __init__(self, pieces: Iterable[bytes], fields: int) -> None:
        self._pieces = iter(pieces)
        self._data, self._at, self._is_all = b"", 0, False
        before = rb"(?:" + _FIELD + rb",){%d}" % (fields - 1)
        self._record = re.compile(before + _FIELD + _END)
        up_to = rb"(?:" + _FIELD + rb",){0,%d}+" % (fields - 1)
        self._unfinished = re.compile(up_to + rb'(?:"(?:[^"]++|"")*+(?:"\r?)?|[^",\r\n]*+\r?)\Z')

    def record(self, ahead: int = 0) -> int:
        """The length of the record there, 0 where there is none."""
        while True:
            place = self._at + ahead
            if found := self._record.match(self._data, place):
                return found.end() - place
            left = len(self._data) - place
            if self._is_all or left > LONGEST or not self._unfinished.match(self._data, place):
                return 0
            self._read_on()

    def line(self, ahead: int = 0) -> int:
        """The length of the line there, or of so much of it as may be held; 0 at the end of the file."""
        searched = ahead
        while (end := self._data.find(b"\n", self._at + searched)) < 0:
            searched = len(self._data) - self._at
            if self._is_all or searched - ahead > LONGEST:
                return searched - ahead
            self._read_on()
        return end + 1 - self._at - ahead

    def peek(self, ahead: int, size: int) -> bytes:
        return self._data[self._at + ahead : self._at + ahead + size]

    def take(self, size: int) -> bytes:
        begin, self._at = self._at, self._at + size
        return self._data[begin : self._at]

    def _read_on(self) -> None:
        """Read as much again as is held: so a long record is not searched over and over."""
        kept = self._data[self._at :]
        added, size = [], 0
        for piece in self._pieces:
            added.append(piece)
            size += len(piece)
            if size > len(kept):
                break
        else:
            self._is_all = True
            last = (kept + b"".join(added))[-1:]
            if last not in (b"", b"\n"):
                added.append(b"\n")
        self._data, self._at = b"".join((kept, *added)), 0
