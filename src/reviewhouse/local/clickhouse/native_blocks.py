"""ClickHouse's own block compression (`compress=1`, `decompress=1`), as its JDBC and Go clients use it.

A block is 16 bytes of checksum (CityHash128 of the rest), a byte for the method, the size of the compressed block
without the checksum and the size of its content (4 bytes each, little-endian), then the content.
Source: ClickHouse's documentation of its compression in the HTTP interface.
"""

from collections.abc import Iterator

import lz4.block
import zstandard
from clickhouse_cityhash.cityhash import CityHash128

from reviewhouse.local.clickhouse.errors import Code, QueryError

_CHECKSUM, _HEAD = 16, 9
_PLAIN, _LZ4, _ZSTD = 0x02, 0x82, 0x90
_BLOCK = 1 << 20
_LARGEST_BLOCK = 1 << 30
_HALF = 1 << 64


def _checksum(block: bytes) -> bytes:
    value = CityHash128(block)
    return (value // _HALF).to_bytes(8, "little") + (value % _HALF).to_bytes(8, "little")


class BlockEncoder:
    """Compresses a response into LZ4 blocks."""

    def compress(self, data: bytes) -> bytes:
        return b"".join(self._block(data[start : start + _BLOCK]) for start in range(0, len(data), _BLOCK))

    def flush(self) -> bytes:
        return b""

    @staticmethod
    def _block(data: bytes) -> bytes:
        body = lz4.block.compress(data, store_size=False)
        sizes = (len(body) + _HEAD).to_bytes(4, "little") + len(data).to_bytes(4, "little")
        block = bytes([_LZ4]) + sizes + body
        return _checksum(block) + block


class BlockDecoder:
    """Decompresses a request. Raises QueryError for a broken block or an unknown method."""

    def __init__(self) -> None:
        self._rest = b""

    def decompress(self, data: bytes) -> Iterator[bytes]:
        self._rest += data
        while len(self._rest) >= _CHECKSUM + _HEAD:
            size = int.from_bytes(self._rest[17:21], "little")
            if not _HEAD <= size <= _LARGEST_BLOCK:
                raise QueryError(Code.CANNOT_DECOMPRESS, f"A compressed block claims a size of {size} bytes")
            if len(self._rest) < _CHECKSUM + size:
                break
            checksum, block = self._rest[:_CHECKSUM], self._rest[_CHECKSUM : _CHECKSUM + size]
            if _checksum(block) != checksum:
                raise QueryError(Code.CHECKSUM_DOESNT_MATCH, "Checksum doesn't match: corrupted data")
            self._rest = self._rest[_CHECKSUM + size :]
            yield self._content(block)

    def finish(self) -> None:
        if self._rest:
            raise QueryError(Code.CANNOT_READ_ALL_DATA, "The request's body ends in the middle of a compressed block")

    @staticmethod
    def _content(block: bytes) -> bytes:
        method, size, body = block[0], int.from_bytes(block[5:9], "little"), block[_HEAD:]
        if size > _LARGEST_BLOCK:
            raise QueryError(Code.CANNOT_DECOMPRESS, f"A compressed block claims a content of {size} bytes")
        try:
            if method == _LZ4:
                return lz4.block.decompress(body, uncompressed_size=size)
            if method == _ZSTD:
                return zstandard.ZstdDecompressor().decompress(body, max_output_size=size)
        except (lz4.block.LZ4BlockError, zstandard.ZstdError) as error:
            raise QueryError(Code.CANNOT_DECOMPRESS, f"Cannot decompress a block: {error}") from None
        if method != _PLAIN:
            raise QueryError(Code.UNKNOWN_COMPRESSION_METHOD, f"Unknown compression method of a block: {method:#x}")
        return body
