"""dbt killed at random moments: the next build gives what a build without a fault gives, row for row.

`REVIEWHOUSE_KILLS=200` makes 25 of them, `REVIEWHOUSE_SEED` repeats a run.
"""

import os
import random
import subprocess
import time

from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest.built import unbuilt_loads
from reviewhouse.ingest.ledger import file_states
from reviewhouse.ingest.load import Loader
from reviewhouse.lake import Lake
from reviewhouse.sample import write_feed
from reviewhouse.settings import Settings
from reviewhouse.transform import DBT, run_dbt
from reviewhouse.upload import upload_folder
from reviewhouse.warehouse import Warehouse
from tests.support import digests, empty_lake, empty_tables, load_everything

KILLS = max(1, int(os.environ.get("REVIEWHOUSE_KILLS", "8")) // 8)
SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
SOONEST, LATEST = 4, 20
"""Seconds: dbt itself takes the first few."""


def test_a_build_that_was_killed_leaves_nothing_behind(stack_settings, tmp_path, measured):
    chance = random.Random(SEED)
    write_feed(tmp_path / "feed", reviews=3_000, products=500, seed=3)
    with Warehouse(stack_settings) as warehouse:
        lake = Lake(stack_settings)
        empty_tables(warehouse)
        upload_folder(lake, tmp_path / "feed")
        load_everything(warehouse, lake)
        run_dbt("build", "--full-refresh")
        expected = digests(warehouse)
        assert "mrt_fact_product_review" in expected
        ended = 0
        for kill in range(KILLS):
            [state] = file_states(warehouse, lake, REVIEWS)
            Loader(warehouse, lake).load(REVIEWS, state.file)  # the same rows again, and so something to build
            ended += _killed_build(stack_settings, chance.uniform(SOONEST, LATEST))
            run_dbt("build")
            told = f"kill {kill}, REVIEWHOUSE_SEED={SEED}"
            assert digests(warehouse) == expected, told
            assert unbuilt_loads(warehouse, "dwh_dev") == [], told
        empty_lake(lake)
    measured.append(f"{KILLS} builds killed, {ended} of them before their end, seed {SEED}: the next one is the same")


def _killed_build(settings: Settings, seconds: float) -> bool:
    """Whether the kill came before the build's end."""
    build = subprocess.Popen(
        [DBT, "build"], env=settings.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    is_early = build.poll() is None
    build.kill()
    build.wait()
    return is_early
