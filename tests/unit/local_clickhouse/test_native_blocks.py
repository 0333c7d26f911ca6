"""ClickHouse's own block compression."""

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from reviewhouse.local.clickhouse import native_blocks
from reviewhouse.local.clickhouse.errors import QueryError
from reviewhouse.local.clickhouse.native_blocks import BlockDecoder, BlockEncoder


@given(data=st.binary(max_size=2000), chunk=st.integers(1, 700))
def test_there_and_back(data, chunk):
    sent = BlockEncoder().compress(data)
    decoder = BlockDecoder()
    chunks = (sent[at : at + chunk] for at in range(0, len(sent), chunk))
    assert b"".join(piece for part in chunks for piece in decoder.decompress(part)) == data
    decoder.finish()


def test_a_large_body_becomes_several_blocks():
    data = bytes(range(256)) * 10_000
    assert b"".join(BlockDecoder().decompress(BlockEncoder().compress(data))) == data


@pytest.mark.parametrize(("method", "body"), [(0x02, b"text"), (0x90, zstandard.ZstdCompressor().compress(b"text"))])
def test_other_methods(method, body):
    block = bytes([method]) + (len(body) + 9).to_bytes(4, "little") + (4).to_bytes(4, "little") + body
    assert list(BlockDecoder().decompress(native_blocks._checksum(block) + block)) == [b"text"]


def test_damage_is_noticed():
    sent = BlockEncoder().compress(b"some text" * 50)
    with pytest.raises(QueryError, match="Code: 40"):
        list(BlockDecoder().decompress(sent[:-1] + bytes([sent[-1] ^ 1])))
    decoder = BlockDecoder()
    assert list(decoder.decompress(sent[:-1])) == []
    with pytest.raises(QueryError, match="Code: 33"):
        decoder.finish()
    with pytest.raises(QueryError, match="Code: 271"):
        list(BlockDecoder().decompress(bytes(16) + b"\x82" + b"\xff" * 8))
