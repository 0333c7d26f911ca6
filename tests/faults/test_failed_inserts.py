"""INSERTs whose rows the table does not take: each is answered with its error, and none is when its neighbour fails."""

from concurrent.futures import ThreadPoolExecutor

import pytest

AT_ONCE = 8
ROUNDS = 15

REFUSING = {
    469: "CREATE TABLE refusing (a UInt64, CONSTRAINT small CHECK a < 5) ENGINE = MergeTree ORDER BY a",
    252: "CREATE TABLE refusing (a UInt64) ENGINE = MergeTree ORDER BY a PARTITION BY a",
}
VIEW = "CREATE MATERIALIZED VIEW view ENGINE = MergeTree ORDER BY x AS SELECT throwIf(a = 9, 'nine') AS x FROM refusing"


@pytest.fixture(autouse=True)
def _tables(server):
    yield
    server.value("DROP VIEW IF EXISTS view SYNC")
    server.value("DROP TABLE IF EXISTS refusing SYNC")


@pytest.mark.parametrize("code", REFUSING)
@pytest.mark.parametrize("form", ["VALUES (9), (8)", "FORMAT CSV\n9\n8\n", 'FORMAT JSONEachRow {"a": 9} {"a": 8}'])
def test_a_table_that_refuses_rows(server, code, form):
    server.value(REFUSING[code])
    answer = server.ask(f"INSERT INTO refusing {form}", max_partitions_per_insert_block=1)
    assert answer.code == code, answer.text
    assert answer.text.startswith(f"Code: {code}. DB::Exception: ")
    assert server.value("SELECT count() FROM refusing") == "0"


def test_a_view_that_throws(server):
    server.value("CREATE TABLE refusing (a UInt64) ENGINE = MergeTree ORDER BY a")
    server.value(VIEW)
    answer = server.ask("INSERT INTO refusing VALUES (9)")
    assert answer.code == 395
    assert "nine" in answer.text


def test_an_error_in_a_large_body_after_many_rows(server):
    server.value(REFUSING[469])
    rows = b"1\n" * 3_000_000 + b"7\n"
    assert server.ask("INSERT INTO refusing FORMAT CSV", body=rows).code == 469


def test_without_a_log_it_is_an_error_all_the_same(server):
    server.value(REFUSING[469])
    answer = server.ask("INSERT INTO refusing VALUES (9)", log_queries=0)
    assert (answer.status, answer.code) == (500, 1002)
    assert "An INSERT failed, perhaps this one" in answer.text


def test_neighbours_do_not_get_each_others_errors(server):
    server.value(REFUSING[469])

    def insert(number: int) -> tuple[int, int]:
        return number, server.ask(f"INSERT INTO refusing VALUES ({number % 10})").code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(insert, range(AT_ONCE * ROUNDS)))
    assert answers == [(number, 469 if number % 10 >= 5 else 0) for number in range(AT_ONCE * ROUNDS)]
    assert int(server.value("SELECT count() FROM refusing")) == sum(code == 0 for _, code in answers)
