"""What a warehouse and a small addition to it cost as it grows, and what that tells of sizes beyond this machine.

Run: `.venv/bin/python bench/growth.py [--sizes 0.1 1 4]`; size 1 is 5,750,000 reviews of 1,500,000 products, all of the
category Clothing, Shoes and Jewelry. The warehouses stand side by side. Into each in turn come 10,000 new reviews and
100 changed products; then their files are corrected: a tenth of the rows is gone, another tenth changed. That five
times, in medians, between two whole builds: a machine that slows down does so for all of them. The engine's time is
the sum over its query log, checks included; wall time is all of dbt's. What lies beyond the sizes measured lies on a
line through them, each held as right as the others in proportion: it is reckoned.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from additions import correct, write_addition
from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table
from warehouses import BUILD, Cost, build, bytes_on_disk, engine_peak, load, temporary_warehouse, turn_to, upload

from reviewhouse.sample import write_feed
from reviewhouse.warehouse import Warehouse
from tests.support import settle

REVIEWS, PRODUCTS = 5_750_000, 1_500_000
ROUNDS = 6
"""The first also fills caches, and is not counted."""

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
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1], help="from 0.1 on (default: %(default)s)")
    console = Console()
    grown = _measured(parser.parse_args().sizes)
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


def _measured(sizes: list[float]) -> list[Grown]:
    with ExitStack() as side_by_side:
        growing = [side_by_side.enter_context(_growing(size)) for size in sizes]
        for seed in range(2, 2 + ROUNDS):
            for one in growing:
                one.grow(seed)
        return [one.result() for one in growing]


@dataclass
class Growing:
    """One of the warehouses that grow side by side."""

    reviews: int
    home: Path
    warehouse: Warehouse
    loading: Cost
    disk: int
    whole: Cost
    additions: list[Cost] = field(default_factory=list)
    corrections: list[Cost] = field(default_factory=list)

    def grow(self, seed: int) -> None:
        """Add something, then correct it."""
        turn_to(self.home / "stack")
        addition = self.home / f"addition-{seed}"
        write_addition(self.home / "feed", addition, seed)
        load(self.warehouse, upload(addition))
        self.additions.append(build(self.warehouse, *BUILD))
        correct(addition)
        load(self.warehouse, upload(addition))
        self.corrections.append(build(self.warehouse, *BUILD))

    def result(self) -> Grown:
        """Medians of all rounds but the first, and of two whole builds."""
        turn_to(self.home / "stack")
        wholes = [self.whole, build(self.warehouse, *BUILD, "--full-refresh")]
        middle = (Cost.middle(costs) for costs in (wholes, self.additions[1:], self.corrections[1:]))
        return Grown(self.reviews, self.loading, *middle, engine_peak(), self.disk)


@contextmanager
def _growing(size: float) -> Iterator[Growing]:
    reviews = round(REVIEWS * size)
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        home = Path(folder)
        write_feed(home / "feed", reviews=reviews, products=round(PRODUCTS * size), seed=1)
        with temporary_warehouse(home / "stack") as warehouse:
            loading = load(warehouse, upload(home / "feed"))
            whole = build(warehouse, *BUILD)
            settle(warehouse)
            yield Growing(reviews, home, warehouse, loading, sum(bytes_on_disk(warehouse).values()), whole)


if __name__ == "__main__":
    main()
