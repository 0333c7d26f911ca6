"""Killed at random moments under load. `REVIEWHOUSE_KILLS=50` makes it a long run, `REVIEWHOUSE_SEED` repeats one."""

import os
import random
import signal
import time
from statistics import median

from reviewhouse.local import processes
from tests.end_to_end.stack import Stack
from tests.faults.load import TABLES, load, make_tables, what_is_wrong, writers
from tests.integration.local_clickhouse.conftest import PASSWORD, USER, Server

KILLS = int(os.environ.get("REVIEWHOUSE_KILLS", "4"))
SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
LONGEST_LOAD_SECONDS = 2.0
KILLS_PER_TABLE = 5
"""The tables are emptied after so many, or the long run would be one about large tables."""

BACK_SECONDS = 60


def test_killed_under_load_it_keeps_what_it_acknowledged_once_and_whole(own_server, measured):
    chance = random.Random(SEED)
    server, writing, seconds, kept = own_server(), writers(), [], 0
    server.start()
    make_tables(server)
    for kill in range(KILLS):
        moment = chance.uniform(0.05, LONGEST_LOAD_SECONDS)
        with load(server, writing):
            time.sleep(moment)
            server.stop(signal.SIGKILL)
        begin = time.monotonic()
        server.start()
        seconds.append(time.monotonic() - begin)
        told = f"kill {kill}, {moment:.3f} s into the load, REVIEWHOUSE_SEED={SEED}"
        assert not (wrong := what_is_wrong(server, writing)), f"{told}: {wrong}"
        broken = server.value("SELECT table, name, reason FROM system.detached_parts FORMAT TSVRaw")
        assert not broken, f"{told}: {broken}"
        assert server.ask("SELECT * FROM system.query_log").status == 200, told
        if kill % KILLS_PER_TABLE == KILLS_PER_TABLE - 1 or kill == KILLS - 1:
            kept += sum(len(writer.acknowledged) for writer in writing)
            for table in TABLES:
                server.value(f"TRUNCATE TABLE {table}")
            writing = writers()
    assert kept > KILLS, "the load was none"
    assert server.stop() == 0
    measured.append(
        f"{KILLS} kills, seed {SEED}, {kept} acknowledged inserts kept; "
        f"ready again after {median(seconds):.2f} s (median), {max(seconds):.2f} s (most)"
    )


def test_the_supervisor_brings_it_back_with_every_acknowledged_row(tmp_path, measured):
    stack = Stack(tmp_path / "home")
    stack.variables |= {"REVIEWHOUSE_PARTS": "clickhouse", "CLICKHOUSE_USER": USER, "CLICKHOUSE_PASSWORD": PASSWORD}
    server = Server(stack.home, int(stack.variables["CLICKHOUSE_PORT"]), stack.variables)
    try:
        done = stack("up")
        assert done.returncode == 0, done.stderr
        make_tables(server)
        writing = writers()
        [before] = _process_ids(stack)
        with load(server, writing):
            time.sleep(1)
            os.kill(before, signal.SIGKILL)
        begin = time.monotonic()
        _await_ping(server)
        measured.append(f"killed under the supervisor: back by itself after {time.monotonic() - begin:.2f} s")
        assert _process_ids(stack) != [before]
        assert not (wrong := what_is_wrong(server, writing)), wrong
        done = stack("down")
        assert done.returncode == 0, done.stderr
        assert stack.processes() == []
        log = (stack.home / "logs" / "supervisord.log").read_text()
        assert "stopped: clickhouse (exit status 0)" in log
    finally:
        stack("down")


def _process_ids(stack: Stack) -> list[int]:
    return processes.of_stack(stack.home, "reviewhouse.local.clickhouse")


def _await_ping(server: Server) -> None:
    give_up = time.monotonic() + BACK_SECONDS
    while time.monotonic() < give_up:
        if server.answers():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come back")
