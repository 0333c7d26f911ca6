"""The header of a CSV file, compared with what its feed expects.

ClickHouse fills a renamed or missing column with empty strings and takes the first record of a file
without a header for one, in silence. So we read the header ourselves and tell ClickHouse the columns
in the order in which they stand in the file.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from reviewhouse.errors import FileRejected
from reviewhouse.feeds import Feed
from reviewhouse.ingest.content import HEAD

EXTRA = "_extra_"
MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class Header:
    """`columns` are the feed's names in the file's order; one that the feed does not know is `_extra_N`.

    `content_bytes` are those of its names and delimiters, without quotes, line end and byte order mark.
    `note` says in what it differs from what is expected without doing harm; empty where it does not.
    """

    columns: list[str]
    content_bytes: int
    note: str

    @property
    def has_extra(self) -> bool:
        return any(column.startswith(EXTRA) for column in self.columns)


def read_header(feed: Feed, key: str, head: bytes) -> Header:
    """The header of a file that begins with `head`. Raises FileRejected where rows could not be told by it."""
    found = _names(key, head)
    known = {name.lower(): name for name in feed.columns}
    columns = [known.get(name.strip().lower(), f"{EXTRA}{place}") for place, name in enumerate(found)]
    missing = [name for name in feed.columns if name not in columns]
    extra = [name.strip() for name, column in zip(found, columns, strict=True) if column.startswith(EXTRA)]
    if len(missing) == len(feed.columns):
        raise FileRejected(
            f"{key} has no header: its first record is {_shown(found)}. "
            f"The first line must name the columns: {', '.join(feed.columns)}."
        )
    twice = sorted({name for name in feed.columns if columns.count(name) > 1})
    if twice:
        raise FileRejected(f"{key} has the column {', '.join(twice)} more than once: its header is {_shown(found)}.")
    if missing:
        raise FileRejected(_what_is_missing(feed, key, found, columns, missing))
    notes = []
    if extra:
        notes.append(f"ignored columns that the feed does not know: {_shown(extra)}")
    if [column for column in columns if not column.startswith(EXTRA)] != list(feed.columns):
        notes.append("columns in another order than the feed's")
    size = sum(len(name.encode()) for name in found) + len(found) - 1
    return Header(columns, size, "; ".join(notes))


def _what_is_missing(feed: Feed, key: str, found: list[str], columns: list[str], missing: list[str]) -> str:
    """A column is taken for a renamed one where a name that the feed does not know stands in its place."""
    places = {name: feed.columns.index(name) for name in missing}
    renamed = {
        name: found[place].strip()
        for name, place in places.items()
        if len(found) == len(feed.columns) and columns[place].startswith(EXTRA)
    }
    if len(renamed) == len(missing):
        names = ", ".join(f"{name} {other!r}" for name, other in renamed.items())
        return f"{key} calls the column {names}. Give the columns the feed's names, and upload it again."
    return f"{key} lacks the column {', '.join(missing)}: its header is {_shown(found)}."


def _names(key: str, head: bytes) -> list[str]:
    if not head:
        raise FileRejected(f"{key} is empty. A file needs at least its header.")
    # only the header must be text: a byte that is none may stand in a record, and goes to bronze as it came
    lines: list[str] = []
    text = head.decode("utf-8-sig", errors="replace")
    try:
        names = next(csv.reader(_noted(io.StringIO(text, newline=""), lines), strict=True))
    except (csv.Error, StopIteration) as error:
        raise FileRejected(f"{key} does not begin with a CSV header ({error}).") from None
    if any("\ufffd" in name or "\0" in name for name in names):
        raise FileRejected(f"{key} does not begin as UTF-8 text. Save it as UTF-8 CSV and upload it again.")
    if lines[-1].endswith("\r"):
        # to Python a line ends here, to ClickHouse and to us it goes on: whatever stands in it would be lost
        raise FileRejected(
            f"{key} ends its lines with carriage returns alone, or at least its header. "
            "Save it with line feeds and upload it again."
        )
    if not names:
        raise FileRejected(f"{key} begins with a blank line. Take it away: the first line must name the columns.")
    if len(names) > MOST_COLUMNS or (len(head) >= HEAD and not lines[-1].endswith("\n")):
        raise FileRejected(
            f"{key} has a header of more than {MOST_COLUMNS:,} columns or {HEAD >> 10} KiB. Leave out the columns "
            "that the feed does not know."
        )
    return names


def _noted(lines: Iterator[str], noted: list[str]) -> Iterator[str]:
    for line in lines:
        noted.append(line)
        yield line


def _shown(names: list[str]) -> str:
    text = ",".join(names)
    return text if len(text) <= 200 else text[:200] + "…"
