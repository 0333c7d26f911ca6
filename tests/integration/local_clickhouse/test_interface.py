"""What the paths, parameters and headers of the HTTP interface do."""

import base64
import json
import re
import socket

import pytest

from tests.integration.local_clickhouse.conftest import PASSWORD, USER

ANSWER_HEADERS = ("server-display-name", "timezone", "query-id", "exception-tag")


@pytest.mark.parametrize("path", ["/", "/ping", "/replicas_status"])
def test_health_needs_no_password(server, path):
    answer = server.ask(method="GET", path=path, headers={})
    assert (answer.status, answer.body) == (200, b"Ok.\n")
    assert server.ask(method="HEAD", path=path, headers={}).status == 200


def test_unknown_path(server):
    answer = server.ask(method="GET", path="/nowhere")
    assert answer.status == 404
    assert "There is no handle /nowhere" in answer.text


def test_statement_in_url_and_body(server):
    assert server.ask("SELECT 1", method="GET").body == b"1\n"
    assert server.ask("SELECT 2").body == b"2\n"
    assert server.ask("SELECT", body=b"3").body == b"3\n"


def test_headers_of_an_answer(server):
    answer = server.ask("SELECT number FROM numbers(5)", query_id="my own id", default_format="JSONEachRow")
    assert answer.headers["x-clickhouse-query-id"] == "my own id"
    assert answer.headers["x-clickhouse-format"] == "JSONEachRow"
    assert answer.headers["x-clickhouse-timezone"] == "UTC"
    assert all(f"x-clickhouse-{name}" in answer.headers for name in ANSWER_HEADERS)
    summary = json.loads(answer.headers["x-clickhouse-summary"])
    assert summary["read_rows"] == "5"
    assert int(summary["elapsed_ns"]) > 0


def test_summary_of_an_insert(server, table):
    answer = server.ask(f"INSERT INTO {table} VALUES (1, 'a'), (2, 'b')")
    assert json.loads(answer.headers["x-clickhouse-summary"])["written_rows"] == "2"
    assert "x-clickhouse-format" not in answer.headers


def test_get_only_reads(server, table):
    answer = server.ask(f"INSERT INTO {table} VALUES (1, 'a')", method="GET")
    assert (answer.status, answer.code) == (500, 164)
    assert server.value(f"SELECT count() FROM {table}") == "0"


def test_settings_and_values_of_one_request(server):
    assert server.value("SELECT getSetting('max_threads')", max_threads=3) == "3"
    assert server.value("SELECT getSetting('max_threads') = 3") == "0"
    assert server.value("SELECT {text:String}, {n:UInt8} + 1", param_text="it's; ü", param_n=4) == "it\\'s; ü\t5"


@pytest.mark.parametrize("name", ["no_such_setting", "max_threads = 1; DROP TABLE x --"])
def test_a_wrong_setting_is_refused(server, name):
    answer = server.ask("SELECT 1", **{name: "1"})
    assert (answer.status, answer.code) == (404, 115)


def test_database(server):
    assert server.value("SELECT currentDatabase()", database="system") == "system"
    assert server.value("SELECT currentDatabase()") == "default"
    missing = server.ask("SELECT 1", database="no `such` one")
    assert (missing.status, missing.code) == (404, 81)


def test_database_and_format_as_headers(server):
    identity = {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "pass word: ü%&?".encode()}
    asked = {"X-ClickHouse-Database": "system", "X-ClickHouse-Format": "JSONCompactEachRow"}
    answer = server.ask("SELECT currentDatabase(), 1", headers=identity | asked)
    assert answer.body == b'["system", 1]\n'
    assert answer.headers["x-clickhouse-format"] == "JSONCompactEachRow"


def test_an_error_that_quotes_bytes_which_are_no_text(server):
    answer = server.ask("SELECT CAST(unhex('FF41') AS UInt8)")
    assert (answer.status, answer.code) == (400, 6)
    assert "Cannot parse string" in answer.text


