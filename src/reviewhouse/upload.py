"""Bring the files of a folder into the lake."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reviewhouse.errors import NothingToUpload
from reviewhouse.feeds import FEEDS, SUFFIXES
from reviewhouse.lake import Lake


@dataclass(frozen=True)
class Upload:
    """A file on this machine and the key that it gets. `size` is in bytes."""

    path: Path
    key: str
    size: int


def planned(folder: Path) -> list[Upload]:
    """The feed files of a folder: `reviews*.csv*` and `metadata*.csv*`, below a prefix named like the folder.

    Raises NothingToUpload where there is none.
    """
    if not folder.is_dir():
        raise NothingToUpload(f"There is no folder {folder}. Name one that holds reviews*.csv* and metadata*.csv*.")
    found = [
        Upload(path, f"{feed.lake_prefix}{folder.resolve().name}/{path.name}", path.stat().st_size)
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


def send(lake: Lake, upload: Upload, on_bytes: Callable[[int], None]) -> bool:
    """Put a file into the lake with its checksum beside it; False where the lake has that very content already."""
    try:
        with upload.path.open("rb") as body:
            sha256 = hashlib.file_digest(body, "sha256").hexdigest()
    except OSError as error:
        raise NothingToUpload(f"{upload.path} cannot be read ({error.strerror}). Make it readable first.") from None
    if lake.checksum(upload.key) == sha256:
        on_bytes(upload.size)
        return False
    lake.put(upload.path, upload.key, sha256, on_bytes)
    return True
