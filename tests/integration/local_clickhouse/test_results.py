"""Results: every format whole and streamed, compressed, in bounded memory, and broken off by an error."""

import bz2
import csv
import gzip
import http.client
import io
import json
import lzma
import zlib

import brotli
import lz4.frame
import pyarrow.parquet
import pytest
import zstandard

ROWS = "SELECT number AS id, concat('zeile ü ', toString(number)) AS text FROM numbers(200000) ORDER BY id"
MB = 1 << 20


def text_of(number: int) -> str:
    return f"zeile ü {number}"


def as_json(body: bytes) -> list[tuple[int, str]]:
    return [(int(row["id"]), row["text"]) for row in json.loads(body)["data"]]


def as_json_rows(body: bytes) -> list[tuple[int, str]]:
    return [(int(row["id"]), row["text"]) for row in map(json.loads, body.splitlines())]


def as_csv(body: bytes) -> list[tuple[int, str]]:
    return [(int(row["id"]), row["text"]) for row in csv.DictReader(io.StringIO(body.decode()))]


def as_tsv(body: bytes) -> list[tuple[int, str]]:
    pairs = (line.split("\t") for line in body.decode().splitlines())
    return [(int(number), text) for number, text in pairs]


def as_parquet(body: bytes) -> list[tuple[int, str]]:
    found = pyarrow.parquet.read_table(io.BytesIO(body)).to_pydict()
    return [
        (number, text.decode() if isinstance(text, bytes) else text)
        for number, text in zip(*found.values(), strict=True)
    ]


READERS = {"JSON": as_json, "JSONEachRow": as_json_rows, "CSVWithNames": as_csv, "TSV": as_tsv, "Parquet": as_parquet}


@pytest.mark.parametrize("output_format", READERS)
@pytest.mark.parametrize("extra", [{}, {"wait_end_of_query": 1}])
def test_a_large_result_is_whole_in_every_format(server, output_format, extra):
    answer = server.ask(f"{ROWS} FORMAT {output_format}", **extra)
    assert answer.status == 200
    assert answer.headers["x-clickhouse-format"] == output_format
    assert READERS[output_format](answer.body) == [(number, text_of(number)) for number in range(200_000)]


def test_native_is_whole(server):
    frame = server.client().query_df(ROWS)
    assert frame["id"].tolist() == list(range(200_000))
    assert frame["text"].iloc[-1] == text_of(199_999)


def test_totals_come_with_the_rows(server):
    sql = "SELECT number % 2 AS k, count() FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k"
    assert server.ask(sql).body == b"0\t5\n1\t5\n\n0\t10\n"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 -- a comment at the end",
        "SELECT 1; -- and a semicolon",
        "(SELECT 1)",
        "WITH 1 AS x SELECT x SETTINGS max_threads = 1",
        "FROM (SELECT 1 AS x) SELECT x",
        "SELECT 1 FORMAT TSV SETTINGS max_threads = 1",
        "SELECT 1 /* FORMAT JSON */ FORMAT TSV;",
    ],
)
def test_every_shape_of_a_question(server, sql):
    assert server.value(sql) == "1"


def test_statements_that_return_rows_besides_select(server):
    assert server.value("EXPLAIN SYNTAX SELECT 1", default_format="TSVRaw") == "SELECT 1\nFROM system.one"
    assert server.ask("EXISTS TABLE nowhere", default_format="JSONEachRow").text == '{"result":0}\n'
    assert "default" in server.value("SHOW DATABASES FORMAT TSVRaw").splitlines()


def test_bytes_that_are_no_utf8(server):
    assert server.ask("SELECT unhex('00ff0a') FORMAT RowBinary").body == b"\x03\x00\xff\x0a"
    assert server.ask(b"SELECT hex('\xff\xfe')").body == b"FFFE\n"
    assert server.ask(b"SELECT hex('\xff\xfe')", method="GET").body == b"FFFE\n"


