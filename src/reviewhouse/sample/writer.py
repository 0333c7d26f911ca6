"""Writes a synthetic feed into a folder: both files, or neither."""

import errno
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import zstandard

from reviewhouse.errors import SampleError
from reviewhouse.feeds import FEEDS, METADATA, REVIEWS, Feed
from reviewhouse.sample.catalog import Catalog
from reviewhouse.sample.csvtext import header
from reviewhouse.sample.metadata import Metadata
from reviewhouse.sample.reviews import Reviews

SUFFIXES = {"none": ".csv", "zst": ".csv.zst"}
"""File endings by the name of their compression."""

_MOST_RECORDS = 1_000_000_000
_REVIEWS_PER_CHUNK = 1 << 13
_PRODUCTS_PER_CHUNK = 1 << 11
_ZSTD_LEVEL = 1


def write_feed(
    folder: Path,
    reviews: int,
    products: int,
    seed: int,
    compression: str = "zst",
    *,
    on_progress: Callable[[int], None] = lambda records: None,
    overwrite: bool = False,
) -> list[Path]:
    """Writes `reviews` and `products` records with their headers; returns the two paths, reviews first.

    The CSV is the same for the same numbers and seed everywhere (its compressed bytes, for the same zstandard).
    A file stands under its name only when both are complete. `on_progress` hears how many records each step added.
    Raises SampleError on wrong arguments, where the folder holds a feed already (unless it is the one to `overwrite`),
    and where the disk refuses.
    """
    _check(reviews, products, seed, compression)
    targets = {feed: folder / f"{feed.file_prefix}{SUFFIXES[compression]}" for feed in FEEDS}
    _check_folder(folder, set(targets.values()), overwrite)
    catalog = Catalog(seed, products)
    chunks = {
        REVIEWS: lambda: _chunks(Reviews(seed, catalog, reviews).chunk, reviews, _REVIEWS_PER_CHUNK),
        METADATA: lambda: _chunks(Metadata(seed, catalog).chunk, products, _PRODUCTS_PER_CHUNK),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as unfinished:
            drafts = {feed: unfinished.enter_context(_draft(target)) for feed, target in targets.items()}
            for feed, draft in drafts.items():
                _write_file(draft, feed, chunks[feed](), compression, on_progress)
            for feed, draft in drafts.items():
                draft.replace(targets[feed])
    except OSError as error:
        raise SampleError(_advice(folder, error)) from error
    return [targets[REVIEWS], targets[METADATA]]


def _write_file(
    path: Path, feed: Feed, chunks: Iterator[tuple[int, bytes]], compression: str, on_progress: Callable[[int], None]
) -> None:
    with path.open("wb") as raw, _compressed(raw, compression) as out:
        out.write(header(feed.columns))
        for size, text in chunks:
            out.write(text)
            on_progress(size)


def _chunks(make: Callable[[int, int, int], bytes], total: int, size: int) -> Iterator[tuple[int, bytes]]:
    """The records of a file in pieces: how many, and their bytes."""
    for number, first in enumerate(range(0, total, size)):
        count = min(size, total - first)
        yield count, make(number, first, count)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A hidden name beside the target, gone afterwards whatever happens."""
    draft = target.with_name(f".{target.name}.unfinished")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _compressed(raw: IO[bytes], compression: str) -> Iterator[IO[bytes]]:
    if compression == "none":
        yield raw
    else:
        with zstandard.ZstdCompressor(level=_ZSTD_LEVEL).stream_writer(raw, closefd=False) as out:
            yield out


def _check(reviews: int, products: int, seed: int, compression: str) -> None:
    for name, number, least in (("reviews", reviews, 0), ("products", products, 1)):
        if not least <= number <= _MOST_RECORDS:
            raise SampleError(f"{number:,} {name} cannot be made. Ask for a number from {least} to {_MOST_RECORDS:,}.")
    if seed < 0:
        raise SampleError(f"The seed {seed} is below zero. Give 0 or any whole number above it.")
    if compression not in SUFFIXES:
        raise SampleError(f"The compression `{compression}` is not known. Choose one of: {', '.join(SUFFIXES)}.")


def _check_folder(folder: Path, targets: set[Path], overwrite: bool) -> None:
    """Files that would be uploaded together with the new ones, or lost to them, are somebody's data."""
    present = {path for feed in FEEDS for path in folder.glob(f"{feed.file_prefix}*.csv*")}
    in_the_way = sorted(path.name for path in (present - targets if overwrite else present))
    if in_the_way:
        raise SampleError(
            f"{folder} already holds a feed ({', '.join(in_the_way)}). Choose an empty folder, or remove these files."
        )


def _advice(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk of {folder} has no room for the feed. Free some space, or ask for fewer reviews."
    return f"The feed cannot be written to {folder}: {error.strerror}. Choose a folder that you may write to."