def test_unknown_table_of_default_is_unknown(server):
    # the embedded engine by itself would look for a file of that name
    answer = server.ask("SELECT * FROM `/etc/hostname`")
    assert (answer.status, answer.code) == (404, 60)


@pytest.mark.parametrize(
    ("sql", "code", "status"),
    [
        ("SELECT 1 FROM", 62, 400),
        ("", 62, 400),
        ("-- nothing", 62, 400),
        ("SELECT 1; SELECT 2", 62, 400),
        ("SELECT no_such_column", 47, 404),
        ("SELECT throwIf(1, 'on purpose')", 395, 500),
        ("SELECT 1 FORMAT NoSuchFormat", 73, 404),
        ("SELECT 1 INTO OUTFILE '/tmp/never'", 344, 500),
        ("EXPLAIN SELECT 1 INTO /* */ OUTFILE '/tmp/never'", 344, 500),
        ("INSERT INTO t FROM INFILE '/etc/hostname' FORMAT CSV", 344, 500),
        ("SELECT * FROM file('/proc/self/environ', 'LineAsString')", 497, 403),
        ("SELECT * FROM url('file:///etc/hostname', 'LineAsString')", 497, 403),
        ("INSERT INTO FUNCTION file('/tmp/never', 'CSV', 'a UInt8') VALUES (1)", 497, 403),
    ],
)
def test_errors_are_clickhouses_own(server, sql, code, status):
    answer = server.ask(sql)
    assert (answer.code, answer.status) == (code, status)
    pattern = rf"Code: {code}\. DB::Exception: .+ \([A-Z_]+\) \(version [\d.]+ \(official build\)\)\n"
    assert re.fullmatch(pattern, answer.text, re.DOTALL)


def test_nothing_runs_of_several_statements(server):
    for second in ("SELECT 1", "no statement at all"):
        assert server.ask(f"CREATE TABLE never (a UInt8) ENGINE = Memory; {second}").code == 62
    assert server.value("EXISTS TABLE never") == "0"


def test_cors_for_browsers(server):
    assert server.ask("SELECT 1").headers.get("access-control-allow-origin") is None
    assert server.ask("SELECT 1", add_http_cors_header=1).headers["access-control-allow-origin"] == "*"
    assert server.ask(method="OPTIONS", headers={"Origin": "http://example.org"}).status == 204


def test_a_query_id_cannot_add_headers(server):
    answer = server.ask("SELECT 1", query_id="a\r\nX-Evil: 1")
    assert answer.status == 200
    assert "x-evil" not in answer.headers


def test_session_time_zone(server):
    answer = server.ask("SELECT toString(toDateTime(0))", session_timezone="Asia/Tokyo")
    assert answer.body == b"1970-01-01 09:00:00\n"
    assert answer.headers["x-clickhouse-timezone"] == "Asia/Tokyo"


def test_the_id_of_a_statement_in_a_header(server):
    identity = {"X-ClickHouse-User": USER, "X-ClickHouse-Key": PASSWORD.encode()}
    answer = server.ask("SELECT 1", headers=identity | {"X-ClickHouse-Query-Id": "in a header"})
    assert answer.headers["x-clickhouse-query-id"] == "in a header"


def test_a_client_of_http_1_0_gets_no_chunks(server):
    rows = 300_000
    login = base64.b64encode(f"{USER}:{PASSWORD}".encode())
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(
            b"GET /?query=SELECT+number+FROM+numbers(%d) HTTP/1.0\r\nAuthorization: Basic %s\r\n\r\n" % (rows, login)
        )
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert body == b"".join(b"%d\n" % number for number in range(rows))


def test_an_error_within_a_result_that_is_waited_for(server):
    sql = "SELECT throwIf(number = 3000000) FROM numbers(4000000)"
    for parameter in ("wait_end_of_query", "http_wait_end_of_query"):
        answer = server.ask(sql, **{parameter: 1})
        assert (answer.status, answer.code) == (500, 395)
