"""Rows that clients send: byte-safe, streamed, compressed, all or an error."""

import gzip
import io
import json
import os
import time
import zlib
from urllib.parse import urlencode

import lz4.frame
import pyarrow
import pyarrow.parquet
import pytest
import zstandard

MB = 1 << 20
UPLOAD_MB = 800
TEXTS = [
    "",
    " ",
    "tab\tnew\nline\r\nquote'\"`",
    "ü 漢字 🎈",
    "FORMAT CSV",
    "; DROP TABLE x",
    "\\N \\ \x00 \x7f",
    "VALUES ('x')",
]


def rows_of(server, table: str) -> list[tuple[int, str]]:
    return [tuple(row) for row in server.client().query(f"SELECT id, text FROM {table} ORDER BY id").result_rows]


def as_values(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def test_values_keep_every_character(server, table):
    values = ", ".join(f"({number}, {as_values(text)})" for number, text in enumerate(TEXTS))
    server.value(f"INSERT INTO {table} (id, text) VALUES {values}")
    assert rows_of(server, table) == list(enumerate(TEXTS))


@pytest.mark.parametrize("in_url", [False, True])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", " \n"])
def test_csv_after_its_head(server, table, in_url, line_break):
    data = b'1,"a\n\nb"\n\n2,""\n3,"FORMAT\nVALUES"\n'
    head = f"INSERT INTO {table} SETTINGS input_format_csv_skip_trailing_empty_lines = 1 FORMAT CSV"
    if in_url:
        answer = server.ask(head, body=data.replace(b"\n\n2", b"\n2"))
    else:
        answer = server.ask((head + line_break).encode() + data.replace(b"\n\n2", b"\n2"))
    assert answer.status == 200, answer.text
    assert rows_of(server, table) == [(1, "a\n\nb"), (2, ""), (3, "FORMAT\nVALUES")]


def test_bytes_that_are_no_utf8(server, table):
    row = (7).to_bytes(8, "little") + b"\x05\x00\xff\xfe\n\x80"
    assert server.ask(f"INSERT INTO {table} FORMAT RowBinary\n".encode() + row).status == 200
    assert server.value(f"SELECT hex(text) FROM {table}") == "00FFFE0A80"


def test_parquet(server, table):
    store = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"id": [1, 2], "text": ["ü", "b"]}), store)
    assert server.ask(f"INSERT INTO {table} FORMAT Parquet", body=store.getvalue()).status == 200
    assert rows_of(server, table) == [(1, "ü"), (2, "b")]


def test_bound_values_and_no_rows_at_all(server, table):
    server.value(f"INSERT INTO {table} VALUES ({{n:UInt64}}, {{text:String}})", param_n=1, param_text="it's")
    assert server.ask(f"INSERT INTO {table} FORMAT CSV\n").status == 200
    assert rows_of(server, table) == [(1, "it's")]


def test_a_table_called_values_and_one_called_outfile(server):
    for name in ("values", "outfile", "`format`"):
        server.value(f"CREATE TABLE {name} (a UInt8) ENGINE = Memory")
        server.value(f"INSERT INTO {name} VALUES (1)")
        server.value(f"INSERT INTO default.{name} FORMAT TSV\n2")
        assert server.value(f"SELECT sum(a) FROM {name}") == "3"
        server.value(f"DROP TABLE {name}")


def test_insert_select(server, table):
    answer = server.ask(f"INSERT INTO {table} SELECT number, 'VALUES' FROM numbers(5)")
    assert '"written_rows":"5"' in answer.headers["x-clickhouse-summary"]
    assert server.value(f"SELECT count() FROM {table}") == "5"


def test_insert_select_from_input(server, table):
    sql = f"INSERT INTO {table} (id, text) SELECT id * 2, upper(text) FROM input('id UInt64, text String') WHERE id < 3"
    assert server.ask(f"{sql} FORMAT CSV\n1,ab\n3,no\n2,cd\n").status == 200
    assert server.value(f"SELECT * FROM {table} ORDER BY id") == "2\tAB\n4\tCD"
    answer = server.ask(f"{sql} FORMAT CSV", body=b"1,ef\n" * 100_000)
    assert json.loads(answer.headers["x-clickhouse-summary"])["written_rows"] == "100000"
    assert server.value("SELECT count() FROM system.tables WHERE is_temporary") == "0"


