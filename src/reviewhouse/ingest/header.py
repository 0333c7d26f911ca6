"""The header of a CSV file, compared with what its feed expects.

ClickHouse fills a renamed or missing column with empty strings and takes the first record of a file
without a header for one, in silence. So we read the header ourselves and tell ClickHouse the columns
in the order in which they stand in the file.
"""

import csv
import gzip
import io
import lzma
import zlib
from typing import BinaryIO

import zstandard

from reviewhouse.errors import FileRejected
from reviewhouse.feeds import Feed, compression

LONGEST_HEADER = 64 * 1024
"""Bytes in which a header must end."""

BROKEN = (EOFError, OSError, lzma.LZMAError, zlib.error, zstandard.ZstdError)


def file_columns(feed: Feed, key: str, body: BinaryIO) -> list[str]:
    """The feed's name of each column of the file, in the file's order; a column that the feed does not know is
    `_extra_N`. Reads no more of `body` than the header needs. Raises FileRejected.
    """
    found = _header(key, body)
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


def _header(key: str, body: BinaryIO) -> list[str]:
    try:
        start = _decompressed(key, body).read(LONGEST_HEADER)
    except BROKEN as error:
        raise FileRejected(f"{key} cannot be decompressed ({error}). Compress and upload it again.") from None
    if not start:
        raise FileRejected(f"{key} is empty. A file needs at least its header.")
    try:
        text = start.decode("utf-8-sig", errors="ignore" if len(start) == LONGEST_HEADER else "strict")
        return next(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        raise FileRejected(f"{key} does not begin as UTF-8 text. Save it as UTF-8 CSV and upload it again.") from None
    except (csv.Error, StopIteration) as error:
        raise FileRejected(f"{key} does not begin with a CSV header ({error}).") from None


def _decompressed(key: str, body: BinaryIO) -> BinaryIO:
    match compression(key):
        case "gzip":
            return gzip.GzipFile(fileobj=body)
        case "xz":
            return lzma.LZMAFile(body)
        case "zstd":
            return zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True)
        case _:
            return body


def _shown(names: list[str]) -> str:
    text = ",".join(names)
    return text if len(text) <= 200 else text[:200] + "…"
