"""The header of a CSV file, compared with what its feed expects.

ClickHouse fills a renamed or missing column with empty strings and takes the first record of a file
without a header for one, in silence. So we read the header ourselves and tell ClickHouse the columns
in the order in which they stand in the file.
"""

import csv
import io
import lzma
import zlib

import zstandard

from reviewhouse.errors import FileRejected
from reviewhouse.feeds import Feed, compression

LONGEST_HEADER = 64 * 1024
"""Bytes in which a header must end, as it lies in the lake and decompressed."""

GZIP = 31
"""zlib's number for the gzip format."""

BROKEN = (lzma.LZMAError, zlib.error, zstandard.ZstdError)


def file_columns(feed: Feed, key: str, start: bytes) -> list[str]:
    """The feed's name of each column of the file, in the file's order; a column that the feed does not know is
    `_extra_N`. `start` is how the object begins, as it lies in the lake. Raises FileRejected.
    """
    found = _header(key, start)
    known = {name.lower(): name for name in feed.columns}
    columns = [known.get(name.strip().lower(), f"_extra_{i}") for i, name in enumerate(found)]
    missing = [name for name in feed.columns if name not in columns]
    if len(missing) == len(feed.columns):
        raise FileRejected(
            f"{key} has no header: its first record is {_shown(found)}. "
            f"The first line must name the columns: {', '.join(feed.columns)}."
        )
    if missing:
        raise FileRejected(f"{key} lacks the column {', '.join(missing)}: its header is {_shown(found)}.")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise FileRejected(f"{key} has the column {', '.join(twice)} more than once: its header is {_shown(found)}.")
    return columns


def _header(key: str, start: bytes) -> list[str]:
    try:
        plain = _decompressed(key, start)
    except BROKEN as error:
        raise FileRejected(f"{key} cannot be decompressed ({error}). Compress and upload it again.") from None
    if not plain:
        raise FileRejected(f"{key} is empty. A file needs at least its header.")
    # only the header must be text: a byte that is none may stand in a record, and goes to bronze as it came
    text = plain.decode("utf-8-sig", errors="replace")
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (csv.Error, StopIteration) as error:
        raise FileRejected(f"{key} does not begin with a CSV header ({error}).") from None
    if any("\ufffd" in name or "\0" in name for name in header):
        raise FileRejected(f"{key} does not begin as UTF-8 text. Save it as UTF-8 CSV and upload it again.")
    return header


def _decompressed(key: str, start: bytes) -> bytes:
    """As much of the content as its first bytes give."""
    match compression(key):
        case "gzip":
            return zlib.decompressobj(GZIP).decompress(start, LONGEST_HEADER)
        case "xz":
            return lzma.LZMADecompressor().decompress(start, LONGEST_HEADER)
        case "zstd":
            return zstandard.ZstdDecompressor().stream_reader(start).read(LONGEST_HEADER)
        case _:
            return start


def _shown(names: list[str]) -> str:
    text = ",".join(names)
    return text if len(text) <= 200 else text[:200] + "…"
