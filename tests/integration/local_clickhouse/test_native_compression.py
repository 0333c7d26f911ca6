"""`compress=1` and `decompress=1`, the framing of ClickHouse's JDBC and Go clients."""

import pytest

from reviewhouse.local.clickhouse.native_blocks import BlockDecoder, BlockEncoder


@pytest.mark.parametrize("rows", [3, 500_000])
def test_a_compressed_result(server, rows):
    answer = server.ask(f"SELECT number FROM numbers({rows})", compress=1)
    decoder = BlockDecoder()
    assert b"".join(decoder.decompress(answer.body)) == b"".join(b"%d\n" % number for number in range(rows))
    decoder.finish()


def test_a_compressed_insert(server):
    server.ask("CREATE OR REPLACE TABLE native_rows (n UInt64) ENGINE = MergeTree ORDER BY n")
    rows = b"".join(b"%d\n" % number for number in range(200_000))
    answer = server.ask("INSERT INTO native_rows FORMAT TSV", body=BlockEncoder().compress(rows), decompress=1)
    assert answer.status == 200, answer.text
    assert server.value("SELECT count(), sum(n) FROM native_rows") == f"200000\t{sum(range(200_000))}"


def test_a_damaged_insert_is_refused_whole(server):
    server.ask("CREATE OR REPLACE TABLE native_damaged (n UInt64) ENGINE = MergeTree ORDER BY n")
    damaged = BlockEncoder().compress(b"1\n2\n")[:-1] + b"x"
    answer = server.ask("INSERT INTO native_damaged FORMAT TSV", body=damaged, decompress=1)
    assert answer.status >= 400
    assert answer.code == 40
    assert server.value("SELECT count() FROM native_damaged") == "0"
