"""Starting, stopping and being killed."""

import http.client
import os
import signal
import socket
import threading
import time
from contextlib import suppress

import pytest

SLOW = "SELECT count() FROM numbers(40) WHERE NOT ignore(sleepEachRow(0.05))"


def refused(server) -> tuple[int, str]:
    """The status and the message of a process that must not start."""
    server.launch()
    status = server.process.wait(timeout=30)
    return status, server.errors


def assert_is_one_sentence_with_advice(message: str) -> None:
    assert "Traceback" not in message
    assert len(message.splitlines()) == 1
    assert "set" in message.lower()


def test_it_is_ready_soon_and_keeps_what_it_stored(own_server):
    server = own_server()
    server.start()
    server.value("CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a")
    server.value("CREATE DATABASE other")
    server.value("INSERT INTO kept VALUES (7)")
    assert server.stop() == 0
    server.start()
    assert server.value("SELECT a FROM kept") == "7"
    assert server.value("SHOW DATABASES").split() == [
        "INFORMATION_SCHEMA",
        "default",
        "information_schema",
        "logs",
        "other",
        "system",
    ]
    assert server.stop(signal.SIGINT) == 0
    assert server.errors == ""


def test_killed_at_any_moment_it_keeps_every_row_it_acknowledged(own_server):
    server = own_server()
    server.start()
    server.value("CREATE TABLE rows (id UInt64) ENGINE = MergeTree ORDER BY id")
    acknowledged = []

    def write() -> None:
        number = 0
        try:
            while server.ask(f"INSERT INTO rows VALUES ({number})").status == 200:
                acknowledged.append(number)
                number += 1
        except OSError:
            pass

    for _ in range(2):
        acknowledged.clear()
        writer = threading.Thread(target=write)
        writer.start()
        while len(acknowledged) < 30:
            time.sleep(0.01)
        server.stop(signal.SIGKILL)
        writer.join()
        server.start()
        stored = [int(line) for line in server.value("SELECT id FROM rows ORDER BY id").splitlines()]
        assert stored[: len(acknowledged)] == acknowledged
        assert len(stored) <= len(acknowledged) + 1
        server.value("TRUNCATE TABLE rows")


def test_told_to_stop_it_finishes_what_runs(own_server):
    server = own_server()
    server.start()
    connection = server.open()
    server.send(connection, SLOW, query_id="slow")
    while server.value("SELECT count() FROM system.processes WHERE query_id = 'slow'") == "0":
        time.sleep(0.02)
    server.process.send_signal(signal.SIGTERM)
    assert connection.getresponse().read() == b"40\n"
    connection.close()
    assert server.process.wait(timeout=30) == 0


@pytest.mark.parametrize("client", ["reads on", "stopped reading"])
def test_told_to_stop_it_ends_a_result_without_end(own_server, client):
    server = own_server()
    server.start()
    connection = server.open()
    server.send(connection, "SELECT number FROM system.numbers")
    answer = connection.getresponse()
    answer.read(1 << 16)
    reader = threading.Thread(target=read_to_the_end, args=[answer])
    if client == "reads on":
        reader.start()
    assert server.stop() == 0
    connection.close()
    if reader.is_alive():
        reader.join()


def read_to_the_end(answer) -> None:
    with suppress(OSError, http.client.HTTPException):
        while answer.read(1 << 16):
            pass


def test_a_second_process_on_the_same_folder(own_server):
    own_server().start()
    status, message = refused(own_server())
    assert status == 1
    assert "in use by another process" in message
    assert_is_one_sentence_with_advice(message)


def test_a_port_in_use(own_server):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        status, message = refused(own_server(CLICKHOUSE_PORT=str(other.getsockname()[1])))
    assert status == 1
    assert "cannot listen on 127.0.0.1" in message
    assert_is_one_sentence_with_advice(message)


def test_a_folder_that_cannot_be_used(own_server, tmp_path):
    file = tmp_path / "a file"
    file.write_text("")
    status, message = refused(own_server(REVIEWHOUSE_HOME=str(file)))
    assert status == 1
    assert_is_one_sentence_with_advice(message)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_open_to_others_only_with_a_password(own_server, host):
    status, message = refused(own_server(CLICKHOUSE_HOST=host, CLICKHOUSE_PASSWORD=""))
    assert status == 2
    assert "set CLICKHOUSE_PASSWORD" in message
    assert_is_one_sentence_with_advice(message)


def test_open_to_others_with_a_password(own_server):
    server = own_server(CLICKHOUSE_HOST="0.0.0.0")
    server.start()
    assert server.value("SELECT 1") == "1"
    assert server.ask("SELECT 1", headers={}).code == 516


def test_a_missing_setting(own_server):
    status, message = refused(own_server(CLICKHOUSE_USER=""))
    assert status == 2
    assert "CLICKHOUSE_USER" in message
    assert "Traceback" not in message


def test_files_are_for_their_owner_alone(own_server):
    server = own_server()
    server.start()
    assert os.stat(server.home / "clickhouse").st_mode & 0o077 == 0
