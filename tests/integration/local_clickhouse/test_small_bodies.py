"""Bodies that are small as they are sent and large as they are meant: the server's memory stays flat."""

import bz2
import gzip
import lzma
import zlib

import brotli
import lz4.frame
import pytest
import zstandard

from reviewhouse.local.clickhouse.native_blocks import BlockEncoder

MB = 1 << 20
UNPACKED_MB = 1024
ROW = b"1\t" + b"x" * 1021 + b"\n"
ROWS_OF_A_MB = MB // len(ROW)
COMPRESS = {
    "zstd": zstandard.ZstdCompressor().compress,
    "br": lambda rows: brotli.compress(rows, quality=5),
    "lz4": lz4.frame.compress,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "xz": lambda rows: lzma.compress(rows, preset=1),
    "bz2": bz2.compress,
}


@pytest.fixture
def sink(server, request):
    """A table that takes rows and keeps none."""
    name = f"sink_{abs(hash(request.node.nodeid))}"
    server.value(f"CREATE TABLE {name} (id UInt64, text String) ENGINE = Null")
    yield name
    server.value(f"DROP TABLE {name} SYNC")


@pytest.mark.parametrize("encoding", COMPRESS)
def test_a_gigabyte_in_a_small_body(server, sink, encoding):
    if encoding == "br":  # a body of brotli is one frame
        body = brotli.compress(ROW * ROWS_OF_A_MB * UNPACKED_MB, quality=1)
    else:
        body = COMPRESS[encoding](ROW * ROWS_OF_A_MB * 64) * (UNPACKED_MB // 64)
    insert_in_flat_memory(server, sink, body, {"Content-Encoding": encoding})


def test_a_gigabyte_of_blocks(server, sink):
    body = BlockEncoder().compress(ROW * ROWS_OF_A_MB) * UNPACKED_MB
    insert_in_flat_memory(server, sink, body, {}, decompress=1)


@pytest.mark.parametrize("encoding", ["br", "xz", "bz2"])
def test_rows_and_their_statement_in_one_body(server, table, encoding):
    body = COMPRESS[encoding](f"INSERT INTO {table} FORMAT TSV\n".encode() + b"1\tone\n" * 500_000)
    assert ask(server, body, {"Content-Encoding": encoding}).status == 200
    assert server.value(f"SELECT count(), uniqExact(text) FROM {table}") == "500000\t1"
    assert ask(server, body[:-8], {"Content-Encoding": encoding}).code == 271
    assert ask(server, b"no frame at all", {"Content-Encoding": encoding}).code == 271


def insert_in_flat_memory(server, sink: str, body: bytes, headers: dict[str, str], **parameters) -> None:
    assert len(body) < UNPACKED_MB * MB // 100
    sql = f"INSERT INTO {sink} FORMAT TSV"
    small = COMPRESS[headers["Content-Encoding"]](ROW) if headers else BlockEncoder().compress(ROW)
    assert ask(server, small, headers, query=sql, **parameters).status == 200
    before = server.rss_bytes()
    server.forget_peak()
    answer = ask(server, body, headers, query=sql, **parameters)
    assert answer.status == 200, answer.text
    assert f'"written_rows":"{UNPACKED_MB * ROWS_OF_A_MB}"' in answer.headers["x-clickhouse-summary"]
    assert server.rss_bytes(peak=True) - before < 400 * MB


def ask(server, body: bytes, headers: dict[str, str], **parameters):
    who = {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "pass word: ü%&?".encode()}
    return server.ask(body, headers=who | headers, **parameters)
