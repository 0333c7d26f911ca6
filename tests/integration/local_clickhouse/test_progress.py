"""Headers that tell how far a statement has come, while it runs."""

import json
import socket
import time
from urllib.parse import urlencode

import pytest

USER, PASSWORD = "reader", "pass word: ü%&?"
TWO_SECONDS = "SELECT count() FROM numbers(20) WHERE NOT ignore(sleepEachRow(0.1)) SETTINGS max_block_size = 1"
ASKED = {"send_progress_in_http_headers": 1, "http_headers_progress_interval_ms": 50}


def send(server, sql: str, **parameters) -> socket.socket:
    query = urlencode({"user": USER, "password": PASSWORD} | ASKED | parameters)
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    body = sql.encode()
    head = f"POST /?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)
    return connection


def read_answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head and the body of one answer."""
    text = b""
    while b"\r\n\r\n" not in text:
        text += connection.recv(65536)
    head, _, body = text.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def told(head: bytes) -> list[dict]:
    lines = head.split(b"\r\n")
    return [json.loads(line.partition(b": ")[2]) for line in lines if line.startswith(b"x-clickhouse-progress: ")]


def test_progress_comes_while_the_statement_runs(server):
    with send(server, TWO_SECONDS) as connection:
        began = time.monotonic()
        first = connection.recv(65536)
        after = time.monotonic() - began
        head, body = read_answer_after(connection, first)
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"x-clickhouse-progress: " in first
    assert b"\r\n\r\n" not in first
    assert time.monotonic() - began > after
    rows = [int(step["read_rows"]) for step in told(head)]
    assert rows == sorted(rows)
    assert len(rows) >= 3
    assert head.count(b"HTTP/1.1") == 1
    assert head.count(b"x-clickhouse-query-id") == 1
    assert body == b"20\n"


def read_answer_after(connection: socket.socket, first: bytes) -> tuple[bytes, bytes]:
    text = first
    while b"\r\n\r\n" not in text:
        text += connection.recv(65536)
    head, _, body = text.partition(b"\r\n\r\n")
    while not body.endswith(b"\n"):
        body += connection.recv(65536)
    return head, body


def test_an_error_after_the_first_headers(server):
    sql = "SELECT sum(throwIf(number = 15, 'on purpose')) FROM numbers(20) WHERE NOT ignore(sleepEachRow(0.1))"
    with send(server, sql, max_block_size=1) as connection:
        head, body = read_answer(connection)
    assert told(head)
    assert b"x-clickhouse-exception-code: 395" in head
    assert b"on purpose" in body


def test_the_connection_serves_the_next_request(server):
    with send(server, TWO_SECONDS) as connection:
        read_answer(connection)
        query = urlencode({"user": USER, "password": PASSWORD, "query": "SELECT 7"})
        connection.sendall(f"GET /?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, body = read_answer(connection)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body == b"7\n"


@pytest.mark.parametrize("asked", [{}, {"send_progress_in_http_headers": 0}])
def test_only_who_asks_is_told(server, asked):
    assert "x-clickhouse-progress" not in server.ask(TWO_SECONDS, **asked).headers


def test_written_rows_of_an_insert_with_a_select(server, table):
    sql = f"INSERT INTO {table} SELECT number, 'x' FROM numbers(20) WHERE NOT ignore(sleepEachRow(0.1))"
    with send(server, sql, max_block_size=1, query="") as connection:
        head, _ = read_answer(connection)
    assert told(head)
    summary = next(line for line in head.split(b"\r\n") if line.startswith(b"x-clickhouse-summary: "))
    assert json.loads(summary.partition(b": ")[2])["written_rows"] == "20"


def test_the_summary_of_a_long_result_is_not_empty(server):
    answer = server.ask("SELECT number, sleepEachRow(0.000002) FROM numbers(500000)", max_block_size=1000)
    assert int(json.loads(answer.headers["x-clickhouse-summary"])["read_rows"]) > 0


def test_pipelined_requests_are_answered_in_order(server):
    query = urlencode({"user": USER, "password": PASSWORD} | ASKED)
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        requests = b""
        for sql in (TWO_SECONDS, "SELECT 2", "SELECT 3"):
            requests += f"POST /?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(sql)}\r\n\r\n{sql}".encode()
        connection.sendall(requests)
        text = b""
        while text.count(b"HTTP/1.1 200 OK") < 3 or not text.endswith(b"\r\n\r\n3\n"):
            text += connection.recv(65536)
    bodies = [part.partition(b"\r\n\r\n")[2] for part in text.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [b"20\n", b"2\n", b"3\n"]


def test_a_client_that_waits_for_100_continue(server, table):
    query = urlencode({"user": USER, "password": PASSWORD, "query": f"INSERT INTO {table} FORMAT TSV"})
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        head = f"POST /?{query} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(b"1\ta\n")
        head, _ = read_answer(connection)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert server.value(f"SELECT count() FROM {table}") == "1"
