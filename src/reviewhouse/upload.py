"""Bring the files of a folder into the lake: compressed, with checksums beside them, below the day of their upload."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reviewhouse.errors import NothingToUpload
from reviewhouse.feeds import FEEDS, SUFFIXES, Feed
from reviewhouse.lake import CHECKSUM, Lake
from reviewhouse.zstd import zstd

PLAIN, COMPRESSED = ".csv", ".csv.zst"
_PIECE = 1 << 20
_IN_PARALLEL = {zstd.CompressionParameter.nb_workers: 2}
_SOURCE_CHECKSUM = "source-sha256"
"""The object metadata with the checksum of the file before we compressed it."""


@dataclass(frozen=True)
class FeedFile:
    """A file on this machine. `name` is the end of its key, which begins with its folder's; `size` is in bytes."""

    path: Path
    feed: Feed
    size: int

    @property
    def name(self) -> str:
        return f"{self.path.parent.resolve().name}/{self.path.name}"


@dataclass(frozen=True)
class Upload:
    """A file and the key that it gets."""

    file: FeedFile
    key: str

    @property
    def is_to_be_compressed(self) -> bool:
        return self.key.endswith(COMPRESSED) and self.file.path.name.endswith(PLAIN)


def feed_files(folder: Path) -> list[FeedFile]:
    """The feed files of a folder: `reviews*.csv*` and `metadata*.csv*`. Raises NothingToUpload where there is none."""
    if not folder.is_dir():
        raise NothingToUpload(f"There is no folder {folder}. Name one that holds reviews*.csv* and metadata*.csv*.")
    found = [
        FeedFile(path, feed, path.stat().st_size)
        for feed in FEEDS
        for path in sorted(folder.glob(f"{feed.file_prefix}*.csv*"))
        if path.is_file() and path.name.endswith(SUFFIXES)
    ]
    if not found:
        names = " or ".join(f"{feed.file_prefix}*" for feed in FEEDS)
        raise NothingToUpload(
            f"{folder} holds no file {names} that ends in {', '.join(SUFFIXES)}. Name another folder."
        )
    return found


def placed(lake: Lake, files: Iterable[FeedFile], compress: bool = True) -> list[Upload]:
    """The keys of files: those that they have in the lake, from an earlier day, or new ones below today's (UTC).

    So a folder that is uploaded again replaces what it has brought before.
    """
    files = list(files)
    known = {file.key for feed in {file.feed for file in files} for file in lake.files(feed.lake_prefix)}
    uploads: dict[str, Upload] = {}
    for file in files:
        key = _key(file, known, compress)
        if other := uploads.get(key):
            raise NothingToUpload(
                f"{other.file.path.name} and {file.path.name} would both be {key}, and one of them lost. Rename one."
            )
        uploads[key] = Upload(file, key)
    return list(uploads.values())


def _key(file: FeedFile, known: set[str], compress: bool) -> str:
    names = {file.name, f"{file.name.removesuffix(PLAIN)}{COMPRESSED}"} if file.name.endswith(PLAIN) else {file.name}
    earlier = [
        key for key in known if key.startswith(file.feed.lake_prefix) and key.endswith(tuple(f"/{n}" for n in names))
    ]
    if earlier:
        return max(earlier)
    name = max(names) if compress else file.name
    return f"{file.feed.lake_prefix}{datetime.now(UTC):%Y/%m/%d}/{name}"


def send(lake: Lake, upload: Upload, on_bytes: Callable[[int], None] = lambda _: None) -> bool:
    """Put a file into the lake with its checksums beside it; False where the lake has that very content already.

    `on_bytes` gets the bytes of the file that have been dealt with since its last call.
    """
    file = upload.file
    try:
        sha256 = _sha256(file.path)
        there = lake.metadata(upload.key) or {}
        if sha256 in {there.get(_SOURCE_CHECKSUM), there.get(CHECKSUM)}:
            on_bytes(file.size)
            return False
        if not upload.is_to_be_compressed:
            lake.put(file.path, upload.key, {CHECKSUM: sha256}, on_bytes)
            return True
        with tempfile.TemporaryDirectory(prefix="reviewhouse-upload-") as folder:
            compressed = Path(folder, "file")
            _compress(file.path, compressed, on_bytes)
            lake.put(compressed, upload.key, {CHECKSUM: _sha256(compressed), _SOURCE_CHECKSUM: sha256})
    except OSError as error:
        raise NothingToUpload(f"{file.path} cannot be read ({error.strerror}). Make it readable first.") from None
    return True


def upload_folder(lake: Lake, folder: Path) -> int:
    """Upload the feed files of a folder; how many were new to the lake."""
    return sum(send(lake, upload) for upload in placed(lake, feed_files(folder)))


def _compress(source: Path, target: Path, on_bytes: Callable[[int], None]) -> None:
    with source.open("rb") as plain, zstd.open(target, "wb", options=_IN_PARALLEL) as out:
        while piece := plain.read(_PIECE):
            out.write(piece)
            on_bytes(len(piece))


def _sha256(path: Path) -> str:
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()
