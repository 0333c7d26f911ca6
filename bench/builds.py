"""What a small addition costs beside a whole build, in a warehouse and in one a tenth of its size.

Run: `.venv/bin/python bench/builds.py [--reviews N] [--products N]`. Into each warehouse come 10,000 new reviews and
100 changed products. The engine's time is the sum over its query log, checks included; wall time is all of dbt's.
"""

import argparse
import csv
import random
import tempfile
from pathlib import Path

import zstandard
from machine import machine
from rich.console import Console
from rich.table import Table
from warehouses import BUILD, Cost, build, load, temporary_warehouse, upload

from reviewhouse.sample import write_feed

NEW_REVIEWS, CHANGED_PRODUCTS = 10_000, 100


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
        write_feed(home / "feed", reviews=reviews, products=products, seed=1)
        with temporary_warehouse(home / "stack") as warehouse:
            load(warehouse, upload(home / "feed"))
            whole = build(warehouse, *BUILD)
            for seed in (2, 3):  # the first one also fills caches, and is not counted
                _write_addition(home / "feed", home / f"addition-{seed}", seed)
                load(warehouse, upload(home / f"addition-{seed}"))
                addition = build(warehouse, *BUILD)
            return whole, addition


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
