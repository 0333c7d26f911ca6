"""Compressed bodies survive any cut into chunks, come out in bounded pieces, and a missing end is noticed."""

import bz2
import gzip
import lzma
import zlib

import brotli
import lz4.frame
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from reviewhouse.local.clickhouse.compression import PIECE, accepted_encoding, decoded, decoder, encoder
from reviewhouse.local.clickhouse.errors import QueryError

ENCODINGS = ("zstd", "br", "lz4", "gzip", "deflate", "xz", "bz2")
OF_MANY_FRAMES = [name for name in ENCODINGS if name != "br"]
LARGE = 64 * PIECE
ELSEWHERE = {
    "zstd": (zstandard.ZstdCompressor().compress, lambda sent: zstandard.decompress(sent, max_output_size=LARGE)),
    "br": (brotli.compress, brotli.decompress),
    "lz4": (lambda text: lz4.frame.compress(text, block_size=lz4.frame.BLOCKSIZE_MAX4MB), lz4.frame.decompress),
    "gzip": (gzip.compress, gzip.decompress),
    "deflate": (zlib.compress, zlib.decompress),
    "xz": (lzma.compress, lzma.decompress),
    "bz2": (bz2.compress, bz2.decompress),
}
"""How others make and read these."""


def compress(encoding: str, pieces: list[bytes]) -> bytes:
    made = encoder(encoding)
    return b"".join([made.compress(piece) for piece in pieces]) + made.flush()


def decompress(encoding: str, sent: bytes, chunk: int) -> bytes:
    found = decoder(encoding)
    plain = [piece for at in range(0, len(sent), chunk) for piece in found.decompress(sent[at : at + chunk])]
    found.finish()
    return b"".join(plain)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(pieces=st.lists(st.binary(max_size=100), max_size=4), chunk=st.integers(1, 50))
def test_there_and_back(encoding, pieces, chunk):
    assert decompress(encoding, compress(encoding, pieces), chunk) == b"".join(pieces)


@pytest.mark.parametrize("encoding", OF_MANY_FRAMES)
@given(pieces=st.lists(st.binary(max_size=100), max_size=4), chunk=st.integers(1, 50))
def test_frame_after_frame(encoding, pieces, chunk):
    sent = compress(encoding, pieces) * 3
    assert decompress(encoding, sent, chunk) == b"".join(pieces) * 3


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_others_read_and_write_the_same(encoding):
    made, read = ELSEWHERE[encoding]
    text = "ü 漢字 ".encode() * 50_000
    assert decompress(encoding, made(text), 1000) == text
    assert read(compress(encoding, [text[:-1], text[-1:]])) == text


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, LARGE])
def test_what_unpacks_to_much_comes_in_pieces(encoding, size):
    made, _ = ELSEWHERE[encoding]
    found = decoder(encoding)
    lengths = [len(piece) for piece in found.decompress(made(bytes(size)))]
    found.finish()
    assert sum(lengths) == size
    assert max(lengths) <= 2 * PIECE


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_missing_end_is_an_error(encoding):
    sent = compress(encoding, [b"some text " * 100])
    found = decoder(encoding)
    for _ in found.decompress(sent[:-3]):
        pass
    with pytest.raises(QueryError, match="ends in the middle"):
        found.finish()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_no_frame_is_an_error(encoding):
    with pytest.raises(QueryError, match="Cannot decompress"):
        list(decoder(encoding).decompress(b"this is not compressed at all"))


def test_what_follows_a_body_of_brotli_is_an_error():
    with pytest.raises(QueryError, match="Cannot decompress"):
        list(decoder("br").decompress(brotli.compress(b"text") + b"more"))


def test_a_dictionary_beyond_all_measure_is_refused():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 28}]
    sent = lzma.compress(b"text", filters=filters)
    with pytest.raises(QueryError, match="Cannot decompress"):
        list(decoder("xz").decompress(sent))


def test_one_encoding_within_another():
    sent = gzip.compress(bz2.compress(b"a" * LARGE))
    steps = [decoder("gzip"), decoder("bz2")]
    lengths = [len(piece) for piece in decoded(sent, steps)]
    assert (sum(lengths), max(lengths)) == (LARGE, PIECE)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, lz4, br", "br"),
        ("bz2, xz, deflate", "deflate"),
        ("bz2, xz", "xz"),
        ("br;q=0, gzip;q=0.8, *;q=0.1", "gzip"),
        ("zstd;q=0, deflate", "deflate"),
        ("", None),
        ("snappy", None),
    ],
)
def test_what_a_client_accepts(accepted, chosen):
    assert accepted_encoding(accepted) == chosen
