"""Compressed bodies survive any cut into chunks, and a missing end is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewhouse.local.clickhouse.compression import accepted_encoding, decoder, encoder
from reviewhouse.local.clickhouse.errors import QueryError

ENCODINGS = ("zstd", "lz4", "gzip", "deflate")


def compress(encoding: str, pieces: list[bytes]) -> bytes:
    made = encoder(encoding)
    return b"".join([made.compress(piece) for piece in pieces]) + made.flush()


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(pieces=st.lists(st.binary(max_size=100), max_size=4), chunk=st.integers(1, 50), frames=st.integers(1, 3))
def test_there_and_back(encoding, pieces, chunk, frames):
    sent = compress(encoding, pieces) * frames
    found = decoder(encoding)
    plain = b"".join(found.decompress(sent[start : start + chunk]) for start in range(0, len(sent), chunk))
    found.finish()
    assert plain == b"".join(pieces) * frames


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_missing_end_is_an_error(encoding):
    sent = compress(encoding, [b"some text " * 100])
    found = decoder(encoding)
    found.decompress(sent[:-3])
    with pytest.raises(QueryError, match="ends in the middle"):
        found.finish()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_no_frame_is_an_error(encoding):
    with pytest.raises(QueryError, match="Cannot decompress"):
        decoder(encoding).decompress(b"this is not compressed at all")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("zstd;q=0, deflate", "deflate"),
        ("", None),
        ("br", None),
    ],
)
def test_what_a_client_accepts(accepted, chosen):
    assert accepted_encoding(accepted) == chosen
