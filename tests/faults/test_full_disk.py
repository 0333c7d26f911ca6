"""A disk that is full: at the start, under statements, and under a load."""

import signal

import pytest

from reviewhouse.errors import ReviewhouseError
from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest import schema
from reviewhouse.ingest.ledger import file_states
from reviewhouse.ingest.load import Loader
from reviewhouse.lake import Lake
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse
from tests.faults.disk import PrefixedServer, small_disk
from tests.integration.local_clickhouse.conftest import PASSWORD, USER, new_server
from tests.support import csv_file, put, record
from tests.support import rows as rows_of

MEGABYTES = 160
ROWS = 50_000
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


def test_a_disk_that_fills_under_a_load(server, disk, stack_settings, lake, monkeypatch):
    lake_variables = {name: value for name, value in stack_settings.environment().items() if name.startswith("AWS_")}
    server.environment |= lake_variables
    server.start()
    address = {"CLICKHOUSE_PORT": str(server.port), "CLICKHOUSE_USER": USER, "CLICKHOUSE_PASSWORD": PASSWORD}
    for name, value in address.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    put(lake, "jet_reviews/kept.csv", csv_file(record(1), record(2)))
    put(lake, "jet_reviews/large.csv", csv_file(*(record(number) for number in range(ROWS))))
    put(lake, "jet_reviews/malformed.csv", csv_file(*(record(number) for number in range(ROWS)), "malformed"))
    with Warehouse(settings) as warehouse:
        schema.create_databases(warehouse, settings.warehouse_database)
        schema.create_tables(warehouse)
        first, *others = file_states(warehouse, lake, REVIEWS)
        assert _load(warehouse, lake, first) == "loaded"
        disk.fill()
        for state in others:
            assert _load(warehouse, lake, state) == "failed"
        assert _current(warehouse) == [("jet_reviews/kept.csv", 2)]
        disk.make_room()
        for state in others:
            assert _load(warehouse, lake, state) == "loaded"
        assert _current(warehouse) == [
            ("jet_reviews/kept.csv", 2),
            ("jet_reviews/large.csv", ROWS),
            ("jet_reviews/malformed.csv", ROWS),
        ]


def _load(warehouse: Warehouse, lake: Lake, state) -> str:
    """`failed` also where the disk has no room for the ledger's row that would say so."""
    try:
        attempt = Loader(warehouse, lake).load(REVIEWS, state.file)
    except ReviewhouseError:
        return "failed"
    assert attempt.status == "loaded" or not attempt.is_permanent, attempt.error
    return attempt.status


def _current(warehouse: Warehouse) -> list[tuple]:
    return rows_of(
        warehouse,
        """
        SELECT loads.key, uniqExact(reviewID) FROM raw_thirdparty.current_load AS loads
        INNER JOIN raw_thirdparty.amazon_review AS rows ON rows._meta_load_id = loads.load_id
        GROUP BY ALL ORDER BY ALL
        """,
    )
