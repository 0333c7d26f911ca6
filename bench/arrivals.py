"""How long from an upload to the analytics: one small file in an idle stack, and a thousand dropped at once.

Run: `.venv/bin/python bench/arrivals.py [--files N] [--many N]`. The stack is one of its own with the settings of
`.env.example`. A file has arrived when `mrt_seen_load`, the last model of a build, names its load.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import dagster as dg
from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from reviewhouse.feeds import REVIEWS
from reviewhouse.lake import Lake
from reviewhouse.progress import BUILD_JOB
from reviewhouse.sample import write_feed
from reviewhouse.settings import ROOT, settings
from reviewhouse.warehouse import Warehouse
from tests.end_to_end.stack import Stack
from tests.support import csv_file, put, record

ROWS_OF_A_FILE = 500
STEPS = ("committed", "build begun", "seen")
TIMES = (Path(__file__).parent / "sql" / "arrival.sql").read_text()


@dataclass(frozen=True)
class Arrival:
    """Seconds after the upload."""

    steps: tuple[float, ...]

    @property
    def seen(self) -> float:
        return self.steps[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20, help="uploaded one by one")
    parser.add_argument("--many", type=int, default=1000, help="dropped at once")
    arguments = parser.parse_args()
    console, home = Console(), Path(tempfile.mkdtemp(prefix="rh-bench-"))
    stack = Stack(home / "home")
    stack.variables |= _sensor_settings()
    try:
        write_feed(home / "feed", reviews=20_000, products=2_000, seed=1)
        done = stack("run", "--feed", home / "feed", timeout=3600)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        stack.run(
            "reviewhouse-dbt", "parse"
        )  # as `make setup` does it for `.env`: else each build reads all models anew
        os.environ.update(stack.variables)
        settings.cache_clear()
        with Warehouse(settings()) as warehouse:
            console.print(_one_by_one(warehouse, arguments.files))
            console.print(_at_once(warehouse, arguments.many))
    finally:
        stack("down")
        shutil.rmtree(home)
    console.print(machine(), highlight=False)


def _sensor_settings() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line.startswith("SENSOR_"))


def _one_by_one(warehouse: Warehouse, files: int) -> Table:
    lake, arrivals = Lake(settings()), []
    for number in range(files):
        time.sleep(number % 7)  # anywhere between two looks of a sensor
        arrivals.append(_arrival(warehouse, lake, f"jet_reviews/small/{number}.csv", number))
    table = Table("one small file", *STEPS, title="seconds after the upload")
    for name, value in (("median", median), ("95th percentile", lambda found: quantiles(found, n=20)[-1])):
        steps = zip(*(arrival.steps for arrival in arrivals), strict=True)
        shown = [f"{value(list(found)):.1f}" for found in steps]
        table.add_row(name, *shown)
        note(f"one small file, upload to analytics, {name}", f"{shown[-1]} s")
    return table


def _arrival(warehouse: Warehouse, lake: Lake, key: str, number: int) -> Arrival:
    begin = time.time()
    put(lake, key, csv_file(record(10_000_000 + number)))
    while True:
        [found] = warehouse.client.query(TIMES, parameters={"key": key}).named_results()
        if found["seen"]:
            return Arrival(tuple(moment - begin for moment in (found["committed"], found["build_begun"], time.time())))
        time.sleep(0.1)


def _at_once(warehouse: Warehouse, files: int) -> Table:
    """The same rows in one file, then in many."""
    rows = [record(20_000_000 + number) for number in range(files * ROWS_OF_A_FILE)]
    table = Table("the same rows in", "seconds", "load runs", "builds")
    seconds = {}
    for count in (1, files):
        before, begin = _runs(), time.time()
        _drop(rows, count)
        _until_seen(warehouse, count)
        seconds[count] = time.time() - begin
        loads, builds = (after - earlier for after, earlier in zip(_runs(), before, strict=True))
        table.add_row(f"{count:,} file(s)", f"{seconds[count]:.1f}", str(loads), str(builds))
    table.caption = f"{seconds[files] / seconds[1]:.2f} times as long"
    note(f"{files:,} files at once", f"{loads} load runs, {builds} builds", f"{table.caption} as one file")
    return table


def _drop(rows: list[str], files: int) -> None:
    lake, size = Lake(settings()), len(rows) // files

    def send(number: int) -> None:
        put(lake, f"jet_reviews/of-{files}/{number}.csv", csv_file(*rows[size * number : size * (number + 1)]))

    with ThreadPoolExecutor(8) as senders:
        list(senders.map(send, range(files)))


def _runs() -> tuple[int, int]:
    with dg.DagsterInstance.get() as instance:
        load, build = (instance.get_runs_count(dg.RunsFilter(job_name=job)) for job in (REVIEWS.job, BUILD_JOB))
    return load, build


def _until_seen(warehouse: Warehouse, files: int) -> None:
    query = "select count() from dwh_dev.mrt_seen_load where startsWith(key, {prefix:String})"
    while warehouse.client.query(query, parameters={"prefix": f"jet_reviews/of-{files}/"}).first_row[0] < files:
        time.sleep(0.2)


if __name__ == "__main__":
    main()
