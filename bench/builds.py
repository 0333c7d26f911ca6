"""What a small addition costs beside a whole build, in a warehouse and in one a tenth of its size.

Run: `.venv/bin/python bench/builds.py [--reviews N] [--products N]`. Into each warehouse come 10,000 new reviews and
100 changed products. The engine's time is the sum over its query log, checks included; wall time is all of dbt's.
"""

import argparse
import csv
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import zstandard
from machine import machine
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from reviewhouse.ingest import schema
from reviewhouse.lake import Lake
from reviewhouse.local import stack
from reviewhouse.sample import write_feed
from reviewhouse.settings import settings
from reviewhouse.transform import run_dbt
from reviewhouse.upload import upload_folder
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import Warehouse
from tests.conftest import environment
from tests.support import load_everything

NEW_REVIEWS, CHANGED_PRODUCTS = 10_000, 100
BUILD = ("build", "--exclude-resource-type", "unit_test")
ENGINE_SECONDS = (
    "SELECT sum(query_duration_ms) / 1000 FROM system.query_log WHERE type != 'QueryStart' AND user = {user:String}"
)


@dataclass(frozen=True)
class Cost:
    """Seconds."""

    engine: float
    wall: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=5_750_000)
    parser.add_argument("--products", type=int, default=1_500_000)
    arguments = parser.parse_args()
    console = Console()
    table = Table("reviews", "build", "engine, s", "wall, s", "engine, of the whole", "wall, of the whole")
    additions = []
    for part in (10, 1):
        whole, addition = _measured(arguments.reviews // part, arguments.products // part)
        additions.append(addition)
        for name, cost in (("whole", whole), ("addition", addition)):
            shares = [f"{cost.engine / whole.engine:.1%}", f"{cost.wall / whole.wall:.1%}"]
            table.add_row(f"{arguments.reviews // part:,}", name, f"{cost.engine:.1f}", f"{cost.wall:.1f}", *shares)
    console.print(table)
    ratio = additions[1].engine / additions[0].engine
    console.print(f"The same addition to ten times as much: {ratio:.2f} times the engine's time.", highlight=False)
    console.print(machine(), highlight=False)


def _measured(reviews: int, products: int) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        home = Path(folder)
        os.environ.update(environment(home / "stack", "lake,clickhouse"))
        settings.cache_clear()
        stack.up(settings())
        try:
            write_feed(home / "feed", reviews=reviews, products=products, seed=1)
            with Warehouse(settings()) as warehouse:
                schema.create_databases(warehouse, settings().warehouse_database)
                schema.create_tables(warehouse)
                _load(warehouse, home / "feed")
                whole = _build(warehouse)
                for seed in (2, 3):  # the first one also fills caches, and is not counted
                    _write_addition(home / "feed", home / f"addition-{seed}", seed)
                    _load(warehouse, home / f"addition-{seed}")
                    addition = _build(warehouse)
                return whole, addition
        finally:
            stack.down(settings())


def _load(warehouse: Warehouse, folder: Path) -> None:
    lake = Lake(settings())
    upload_folder(lake, folder)
    for attempt in load_everything(warehouse, lake):
        assert attempt.status == "loaded", attempt.error


def _build(warehouse: Warehouse) -> Cost:
    before, begin = _engine_seconds(warehouse), time.perf_counter()
    run_dbt(*BUILD)
    return Cost(wall=time.perf_counter() - begin, engine=_engine_seconds(warehouse) - before)


def _engine_seconds(warehouse: Warehouse) -> float:
    warehouse.client.command("SYSTEM FLUSH LOGS")
    user, _ = settings().login(TRANSFORMER)
    return warehouse.client.query(ENGINE_SECONDS, parameters={"user": user}).result_rows[0][0]


def _write_addition(feed: Path, folder: Path, seed: int) -> None:
    """New reviews of known products, and known products with another price and title."""
    chance = random.Random(seed)
    with zstandard.open(feed / "metadata.csv.zst", "rt", encoding="utf-8", newline="") as lines:
        products = csv.reader(lines)
        header = next(products)
        known = [product for number, product in enumerate(products) if number % 29 == seed]
    changed = chance.sample(known, CHANGED_PRODUCTS)
    for product in changed:
        product[header.index("price")] = f"{chance.random() * 100:.2f}"
        product[header.index("title")] += " (new)"
    write_feed(folder / "new", reviews=NEW_REVIEWS, products=CHANGED_PRODUCTS, seed=seed)
    with zstandard.open(folder / "new" / "reviews.csv.zst", "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        columns = next(rows)
        reviews = [columns, *rows]
    for review in reviews[1:]:
        review[columns.index("asin")] = chance.choice(known)[header.index("asin")]
    for name, content in (("reviews.csv", reviews), ("metadata.csv", [header, *changed])):
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(content)


if __name__ == "__main__":
    main()
