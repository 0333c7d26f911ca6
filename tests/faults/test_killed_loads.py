"""Loaders and engines killed at each step: what counts is one whole version of each file, before and after recovery.

`REVIEWHOUSE_KILLS=200` makes it a long run, `REVIEWHOUSE_SEED` repeats one.
"""

import gzip
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest.ledger import file_states
from reviewhouse.ingest.load import Loader
from tests.faults.engine import await_engine, engine_process, kill
from tests.faults.loading import STEPS, TOGETHER
from tests.support import csv_file, put, record

KILLS = int(os.environ.get("REVIEWHOUSE_KILLS", "12"))
SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
MOMENTS = ("any moment", "the engine")
MAY_END_BEFORE = ("inserting", "salvaging", *(step for step in STEPS if TOGETHER in step), *MOMENTS)
SETTLED_SECONDS = 60
BAD = {"jet_reviews/malformed.csv": 7}
"""Malformed records of each version."""

KEYS = {"jet_reviews/plain.csv": bytes, "jet_reviews/packed.csv.gz": gzip.compress, "jet_reviews/malformed.csv": bytes}
COUNTED = """
    SELECT loads.key, loads.rows_loaded, loads.rows_quarantined, count(), uniqExact(reviewID),
        groupUniqArray(splitByChar('-', reviewID)[1])
    FROM raw_thirdparty.current_load AS loads
    INNER JOIN raw_thirdparty.amazon_review AS rows ON rows._meta_load_id = loads.load_id
    GROUP BY ALL
"""
QUARANTINED = """
    SELECT count(), uniqExact(key, record_number) FROM raw_thirdparty.quarantine
    WHERE load_id IN (SELECT load_id FROM raw_thirdparty.current_load)
"""


@pytest.mark.usefixtures("empty_ledger")
def test_killed_at_any_step_each_file_counts_once_and_whole(stack_settings, warehouse, lake, measured):
    chance, versions, shown = random.Random(SEED), {}, {}
    for number, step in zip(range(KILLS), _steps(), strict=False):
        told = f"kill {number} at {step}, REVIEWHOUSE_SEED={SEED}"
        for key in chance.sample(sorted(KEYS), 2) if versions else KEYS:
            versions[key] = (number, chance.randrange(1, 5_000 if TOGETHER in step else 30_000))
            put(lake, key, _file(key, *versions[key]))
        loader = subprocess.Popen([sys.executable, "-m", "tests.faults.loading", step, str(chance.uniform(0, 0.3))])
        if step in MOMENTS:
            time.sleep(chance.uniform(0.9, 2.2))
            kill(loader.pid if step == "any moment" else engine_process(stack_settings))
        status = loader.wait(timeout=120)
        assert status == -signal.SIGKILL or step in MAY_END_BEFORE, f"{told}: it ended with {status}"
        await_engine(warehouse)
        assert not (wrong := _wrong(warehouse, [versions, shown])), f"{told}: {wrong}"
        _recover(warehouse, lake)
        assert not (wrong := _wrong(warehouse, [versions])), f"{told}, after recovery: {wrong}"
        assert len(_found(warehouse)) == len(KEYS), told
        shown = dict(versions)
    measured.append(f"{KILLS} kills of loaders and engines, seed {SEED}: 0 records lost, 0 doubled")


def _steps():
    while True:
        yield from (*STEPS, *MOMENTS)


def _file(key: str, version: int, rows: int) -> bytes:
    records = [record(number).replace(f"{number},", f"{version}-{number},", 1) for number in range(rows)]
    for place in range(BAD.get(key, 0)):
        records.insert(place * len(records) // 7, "malformed")
    return KEYS[key](csv_file(*records))


def _recover(warehouse, lake) -> None:
    """As the sensors do it, but at once: what the lake shows and the ledger does not call loaded is loaded."""
    give_up = time.monotonic() + SETTLED_SECONDS
    while waiting := [state for state in file_states(warehouse, lake, REVIEWS) if state.status != "loaded"]:
        for state in waiting:
            Loader(warehouse, lake, limit=1).load(REVIEWS, state.file)
        assert time.monotonic() < give_up, "it does not settle"


def _found(warehouse) -> list[tuple]:
    return warehouse.client.query(COUNTED).result_rows


def _wrong(warehouse, allowed: list[dict[str, tuple[int, int]]]) -> list[str]:
    """What counts of each file, where it is not one of the versions that are allowed."""
    wrong = []
    for key, told, quarantined, rows, distinct, versions in _found(warehouse):
        expected = [one[key] for one in allowed if key in one]
        if not any((versions, rows, distinct) == ([str(version)], count, count) for version, count in expected):
            wrong.append(f"{key}: {rows} rows, {distinct} distinct, of versions {versions}; expected {expected}")
        if (told, quarantined) != (rows, BAD.get(key, 0)):
            wrong.append(f"{key}: the ledger says {told} and {quarantined}")
    [(bad, distinct)] = warehouse.client.query(QUARANTINED).result_rows
    if bad != distinct:
        wrong.append(f"{bad} records in quarantine, {distinct} distinct")
    return wrong
