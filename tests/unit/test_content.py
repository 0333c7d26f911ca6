"""What an object holds, and whether it is whole."""

import gzip
import hashlib
import io
import lzma
import random

import pytest
import zstandard

from reviewhouse.errors import FileRejected
from reviewhouse.ingest.content import Content

TEXT = random.Random(1).randbytes(1_500_000).hex().encode()
PACKS = {
    "none": bytes,
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}
PACKED = {name: pack(TEXT) for name, pack in PACKS.items()}
COMPRESSED = [name for name in PACKS if name != "none"]


def read(body: bytes) -> bytes:
    return b"".join(Content("a.csv", io.BytesIO(body)).pieces())


@pytest.mark.parametrize("name", PACKS)
def test_the_bytes_tell_the_compression_and_are_read_once(name):
    content = Content("a.csv", io.BytesIO(PACKED[name]), hashlib.sha256(PACKED[name]).hexdigest())
    assert (content.compression, content.head) == (name, TEXT[:65_536])
    assert b"".join(content.pieces()) == TEXT


def test_what_is_not_what_was_uploaded_is_told_when_all_is_read():
    content = Content("a.csv", io.BytesIO(TEXT), hashlib.sha256(TEXT[1:]).hexdigest())
    with pytest.raises(FileRejected, match="is not what was uploaded"):
        list(content.pieces())


@pytest.mark.parametrize("name", COMPRESSED)
def test_members_frames_and_streams_follow_each_other(name):
    assert read(PACKED[name] * 3) == TEXT * 3
    assert read(PACKS[name](b"")) == b""


def test_zeros_may_fill_the_space_between_and_behind_streams():
    assert read(PACKED["xz"] + bytes(400_000) + PACKED["xz"] + bytes(8)) == TEXT * 2
    assert read(PACKED["gzip"] + bytes(8)) == TEXT


@pytest.mark.parametrize("name", COMPRESSED)
@pytest.mark.parametrize("kept", [7, 100, 0.5, -1])
def test_a_cut_is_told_wherever_it_is(name, kept):
    packed = PACKED[name]
    end = int(len(packed) * kept) if isinstance(kept, float) else kept
    for whole in (b"", packed):
        with pytest.raises(FileRejected, match=r"cut short|cannot be decompressed"):
            read(whole + packed[:end])


@pytest.mark.parametrize("name", COMPRESSED)
def test_broken_bytes_are_told_by_their_checksum(name):
    broken = bytearray(PACKED[name])
    broken[len(broken) // 2] ^= 1
    with pytest.raises(FileRejected, match="cannot be decompressed"):
        read(bytes(broken))


@pytest.mark.parametrize("name", COMPRESSED)
def test_other_bytes_behind_the_end_are_told(name):
    with pytest.raises(FileRejected):
        read(PACKED[name] + b"and more text")


def test_a_frame_that_readers_skip_may_come_first():
    assert read(b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd" + PACKED["zstd"]) == TEXT


@pytest.mark.parametrize(("beginning", "what"), [(b"PK\x03\x04", "zip"), (b"BZh91AY&SY", "bzip2")])
def test_what_nobody_reads_here_is_named(beginning, what):
    with pytest.raises(FileRejected, match=f"{what}.*Upload it as"):
        Content("a.csv", io.BytesIO(beginning))


def test_an_empty_object_has_an_empty_head():
    content = Content("a.csv", io.BytesIO(b""))
    assert (content.compression, content.head, list(content.pieces())) == ("none", b"", [])
