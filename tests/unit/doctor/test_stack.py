import socket
from datetime import datetime, timedelta

import pytest

from reviewhouse.doctor import stack
from reviewhouse.doctor.findings import Mark
from reviewhouse.local.programs import Program


@pytest.fixture
def home(tmp_path):
    (tmp_path / "logs").mkdir()
    return tmp_path


def log(home, *events: tuple[float, str]) -> None:
    """supervisord's log, with events of so many minutes ago."""
    lines = [f"{datetime.now() - timedelta(minutes=ago):%Y-%m-%d %H:%M:%S},123 INFO {text}" for ago, text in events]
    (home / "logs" / "supervisord.log").write_text("\n".join(lines) + "\n")


def test_a_program_that_was_started_again_is_worth_a_look(home):
    start = (90, "supervisord started with pid 1"), (90, "spawned: 'lake' with pid 2")
    log(home, *start)
    assert stack.restarts(home).mark is Mark.OK
    log(home, *start, (40, "spawned: 'lake' with pid 3"), (5, "spawned: 'lake' with pid 4"))
    found = stack.restarts(home)
    assert found.mark is Mark.LOOK
    assert "lake 2 times" in found.found


def test_old_restarts_and_those_of_an_earlier_stack_do_not_count(home):
    earlier = [(30, "spawned: 'lake' with pid 1"), (20, "spawned: 'lake' with pid 2")]
    log(home, *earlier, (10, "supervisord started with pid 5"), (10, "spawned: 'lake' with pid 6"))
    assert stack.restarts(home).mark is Mark.OK
    log(home, (200, "spawned: 'lake' with pid 1"), (100, "spawned: 'lake' with pid 2"))
    assert stack.restarts(home).mark is Mark.OK


def test_a_port_that_somebody_else_holds_is_named_with_its_setting(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        program = Program("clickhouse", [], {port: "CLICKHOUSE_PORT"}, lambda: True)
        found = stack.ports(home, [program])
    assert found.mark is Mark.BROKEN
    assert f"clickhouse needs port {port}" in found.found
    assert "CLICKHOUSE_PORT" in found.next_step
    assert stack.ports(home, [program]).mark is Mark.OK


def test_large_logs_are_worth_a_look(home, monkeypatch):
    log(home, (1, "x"))
    assert stack.log_sizes(home).mark is Mark.OK
    monkeypatch.setattr(stack, "MOST_LOG_BYTES", 10)
    assert stack.log_sizes(home).mark is Mark.LOOK
