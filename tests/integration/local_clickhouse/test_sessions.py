"""A session keeps a connection; what a request's own parameters set ends with the request."""

import time

import pytest

WAITS = "SELECT count() FROM numbers_mt(1000000000000) WHERE NOT ignore(sipHash64(number))"


def test_requests_without_a_session_share_nothing(server):
    server.value("CREATE TEMPORARY TABLE passing (a UInt8)")
    assert server.ask("SELECT * FROM passing").code == 60
    server.value("USE system")
    server.value("SET max_threads = 7")
    assert server.value("SELECT currentDatabase(), getSetting('max_threads') = 7") == "default\t0"


def test_a_session_keeps_tables_settings_and_database(server):
    session = {"session_id": "keeps"}
    server.value("CREATE TEMPORARY TABLE kept (a UInt8)", **session)
    server.value("INSERT INTO kept VALUES (5)", **session)
    server.value("SET max_threads = 7", **session)
    server.value("USE system", **session)
    assert server.value("SELECT a, currentDatabase(), getSetting('max_threads') FROM kept", **session) == "5\tsystem\t7"


def test_parameters_of_a_request_end_with_it(server):
    session = {"session_id": "parameters"}
    state = "SELECT getSetting('max_threads'), getSetting('max_block_size'), currentDatabase()"
    server.value("SET max_threads = 7", **session)
    assert server.value(state, **session, max_threads=3, max_block_size=11, database="system") == "3\t11\tsystem"
    assert server.value(state, **session, max_block_size=12) == "7\t12\tdefault"
    assert server.value(state, **session).startswith("7\t65")
    server.value("SET max_block_size = 13", **session, max_block_size=14)
    assert server.value(state, **session) == "7\t13\tdefault"


@pytest.mark.parametrize("level", [1, 2])
def test_a_request_that_only_reads_leaves_a_session_as_it_was(server, level):
    session = {"session_id": f"reads {level}"}
    server.value("CREATE TEMPORARY TABLE mine (a UInt8)", **session)
    assert server.ask("INSERT INTO mine VALUES (1)", **session, readonly=level).code == 164
    assert server.value("SELECT count() FROM mine", **session, readonly=level) == "0"
    server.value("INSERT INTO mine VALUES (1)", **session)
    assert server.value("SELECT count() FROM mine", **session) == "1"


def test_a_refused_setting_does_not_stay(server):
    session = {"session_id": "refused"}
    assert server.ask("SELECT 1", **session, max_threads=3, no_such_setting=1).code == 115
    assert server.value("SELECT getSetting('max_threads') = 3", **session) == "0"


def test_a_session_is_locked_while_it_runs(server):
    connection = server.open()
    server.send(connection, WAITS, session_id="locked", query_id="locks the session")
    wait_for(server, "locks the session")
    assert server.ask("SELECT 1", session_id="locked").code == 373
    connection.close()
    deadline = time.monotonic() + 20
    while server.ask("SELECT 1", session_id="locked").code == 373:
        assert time.monotonic() < deadline, "a session is to be free when its client has gone"
        time.sleep(0.05)


def test_check_timeout_and_close(server):
    assert server.ask("SELECT 1", session_id="missing", session_check=1).code == 372
    assert server.ask("SELECT 1", session_id="x", session_timeout="soon").code == 374
    assert server.ask("SELECT 1", session_id="x", session_timeout=3601).code == 374
    server.value("SELECT 1", session_id="closed", close_session=1)
    assert server.ask("SELECT 1", session_id="closed", session_check=1).code == 372
    server.value("SELECT 1", session_id="short", session_timeout=0)
    deadline = time.monotonic() + 20
    while server.ask("SELECT 1", session_id="short", session_check=1, session_timeout=0).code != 372:
        assert time.monotonic() < deadline


def wait_for(server, query_id: str) -> None:
    """Until a statement runs in the engine."""
    deadline = time.monotonic() + 20
    running = f"SELECT count() FROM system.processes WHERE query_id = '{query_id}'"
    while server.value(running) == "0":
        assert time.monotonic() < deadline
        time.sleep(0.02)


STATE = "SELECT getSetting('max_threads') = 7, getSetting('join_use_nulls'), currentDatabase()"


def test_without_a_session_each_request_has_its_own_settings_and_values(server):
    state = "SELECT getSetting('max_threads'), {mine:UInt8}"
    for threads, mine in [(3, 1), (3, 2), (5, 2), (5, 1), (3, 1)]:
        assert server.value(state, max_threads=threads, param_mine=mine) == f"{threads}\t{mine}"
    for _ in range(3):
        assert server.ask(state, max_threads=3).code == 456
        # which cannot be taken back on a connection
        assert server.value("SELECT 1", allow_ddl=0) == "1"
        assert server.value("SELECT getSetting('allow_ddl')", allow_ddl=1) == "true"


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT 1 SETTINGS max_threads = 7, join_use_nulls = 1", {}),
        ("SELECT 1", {"max_threads": 7, "join_use_nulls": 1}),
        ("SELECT 1", {"database": "system"}),
        ("SELECT {stays:UInt8}", {"param_stays": 1}),
        ("INSERT INTO FUNCTION null('a UInt8') SETTINGS max_threads = 7, join_use_nulls = 1 VALUES (1)", {}),
        ("INSERT INTO FUNCTION null('a UInt8') VALUES ({stays:UInt8})", {"param_stays": 1}),
        ("INSERT INTO FUNCTION null('a UInt8') SELECT 1 SETTINGS max_threads = 7", {}),
        ("EXPLAIN SELECT 1 SETTINGS max_threads = 7", {}),
        ("SELECT throwIf(1) SETTINGS max_threads = 7", {}),
        ("SET max_threads = 7", {}),
        ("USE system", {}),
        ("CREATE TEMPORARY TABLE stays (a UInt8)", {}),
    ],
)
def test_without_a_session_nothing_stays(server, sql, parameters):
    server.ask(sql, **parameters)
    for _ in range(3):
        assert server.value(STATE) == "0\tfalse\tdefault"
        assert server.ask("SELECT {stays:UInt8}").code == 456
        assert server.ask("SELECT * FROM stays").code == 60
