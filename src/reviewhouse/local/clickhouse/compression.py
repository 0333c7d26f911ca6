"""Compressed bodies: what HTTP calls Content-Encoding, in both directions."""

import zlib
from collections.abc import Callable
from typing import Any, Protocol

import lz4.frame
import zstandard

from reviewhouse.local.clickhouse.errors import Code, QueryError


class Encoder(Protocol):
    """Turns chunks of a body into what is sent; `flush` gives the end of it."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class Decoder(Protocol):
    """Turns what arrives into chunks of the body; `finish` raises QueryError where the end is missing."""

    def decompress(self, data: bytes, /) -> bytes: ...
    def finish(self) -> None: ...


class Plain:
    """Both directions of a body that is not compressed."""

    def compress(self, data: bytes) -> bytes:
        return data

    def decompress(self, data: bytes) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""

    def finish(self) -> None:
        pass


class _Frames:
    """A body of one or more compressed frames, each of which says where it ends."""

    def __init__(self, new_frame: Callable[[], Any]) -> None:
        self._new_frame = new_frame
        self._frame: Any = None

    def decompress(self, data: bytes) -> bytes:
        plain = []
        try:
            while data:
                if self._frame is None:
                    self._frame = self._new_frame()
                plain.append(self._frame.decompress(data))
                data = b""
                if self._frame.eof:
                    data, self._frame = self._frame.unused_data, None
        except (zlib.error, zstandard.ZstdError, RuntimeError) as error:
            raise QueryError(Code.CANNOT_DECOMPRESS, f"Cannot decompress the request's body: {error}") from None
        return b"".join(plain)

    def finish(self) -> None:
        if self._frame is not None:
            raise QueryError(Code.CANNOT_DECOMPRESS, "The request's body ends in the middle of a compressed frame")


class _Lz4Encoder:
    def __init__(self) -> None:
        self._frame = lz4.frame.LZ4FrameCompressor()
        self._head = self._frame.begin()

    def compress(self, data: bytes) -> bytes:
        head, self._head = self._head, b""
        return head + self._frame.compress(data)

    def flush(self) -> bytes:
        return self._head + self._frame.flush()


_DECODERS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(16 + zlib.MAX_WBITS),
    "deflate": zlib.decompressobj,
    "zstd": lambda: zstandard.ZstdDecompressor().decompressobj(),
    "lz4": lz4.frame.LZ4FrameDecompressor,
}
_ENCODERS: dict[str, Callable[[], Encoder]] = {
    "zstd": lambda: zstandard.ZstdCompressor(level=1).compressobj(),
    "lz4": _Lz4Encoder,
    "gzip": lambda: zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS),
    "deflate": lambda: zlib.compressobj(1),
}
"""In the order of preference where a client takes several."""


def decoder(content_encoding: str) -> Decoder:
    """The decoder of a request's body. Raises QueryError (89) for an encoding that is not known."""
    name = content_encoding.strip().lower()
    if name in ("", "identity"):
        return Plain()
    if name not in _DECODERS:
        raise QueryError(Code.UNKNOWN_COMPRESSION_METHOD, f"Unknown compression method: {name}")
    return _Frames(_DECODERS[name])


def accepted_encoding(accept_encoding: str) -> str | None:
    """The best of the encodings that a client takes; None where it takes none of ours."""
    offers = (offer.replace(" ", "").lower().partition(";") for offer in accept_encoding.split(","))
    accepted = {name for name, _, weight in offers if weight not in ("q=0", "q=0.0")}
    return next((name for name in _ENCODERS if name in accepted), None)


def encoder(content_encoding: str) -> Encoder:
    return _ENCODERS[content_encoding]()
