"""What a warehouse and a small addition to it cost as it grows, and what that tells of sizes beyond this machine.

Run: `.venv/bin/python bench/growth.py [--sizes 0.1 1 4]`; size 1 is 5,750,000 reviews of 1,500,000 products, all of the
category Clothing, Shoes and Jewelry. Into each warehouse come 10,000 new reviews and 100 changed products; then their
files are corrected: a tenth of the rows is gone, another tenth changed. That three times, in medians, between two whole
builds. The engine's time is the sum over its query log, checks included; wall time is all of dbt's. What lies beyond
the sizes measured lies on a line through them, each held as right as the others in proportion: it is reckoned.
"""

import argparse
import csv
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import zstandard
from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table
from warehouses import BUILD, Cost, build, bytes_on_disk, engine_peak, load, temporary_warehouse, upload

from reviewhouse.sample import write_feed
from tests.support import settle

REVIEWS, PRODUCTS = 5_750_000, 1_500_000
NEW_REVIEWS, REVIEWED_PRODUCTS, CHANGED_PRODUCTS = 10_000, 5_000, 100
BEYOND = {"10 times": 57_500_000, "100 times": 575_000_000}
GB = 1_000_000_000


@dataclass(frozen=True)
class Grown:
    """What one size took. `peak` is the engine's memory, `disk` all layers before the additions, both in bytes."""

    reviews: int
    load: Cost
    whole: Cost
    addition: Cost
    correction: Cost
    peak: int
    disk: int


MEASURES: dict[str, Callable[[Grown], float]] = {
    "load, s": lambda grown: grown.load.wall,
    "whole build, s": lambda grown: grown.whole.wall,
    "its engine, s": lambda grown: grown.whole.engine,
    "engine's peak, GB": lambda grown: grown.peak / GB,
    "disk, GB": lambda grown: grown.disk / GB,
    "addition, s": lambda grown: grown.addition.wall,
    "engine of the addition, s": lambda grown: grown.addition.engine,
    "correction, s": lambda grown: grown.correction.wall,
    "engine of the correction, s": lambda grown: grown.correction.engine,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1])
    console = Console()
    grown = [_measured(round(REVIEWS * size), round(PRODUCTS * size)) for size in parser.parse_args().sizes]
    console.print(_table(grown))
    for one in grown:
        for what, cost, smallest in (
            ("10,000 reviews and 100 changed products", one.addition, grown[0].addition),
            ("their correction", one.correction, grown[0].correction),
        ):
            shares = (
                f"{cost.engine / one.whole.engine:.1%} of the engine's time and {cost.wall / one.whole.wall:.1%} "
                f"of the wall time of a whole build, {cost.engine / smallest.engine:.2f} times the smallest's"
            )
            seconds = f"{cost.engine:.1f} s of the engine, {cost.wall:.1f} s in all"
            note(f"{what}, into {one.reviews:,}", seconds, shares)
            console.print(f"{what}, into {one.reviews:,}: {shares}.", highlight=False)
    console.print(machine(), highlight=False)


def _table(grown: list[Grown]) -> Table:
    table = Table("", title="Behind the sizes measured: a line through them, and where it leads", title_style="dim")
    for heading in (*(f"{one.reviews:,}" for one in grown), "fixed", "each million", *BEYOND):
        table.add_column(heading, justify="right")
    for name, of in MEASURES.items():
        values = [of(one) for one in grown]
        each, fixed = np.polyfit([one.reviews for one in grown], values, 1, w=1 / np.array(values))
        reckoned = [f"{fixed + each * reviews:,.0f}" for reviews in BEYOND.values()]
        table.add_row(name, *(f"{value:,.1f}" for value in (*values, fixed)), f"{each * 1e6:,.3f}", *reckoned)
    return table


def _measured(reviews: int, products: int) -> Grown:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        home = Path(folder)
        write_feed(home / "feed", reviews=reviews, products=products, seed=1)
        with temporary_warehouse(home / "stack") as warehouse:
            loading = load(warehouse, upload(home / "feed"))
            wholes, additions, corrections = [build(warehouse, *BUILD)], [], []
            settle(warehouse)
            disk = sum(bytes_on_disk(warehouse).values())
            for seed in range(2, 6):
                addition = home / f"addition-{seed}"
                _write_addition(home / "feed", addition, seed)
                load(warehouse, upload(addition))
                additions.append(build(warehouse, *BUILD))
                _correct(addition)
                load(warehouse, upload(addition))
                corrections.append(build(warehouse, *BUILD))
            wholes.append(build(warehouse, *BUILD, "--full-refresh"))
            # the first addition also fills caches, and is not counted
            middle = (Cost.middle(costs) for costs in (wholes, additions[1:], corrections[1:]))
            return Grown(reviews, loading, *middle, engine_peak(), disk)


def _write_addition(feed: Path, folder: Path, seed: int) -> None:
    """New reviews of known products, and known products with another price and title."""
    chance = random.Random(seed)
    with zstandard.open(feed / "metadata.csv.zst", "rt", encoding="utf-8", newline="") as lines:
        products = csv.reader(lines)
        header = next(products)
        known = [product for number, product in enumerate(products) if number % 29 == seed]
    # as many in a large warehouse as in a small one: it is the same addition that is compared
    reviewed = chance.sample(known, REVIEWED_PRODUCTS)
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
        review[columns.index("asin")] = chance.choice(reviewed)[header.index("asin")]
    for name, content in (("reviews.csv", reviews), ("metadata.csv", [header, *changed])):
        _write(folder / name, content)


def _correct(folder: Path) -> None:
    """Leave out each tenth row of the files, and change the one after it."""
    for name, column, value in (("reviews.csv", "overall", "3.0"), ("metadata.csv", "brand", "Corrected")):
        with (folder / name).open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        for row in rows[1::10]:
            row[header.index(column)] = value
        del rows[::10]
        _write(folder / name, [header, *rows])


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
