"""Compressed bodies: what HTTP calls Content-Encoding, in both directions.

A small body may unpack to gigabytes, so decoders hand it out in pieces, and unpack no more than is taken from them.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import brotli
import lz4.frame

from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.zstd import zstd

PIECE = 1 << 20
"""Bytes of a piece, about: brotli may give twice as many."""

_LARGEST_DICTIONARY = 1 << 27
"""Bytes that an xz body may claim for unpacking it; `xz -9` asks for half of it."""


class Encoder(Protocol):
    """Turns chunks of a body into what is sent; `flush` gives the end of it."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class Decoder(Protocol):
    """Turns what arrives into pieces of the body; `finish` raises QueryError where the end is missing.

    The pieces of one chunk are to be taken before the next chunk is given.
    """

    def decompress(self, data: bytes, /) -> Iterator[bytes]: ...
    def finish(self) -> None: ...


class Plain:
    """Both directions of a body that is not compressed."""

    def compress(self, data: bytes) -> bytes:
        return data

    def decompress(self, data: bytes) -> Iterator[bytes]:
        yield data

    def flush(self) -> bytes:
        return b""

    def finish(self) -> None:
        pass


class _Frames:
    """A body of one or more compressed frames, each of which says where it ends.

    A frame is what Python's own modules call a decompressor: BZ2Decompressor and those that are like it.
    """

    _ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, brotli.error, OSError, RuntimeError)

    def __init__(self, new_frame: Callable[[], Any]) -> None:
        self._new_frame = new_frame
        self._frame: Any = None

    def decompress(self, data: bytes) -> Iterator[bytes]:
        while data or (self._frame and not self._frame.needs_input):
            if self._frame is None:
                self._frame = self._new_frame()
            try:
                piece = self._frame.decompress(data, PIECE)
            except self._ERRORS as error:
                raise QueryError(Code.CANNOT_DECOMPRESS, f"Cannot decompress the request's body: {error}") from None
            data = b""
            if self._frame.eof:
                data, self._frame = self._frame.unused_data, None
            if piece:
                yield piece

    def finish(self) -> None:
        if self._frame is not None:
            raise QueryError(Code.CANNOT_DECOMPRESS, "The request's body ends in the middle of a compressed frame")


class _ZlibFrame:
    def __init__(self, window_bits: int) -> None:
        self._stream = zlib.decompressobj(window_bits)
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        # a full piece may have left something within zlib itself
        self.needs_input = not self._stream.unconsumed_tail and len(piece) < max_length
        return piece

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


class _BrotliFrame:
    unused_data = b""
    """brotli knows no second frame: what follows the first is an error, as on a server."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._stream.process(data, output_buffer_limit=max_length)
        # a full piece may have left something within brotli itself
        self.needs_input = self._stream.can_accept_more_data() and len(piece) < max_length
        return piece

    @property
    def eof(self) -> bool:
        return self._stream.is_finished()


class _Lz4Encoder:
    def __init__(self) -> None:
        self._frame = lz4.frame.LZ4FrameCompressor()
        self._head = self._frame.begin()

    def compress(self, data: bytes) -> bytes:
        head, self._head = self._head, b""
        return head + self._frame.compress(data)

    def flush(self) -> bytes:
        return self._head + self._frame.flush()


class _BrotliEncoder:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(quality=1)

    def compress(self, data: bytes) -> bytes:
        return self._stream.process(data)

    def flush(self) -> bytes:
        return self._stream.finish()


_DECODERS: dict[str, Callable[[], Any]] = {
    "zstd": zstd.ZstdDecompressor,
    "br": _BrotliFrame,
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "gzip": lambda: _ZlibFrame(16 + zlib.MAX_WBITS),
    "deflate": lambda: _ZlibFrame(zlib.MAX_WBITS),
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LARGEST_DICTIONARY),
    "bz2": bz2.BZ2Decompressor,
}
_ENCODERS: dict[str, Callable[[], Encoder]] = {
    "zstd": lambda: zstd.ZstdCompressor(level=1),
    "br": _BrotliEncoder,
    "lz4": _Lz4Encoder,
    "gzip": lambda: zlib.compressobj(1, wbits=16 + zlib.MAX_WBITS),
    "deflate": lambda: zlib.compressobj(1),
    "xz": lambda: lzma.LZMACompressor(preset=0),
    "bz2": lambda: bz2.BZ2Compressor(1),
}
"""In the order in which ClickHouse's server prefers them where a client takes several."""


def decoder(content_encoding: str) -> Decoder:
    """The decoder of a request's body. Raises QueryError (89) for an encoding that is not known."""
    name = content_encoding.strip().lower()
    if name in ("", "identity"):
        return Plain()
    if name not in _DECODERS:
        raise QueryError(Code.UNKNOWN_COMPRESSION_METHOD, f"Unknown compression method: {name}")
    return _Frames(_DECODERS[name])


def decoded(data: bytes, decoders: Sequence[Decoder]) -> Iterator[bytes]:
    """The pieces of a chunk that has been through several encodings, the outermost first."""
    if not decoders:
        if data:
            yield data
        return
    for piece in decoders[0].decompress(data):
        yield from decoded(piece, decoders[1:])


def accepted_encoding(accept_encoding: str) -> str | None:
    """The best of the encodings that a client takes; None where it takes none of ours."""
    offers = (offer.replace(" ", "").lower().partition(";") for offer in accept_encoding.split(","))
    accepted = {name for name, _, weight in offers if weight not in ("q=0", "q=0.0")}
    return next((name for name in _ENCODERS if name in accepted), None)


def encoder(content_encoding: str) -> Encoder:
    return _ENCODERS[content_encoding]()
