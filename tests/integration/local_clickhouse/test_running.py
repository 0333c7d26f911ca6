"""Statements that run: their ids, how they are ended, and many at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from reviewhouse.local.clickhouse.running import CORES

FOREVER = "SELECT count() FROM numbers_mt(1000000000000) WHERE NOT ignore(sipHash64(number))"
ENDLESS_ROWS = "SELECT number FROM system.numbers"


def count_of(server, query_id: str) -> int:
    sql = "SELECT count() FROM system.processes WHERE query_id = {id:String}"
    return int(server.value(sql, param_id=query_id))


def wait_until(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("sql", [FOREVER, ENDLESS_ROWS])
def test_a_client_that_goes_away_ends_its_statement(server, sql):
    connection = server.open()
    server.send(connection, sql, query_id="abandoned")
    wait_until(lambda: count_of(server, "abandoned") == 1)
    connection.close()
    wait_until(lambda: count_of(server, "abandoned") == 0)


def test_one_id_one_statement(server):
    with ThreadPoolExecutor() as threads:
        first = threads.submit(server.ask, FOREVER, query_id="only one")
        wait_until(lambda: count_of(server, "only one") == 1)
        assert server.ask("SELECT 1", query_id="only one").code == 216
        server.value("KILL QUERY WHERE query_id = 'only one'")
        answer = first.result(20)
    assert (answer.code, answer.status) == (394, 500)
    assert server.value("SELECT 1", query_id="only one") == "1"


@pytest.mark.parametrize("bound", [False, True])
def test_kill_by_the_clients_id(server, bound):
    with ThreadPoolExecutor() as threads:
        victim = threads.submit(server.ask, FOREVER, query_id="victim's")
        other = threads.submit(server.ask, FOREVER, query_id="bystander")
        wait_until(lambda: count_of(server, "victim's") + count_of(server, "bystander") == 2)
        if bound:
            killed = server.value("KILL QUERY WHERE query_id = {id:String} SYNC", param_id="victim's")
        else:
            killed = server.value("KILL QUERY WHERE query_id = 'victim\\'s' SYNC")
        assert "sipHash64" in killed
        assert victim.result(20).code == 394
        assert count_of(server, "bystander") == 1
        server.value("KILL QUERY WHERE query_id = 'bystander' SYNC")
        assert other.result(20).code == 394


def test_a_killed_insert_says_so(server, table):
    connection = server.open()
    identity = {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "pass word: ü%&?".encode()}
    connection.putrequest("POST", f"/?query_id=insert&query=INSERT+INTO+{table}+FORMAT+TSV")
    for name, value in identity.items():
        connection.putheader(name, value)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    rows = b"1\ttext\n" * 100_000
    connection.send(b"%x\r\n%s\r\n" % (len(rows), rows))
    wait_until(lambda: count_of(server, "insert") == 1)
    server.value("KILL QUERY WHERE query_id = 'insert'")
    connection.send(b"0\r\n\r\n")
    response = connection.getresponse()
    assert response.headers["X-ClickHouse-Exception-Code"] == "394"
    assert response.read()
    connection.close()
    assert server.value(f"SELECT count() FROM {table}") == "0"


def test_sixteen_clients_at_once(server, table):
    together = threading.Barrier(16)

    def work(number: int) -> list[str]:
        client = server.client(session_id=f"client {number}")
        together.wait()
        seen = []
        for turn in range(10):
            client.insert(table, [[number * 1000 + turn, f"ü {number}"]], column_names=["id", "text"])
            mine = f"SELECT count(), any(text) FROM {table} WHERE intDiv(id, 1000) = {number}"
            seen.append(client.query(mine).result_rows[0])
        client.close()
        return seen

    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(work, range(16)))
    for number, seen in enumerate(results):
        assert seen == [(turn + 1, f"ü {number}") for turn in range(10)]
    assert server.value(f"SELECT count(), uniqExact(id) FROM {table}") == "160\t160"


def test_statements_that_run_share_the_cores_unless_a_client_says_otherwise(server):
    asked, others = "SELECT getSetting('max_threads')", ["neighbour 1", "neighbour 2"]
    alone = server.value(asked)
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(server.ask, FOREVER, query_id=one) for one in others]
        wait_until(lambda: all(count_of(server, one) for one in others))
        assert server.value(asked) == str(max(1, 2 * CORES // 3))
        assert server.value(asked, max_threads=5) == "5"
        assert server.value(f"{asked} SETTINGS max_threads = 6") == "6"
        server.value("SET max_threads = 7", session_id="threads")
        assert server.value(asked, session_id="threads") == "7"
        server.value("KILL QUERY WHERE query_id LIKE 'neighbour %'")
        assert {answer.result(20).code for answer in running} == {394}
    assert server.value(asked) == alone


def test_a_short_question_does_not_wait_for_the_end_of_long_ones(server):
    ids = [f"long {number}" for number in range(CORES + 2)]  # more than have a place
    with ThreadPoolExecutor(len(ids)) as threads:
        running = [threads.submit(server.ask, FOREVER, query_id=one) for one in ids]
        wait_until(lambda: all(count_of(server, one) for one in ids))
        server.value("KILL QUERY WHERE query_id LIKE 'long %'")
        assert {answer.result(20).code for answer in running} == {394}


def test_a_kill_does_not_wait_behind_the_statements_that_it_is_to_end(server):
    ids = [f"sleeper {number}" for number in range(70)]  # more than run at once
    sleeps = "SELECT sum(sleepEachRow(0.1)) FROM numbers(6000) SETTINGS max_block_size = 1, max_threads = 1"
    with ThreadPoolExecutor(len(ids)) as threads:
        answers = [threads.submit(server.ask, sleeps, query_id=one) for one in ids]
        while not all(answer.done() for answer in answers):
            server.value("KILL QUERY WHERE query_id LIKE 'sleeper %' ASYNC FORMAT Null")
            time.sleep(0.2)
        assert {answer.result().code for answer in answers} == {394}


def test_the_list_of_processes_names_what_can_be_killed(server):
    with ThreadPoolExecutor() as threads:
        running = threads.submit(server.ask, FOREVER, query_id="listed")
        wait_until(lambda: "listed" in server.value("SHOW PROCESSLIST"))
        assert "listed" in server.value("show full processlist FORMAT JSONEachRow")
        server.value("KILL QUERY WHERE query_id = 'listed'")
        assert running.result(20).code == 394
