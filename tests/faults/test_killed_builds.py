"""dbt, or the engine below it, killed at each step of a build: the next build gives the rows of one without a fault.

`REVIEWHOUSE_KILLS=200` makes it a long run of 33, `REVIEWHOUSE_SEED` repeats one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from itertools import cycle

from reviewhouse.feeds import METADATA
from reviewhouse.ingest.built import unbuilt_loads
from reviewhouse.lake import Lake
from reviewhouse.sample import write_feed
from reviewhouse.settings import ROOT
from reviewhouse.transform import DBT, run_dbt
from reviewhouse.upload import upload_folder
from reviewhouse.warehouse import Warehouse
from tests.faults.building import STEPS
from tests.faults.engine import await_engine, engine_process
from tests.support import csv_file, digests, empty_lake, empty_tables, load_everything, put, record

KILLS = max(1, int(os.environ.get("REVIEWHOUSE_KILLS", "12")) // 6)
SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
ANY_MOMENT = "any moment"
SOONEST, LATEST = 4, 20
"""Seconds after which any moment comes: dbt itself takes the first few."""

HALF_WRITTEN = {
    "silver deleted, not inserted": "stg_amazon_review",
    "fact deleted, not inserted": "mrt_fact_product_review",
}
"""Steps at which a table has neither the rows of before nor those of after."""

CONTENTS = (range(300), range(200, 500))
"""Numbers of the reviews and products in files that change: some go, some come, some are other ones."""


def test_after_a_killed_build_the_next_one_is_as_if_nothing_had_been(stack_settings, tmp_path, measured):
    chance = random.Random(SEED)
    steps = chance.sample([*STEPS, ANY_MOMENT], len(STEPS) + 1)
    write_feed(tmp_path / "feed", reviews=3_000, products=500, seed=3)
    with Warehouse(stack_settings) as warehouse:
        lake = Lake(stack_settings)
        empty_tables(warehouse)
        upload_folder(lake, tmp_path / "feed")
        expected, ended = [], 0
        for content in range(len(CONTENTS)):
            _arrive(warehouse, lake, content)
            run_dbt("build", "--full-refresh")
            expected.append(_marts(warehouse))
        assert expected[0]["mrt_fact_product_review"] != expected[1]["mrt_fact_product_review"]
        for kill, step in zip(range(KILLS), cycle(steps), strict=False):
            told = f"kill {kill} at {step!r}, REVIEWHOUSE_SEED={SEED}"
            _arrive(warehouse, lake, kill % 2)
            status = _killed_build(step, chance, engine_process(stack_settings))
            assert status == -signal.SIGKILL or step == ANY_MOMENT or "engine" in step, (
                f"{told}: it ended with {status}"
            )
            ended += status != 0
            await_engine(warehouse)
            if table := HALF_WRITTEN.get(step):
                assert _marts(warehouse)[table] not in [whole[table] for whole in expected], f"{told}: not in between"
            run_dbt("build")
            assert _marts(warehouse) == expected[kill % 2], told
            assert unbuilt_loads(warehouse, "dwh_dev") == [], told
        empty_lake(lake)
    measured.append(f"{KILLS} kills in builds, seed {SEED}, {ended} of them before the build's end: {KILLS} recoveries")
    measured.append("  rows lost: 0, rows doubled: 0, each next build equal to a whole one")


def _arrive(warehouse: Warehouse, lake: Lake, content: int) -> None:
    numbers = CONTENTS[content]
    put(lake, "jet_reviews/changing.csv", csv_file(*(record(number, f"text {content}") for number in numbers)))
    products = [f"{number},P{number},,,[['A']],title {content},d,9.49,,Brand {number % 3}" for number in numbers]
    put(lake, "jet_metadata/changing.csv", "\n".join([",".join(METADATA.columns), *products, ""]).encode())
    assert all(not attempt.error for attempt in load_everything(warehouse, lake))


def _marts(warehouse: Warehouse) -> dict[str, list[tuple]]:
    """Without the list of loads: the same content that has arrived again is another object, with a time of its own."""
    return {table: digest for table, digest in digests(warehouse).items() if table != "stg_current_load"}


def _killed_build(step: str, chance: random.Random, engine: int) -> int:
    """How the build ended."""
    if step == ANY_MOMENT:
        command, seconds = [DBT, "build"], chance.uniform(SOONEST, LATEST)
    else:
        command, seconds = (
            [sys.executable, "-m", "tests.faults.building", step, str(chance.uniform(0, 0.5)), str(engine)],
            None,
        )
    build = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if seconds:
        time.sleep(seconds)
        build.kill()
    return build.wait()
