"""What an object holds: told by its first bytes, since names lie, and read once, as plain bytes."""

import gzip
import hashlib
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from reviewhouse.errors import FileRejected
from reviewhouse.feeds import SUFFIXES
from reviewhouse.zstd import zstd

HEAD = 64 * 1024
"""Bytes in which a header must end."""

_PIECE = 1 << 20
"""Bytes that are read at once: fewer cost more calls, more no longer fit a processor's cache."""

_BEGINNINGS = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\x00": "xz",
    # frames that a reader of zstd skips; some writers begin with one
    **{bytes([number]) + b"\x2a\x4d\x18": "zstd" for number in range(0x50, 0x60)},
}
_REFUSED = {b"PK\x03\x04": "a zip archive", b"BZh": "bzip2"}
_BROKEN = (gzip.BadGzipFile, lzma.LZMAError, zlib.error, zstd.ZstdError)


class Content:
    """One object's content. `compression` is ClickHouse's name of its compression, `head` how it begins when plain.

    Reading raises FileRejected where frames, members or streams are cut short or broken, the last one included.
    A cut that falls exactly between two of them cannot be seen in the bytes; when all is read, `checksum` tells it, the
    SHA-256 of the object in hexadecimal, where the uploader has stored one with it.
    """

    def __init__(self, key: str, raw: BinaryIO, checksum: str | None = None) -> None:
        self._key, self._checksum = key, checksum
        self._raw = _Raw(raw, hashlib.sha256() if checksum else None)
        self.compression = _compression_of(key, self._raw.first)
        self._plain = _OPENERS[self.compression](self._raw)
        self.head = b""
        while len(self.head) < HEAD and (piece := self._read(HEAD - len(self.head))):
            self.head += piece

    def pieces(self) -> Iterator[bytes]:
        """All of it, from its first byte; to be asked for once."""
        piece = self.head
        while piece:
            yield piece
            piece = self._read(_PIECE)
        if self._checksum and self._checksum.lower() != self._raw.sha256.hexdigest():
            raise FileRejected(f"{self._key} is not what was uploaded: its checksum differs. Upload it again.")

    def _read(self, size: int) -> bytes:
        try:
            return self._plain.read(size)
        except EOFError:
            raise FileRejected(
                f"{self._key} is cut short: its {self.compression} data have no end. Upload all of it again."
            ) from None
        except _BROKEN as error:
            raise FileRejected(f"{self._key} cannot be decompressed ({error}). Compress and upload it again.") from None


def _compression_of(key: str, first: bytes) -> str:
    for beginning, what in _REFUSED.items():
        if first.startswith(beginning):
            raise FileRejected(
                f"{key} is {what}, which cannot be read here. Upload it as one of {', '.join(SUFFIXES)}."
            )
    return next((name for beginning, name in _BEGINNINGS.items() if first.startswith(beginning)), "none")


class _XzStreams:
    """Python's own reader of xz takes what is no stream behind the first one for the end; here it is an error."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw, self._stream = raw, lzma.LZMADecompressor(lzma.FORMAT_XZ)

    def read(self, size: int) -> bytes:
        while True:
            compressed = b""
            if self._stream.eof:
                compressed = self._next_stream()
                if not compressed:
                    return b""
                self._stream = lzma.LZMADecompressor(lzma.FORMAT_XZ)
            elif self._stream.needs_input:
                compressed = self._raw.read(_PIECE)
                if not compressed:
                    raise EOFError
            if piece := self._stream.decompress(compressed, size):
                return piece

    def _next_stream(self) -> bytes:
        """How it begins, behind the zeros that may fill up the space between two."""
        found = self._stream.unused_data.lstrip(b"\0")
        while not found and (piece := self._raw.read(_PIECE)):
            found = piece.lstrip(b"\0")
        return found


class _Raw:
    """The bytes of the object; `first` are its first ones, which are read again by `read`.

    Hashed on the way only where `sha256` is given: of a plain file, that is a third of what it costs to read and count.
    """

    def __init__(self, raw: BinaryIO, sha256: Any = None) -> None:
        self._raw, self.sha256 = raw, sha256
        self.first = self._ahead = raw.read(HEAD)

    def read(self, size: int) -> bytes:
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        piece = piece or self._raw.read(size)
        if self.sha256:
            self.sha256.update(piece)
        return piece


_OPENERS: dict[str, Callable] = {"none": lambda raw: raw, "gzip": gzip.open, "xz": _XzStreams, "zstd": zstd.open}