DECOMPRESS = {
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "lz4": lz4.frame.decompress,
    "br": brotli.decompress,
    "xz": lzma.decompress,
    "bz2": bz2.decompress,
}


@pytest.mark.parametrize("encoding", DECOMPRESS)
@pytest.mark.parametrize("rows", [3, 300_000])
def test_compressed_results(server, encoding, rows):
    answer = server.ask(
        f"SELECT number FROM numbers({rows})",
        headers=identity() | {"Accept-Encoding": f"snappy, {encoding};q=0.5"},
        enable_http_compression=1,
    )
    assert answer.headers["content-encoding"] == encoding
    assert DECOMPRESS[encoding](answer.body) == b"".join(b"%d\n" % number for number in range(rows))


def test_nothing_is_compressed_unasked(server):
    answer = server.ask("SELECT 1", headers=identity() | {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.body == b"1\n"


def test_an_error_within_a_result_is_marked_and_cuts_it_short(server):
    connection = server.open()
    sql = "SELECT number, throwIf(number = 2000000, 'on purpose') FROM numbers(3000000) SETTINGS max_threads = 1"
    server.send(connection, sql)
    response = connection.getresponse()
    assert response.status == 200
    with pytest.raises(http.client.IncompleteRead) as cut:
        response.read()
    tag = response.headers["X-ClickHouse-Exception-Tag"].encode()
    rows, marker, last = cut.value.partial.partition(b"\r\n__exception__\r\n" + tag + b"\r\n")
    assert marker
    assert rows.startswith(b"0\t0\n1\t0\n")
    message = last.split(b"\n")[0]
    assert message.startswith(b"Code: 395. DB::Exception: on purpose")
    assert last == message + b"\n" + b"%d %s\r\n__exception__\r\n" % (len(message) + 1, tag)
    connection.close()


def test_the_same_error_with_wait_end_of_query_has_its_status(server):
    sql = "SELECT number, throwIf(number = 2000000, 'on purpose') FROM numbers(3000000)"
    answer = server.ask(sql, wait_end_of_query=1)
    assert (answer.status, answer.code) == (500, 395)
    assert answer.text.startswith("Code: 395. DB::Exception: on purpose")


def test_who_says_how_many_cores_write_a_result_is_heard(server):
    asked = "SELECT getSetting('output_format_parallel_formatting') AS setting"
    assert server.ask(f"{asked} FORMAT JSONEachRow").text == '{"setting":true}\n'
    assert server.value(f"{asked} FORMAT TSV") == "false"
    assert server.value(asked, output_format_parallel_formatting=1) == "true"
    statement = f"{asked} SETTINGS output_format_parallel_formatting = 0 FORMAT JSONEachRow"
    assert server.ask(statement).text == '{"setting":false}\n'
    server.value("SET output_format_parallel_formatting = 0", session_id="cores")
    for _ in range(2):
        assert server.ask(asked, session_id="cores", default_format="JSONEachRow").text == '{"setting":false}\n'


def test_head_has_no_body_whatever_the_size(server):
    connection = server.open()
    for sql in ("SELECT number FROM numbers(3000000)", "SELECT 1"):
        server.send(connection, sql, method="HEAD")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
    server.send(connection, "SELECT 7", method="GET")
    assert connection.getresponse().read() == b"7\n"
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT repeat('x', 1023) FROM numbers(300000) FORMAT TSV",
        "SELECT number AS id, toString(number) AS text, number / 7 AS ratio FROM numbers(5500000) FORMAT JSONEachRow",
    ],
)
def test_three_hundred_megabytes_in_bounded_memory(server, sql):
    server.value("SELECT 1")
    server.forget_peak()
    before = server.rss_bytes()
    connection = server.open()
    server.send(connection, sql)
    response = connection.getresponse()
    received = 0
    while piece := response.read(MB):
        received += len(piece)
    connection.close()
    assert received > 290 * MB
    assert server.rss_bytes(peak=True) - before < 250 * MB


def identity() -> dict[str, str | bytes]:
    return {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "pass word: ü%&?".encode()}
