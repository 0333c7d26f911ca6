"""Small additions to a warehouse, and their correction: the same at each size of it."""

import csv
import random
from pathlib import Path

import zstandard

from reviewhouse.sample import write_feed

NEW_REVIEWS, REVIEWED_PRODUCTS, CHANGED_PRODUCTS = 10_000, 5_000, 100


def write_addition(feed: Path, folder: Path, seed: int) -> None:
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


def correct(folder: Path) -> None:
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
