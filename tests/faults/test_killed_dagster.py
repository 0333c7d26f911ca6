"""Dagster's processes killed while files arrive: it goes on by itself, and the marts are those of a whole build.

Daemon, webserver, code server, run workers, the server that forks them, and dbt below them, each at named moments.
`REVIEWHOUSE_KILLS=200` makes it a long run of 50, `REVIEWHOUSE_SEED` repeats one.
"""

import os
import random
import statistics
import time
from collections import Counter

import pytest

from reviewhouse.feeds import FEEDS
from reviewhouse.ingest import schema
from reviewhouse.lake import Lake
from reviewhouse.orchestration import Orchestration
from reviewhouse.warehouse import Warehouse
from tests.end_to_end.stack import Stack
from tests.faults.arrivals import Arrivals
from tests.faults.dagster_kills import STEPS, DagsterKiller
from tests.support import digests

KILLS = max(1, int(os.environ.get("REVIEWHOUSE_KILLS", "16")) // 4)
SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
TOGETHER = 4 if KILLS < 16 else 8
"""Kills before the stack is left alone until it has settled."""

ROUNDS_BETWEEN_WHOLE_BUILDS = 3
SETTLE_SECONDS = 600


@pytest.fixture
def stack(tmp_path):
    found = Stack(tmp_path / "home")
    assert found("up").returncode == 0
    with Warehouse(found.settings) as warehouse:
        schema.create_databases(warehouse, found.settings.warehouse_database)
        schema.create_tables(warehouse)
    for feed in FEEDS:
        Orchestration(found.settings).start_sensor(feed.sensor)
    yield found
    found("down")
    assert found.processes() == []


def test_killed_at_any_step_dagster_goes_on_and_the_marts_are_those_of_a_whole_build(stack, measured):
    chance = random.Random(SEED)
    arrivals = Arrivals(Lake(stack.settings), chance)
    killer = DagsterKiller(stack.settings, chance)
    killed, settling = Counter(), []
    with Warehouse(stack.settings) as warehouse:
        for first in range(0, KILLS, TOGETHER):
            kills = range(first, min(first + TOGETHER, KILLS))
            told = f"kills {[STEPS[kill % len(STEPS)] for kill in kills]}, REVIEWHOUSE_SEED={SEED}"
            for kill in kills:
                arrivals.next()
                killed[killer.kill(*STEPS[kill % len(STEPS)])] += 1
            settling.append(_settle(stack, told))
            assert arrivals.lost_and_doubled(warehouse) == (0, 0), told
            if len(settling) % ROUNDS_BETWEEN_WHOLE_BUILDS == 0 or kills[-1] + 1 == KILLS:
                built = digests(warehouse)
                assert stack.run("reviewhouse-dbt", "build", "--full-refresh").returncode == 0, told
                assert digests(warehouse) == built, told
    what = ", ".join(f"{count} of {name}" for name, count in sorted(killed.items()))
    times = f"median {statistics.median(settling):.0f} s, longest {max(settling):.0f} s"
    measured.append(f"{KILLS} kills in Dagster, seed {SEED}: {what}")
    measured.append(f"  {len(settling)} recoveries ({times}), rows lost: 0, rows doubled: 0, equal to a whole build")


def _settle(stack: Stack, told: str) -> float:
    """Seconds until every file is in the marts, without anybody's help."""
    begun = time.monotonic()
    while (done := stack("wait", "--timeout", str(SETTLE_SECONDS), timeout=2 * SETTLE_SECONDS)).returncode:
        assert "build of the marts failed" in done.stderr, f"{told}: {done.stderr}"  # a killed dbt; it is tried again
        assert time.monotonic() - begun < SETTLE_SECONDS, f"{told}: {done.stderr}"
        time.sleep(1)
    return time.monotonic() - begun
