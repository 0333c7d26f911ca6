"""A disk that is full: at the start, and under statements."""

import signal

import pytest

from tests.faults.disk import PrefixedServer, small_disk
from tests.integration.local_clickhouse.conftest import new_server

MEGABYTES = 160
NO_SPACE = (243, 74, 75, 1001)
"""Codes of the engine: no space to reserve; the system's refusal to write; and of its file library."""


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", MEGABYTES) as found:
        if found is None:
            pytest.skip("no disk can be mounted here")
        yield found


@pytest.fixture
def server(disk, tmp_path):
    plain = new_server(tmp_path / "server", REVIEWHOUSE_HOME=str(disk.folder / "home"))
    made = PrefixedServer(plain.home, plain.port, plain.environment, disk.within)
    yield made
    if hasattr(made, "process") and made.process.poll() is None:
        made.stop(signal.SIGKILL)


def rows(count: int) -> bytes:
    return b"".join(b"%d,%d\n" % (number, number * number) for number in range(count))


def test_a_disk_that_fills_under_inserts(server, disk):
    server.start()
    server.value("CREATE TABLE kept (id UInt64, text String) ENGINE = MergeTree ORDER BY id")
    server.value("INSERT INTO kept SELECT number, toString(number) FROM numbers(1000)")
    large = server.ask("INSERT INTO kept SELECT number, randomString(1000) FROM numbers(1000000)", max_block_size=1000)
    assert large.code in NO_SPACE, large.text
    server.value("TRUNCATE TABLE kept")
    server.value("INSERT INTO kept SELECT number, toString(number) FROM numbers(1000)")
    disk.fill()
    for data in (rows(1), rows(100_000)):
        answer = server.ask("INSERT INTO kept FORMAT CSV", body=data)
        assert answer.code in NO_SPACE, (answer.status, answer.text)
    assert server.ask("INSERT INTO kept VALUES (1, 'one')").code in NO_SPACE
    for definition in (
        "CREATE TABLE more (a UInt8) ENGINE = MergeTree ORDER BY a",
        "CREATE VIEW more AS SELECT 1",
        "CREATE DATABASE more",
        "ALTER TABLE kept ADD COLUMN more UInt8",
        "RENAME TABLE kept TO more",
    ):
        assert server.ask(definition).code in NO_SPACE
    assert server.value("SELECT count(), sum(id) FROM kept") == "1000\t499500"
    disk.make_room()
    assert server.ask("INSERT INTO kept FORMAT CSV", body=rows(1000)).status == 200
    server.stop(signal.SIGKILL)
    server.start()
    assert server.value("SELECT count(), sum(id) FROM kept") == "2000\t999000"
    server.value("ALTER TABLE kept ADD COLUMN more UInt8")
    assert server.stop() == 0


def test_a_full_disk_at_the_start(server, disk):
    disk.fill()
    server.launch()
    assert server.process.wait(30) == 1
    assert len(server.errors.splitlines()) == 1
    assert "No space left on device" in server.errors or "MB are free" in server.errors
    disk.make_room()
    server.start()
    assert server.stop() == 0


def test_a_disk_that_cannot_be_written_any_more(server, disk):
    server.start()
    assert server.stop() == 0
    disk.make_read_only()
    server.launch()
    assert server.process.wait(30) == 1
    assert len(server.errors.splitlines()) == 1
    assert "Read-only file system" in server.errors