@pytest.mark.parametrize(
    ("call", "code"), [("input()", 48), ("input('nonsense')", 62), ("input('id UInt64) ENGINE = Log --')", 62)]
)
def test_input_with_a_wrong_structure_writes_nothing(server, table, call, code):
    answer = server.ask(f"INSERT INTO {table} SELECT * FROM {call} FORMAT CSV\n1,a\n")
    assert answer.code == code
    assert server.value(f"SELECT count() FROM {table}") == "0"


def test_a_column_named_format_is_no_format(server, table):
    server.value(f"INSERT INTO {table} SELECT format, 'a' FROM (SELECT 7 AS format)")
    assert server.value(f"SELECT id FROM {table}") == "7"


COMPRESS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "lz4": lz4.frame.compress,
}


@pytest.mark.parametrize("encoding", COMPRESS)
def test_compressed_bodies(server, table, encoding):
    compress = COMPRESS[encoding]
    # two frames, as a client makes them that compresses its blocks one by one
    body = compress(f"INSERT INTO {table} FORMAT TSV\n".encode()) + compress(b"1\tone\n" * 500_000)
    assert server.ask(body, headers=identity() | {"Content-Encoding": encoding}).status == 200
    assert server.value(f"SELECT count(), uniqExact(text) FROM {table}") == "500000\t1"
    cut = server.ask(body[:-8], headers=identity() | {"Content-Encoding": encoding})
    assert cut.code == 271
    broken = server.ask(b"no frame at all", headers=identity() | {"Content-Encoding": encoding})
    assert broken.code == 271


def test_an_unknown_encoding_is_refused(server):
    assert server.ask("SELECT 1", headers=identity() | {"Content-Encoding": "snappy"}).code == 89


def test_a_broken_row_is_an_error_even_after_megabytes(server, table):
    body = b"1\tone\n" * 500_000 + b"no number\tx\n" + b"2\ttwo\n" * 500_000
    answer = server.ask(f"INSERT INTO {table} FORMAT TSV", body=body)
    assert (answer.code, answer.status) == (27, 400)
    assert server.value("SELECT 1") == "1"


def test_a_client_that_goes_away_writes_nothing_of_its_last_block(server, table):
    connection = begin_upload(server, f"INSERT INTO {table} FORMAT TSV", query_id="half an insert")
    connection.send(chunk(b"1\tone\n" * 1000))
    connection.sock.close()
    deadline = time.monotonic() + 20
    while server.ask("SELECT 1", query_id="half an insert").code == 216:
        assert time.monotonic() < deadline
    assert server.value(f"SELECT count() FROM {table}") == "0"


def test_eight_hundred_megabytes_in_bounded_memory(server, table):
    server.forget_peak()
    before = server.rss_bytes()
    connection = begin_upload(server, f"INSERT INTO {table} FORMAT TSV")
    line = b"1\t" + os.urandom(500).hex().encode() + b"\n"
    block = chunk(line * (MB // len(line)))
    for _ in range(UPLOAD_MB):
        connection.send(block)
    connection.send(b"0\r\n\r\n")
    response = connection.getresponse()
    assert response.status == 200, response.read()
    connection.close()
    assert server.value(f"SELECT count() FROM {table}") == str(UPLOAD_MB * (MB // len(line)))
    assert server.rss_bytes(peak=True) - before < 550 * MB


def begin_upload(server, sql: str, **parameters):
    """A connection that waits for the chunks of a body."""
    connection = server.open()
    connection.putrequest("POST", "/?" + urlencode(parameters | {"query": sql}))
    for name, value in identity().items():
        connection.putheader(name, value)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    return connection


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def identity() -> dict[str, str | bytes]:
    return {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "pass word: ü%&?".encode()}
