"""The same totals by another way: Python's csv module, `ast`, `html` and fractions, and none of our code.

What the design says a review, a product, a brand and a category are, written down a second time.
"""

import ast
import csv
import html
import io
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import zstandard

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
LAST_DAY = date(2149, 6, 6)


@dataclass
class Totals:
    """Ratings by (month, group), and what became of the records."""

    reviews_read: int = 0
    products_read: int = 0
    reviews: int = 0
    rejected: int = 0
    products: int = 0
    inferred: int = 0
    months: dict = field(default_factory=lambda: defaultdict(list))
    brands: dict = field(default_factory=lambda: defaultdict(list))
    product_months: dict = field(default_factory=lambda: defaultdict(list))
    categories: dict = field(default_factory=lambda: defaultdict(list))


def records(path: Path):
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor().stream_reader(raw) if path.suffix == ".zst" else raw
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


def totals(folder: Path) -> Totals:
    found = Totals()
    brands, paths = {}, {}
    for row in records(next(folder.glob("metadata*.csv*"))):
        found.products_read += 1
        asin = row["asin"].strip()
        if asin:
            brands[asin] = brand(row["brand"])
            paths[asin] = nodes(row["categories"])
    seen = set()
    for row in records(next(folder.glob("reviews*.csv*"))):
        found.reviews_read += 1
        key = tuple(row[name].strip() for name in ("reviewID", "reviewerID", "asin"))
        day, stars = day_of(row), re.fullmatch(r"\s*([1-5])(\.0+)?\s*", row["overall"])
        if not all(key) or day is None or not stars:
            found.rejected += 1
        elif key not in seen:
            seen.add(key)
            month = day.replace(day=1)
            found.months[month].append(int(stars[1]))
            found.product_months[month, key[2]].append(int(stars[1]))
            found.brands[month, brands.get(key[2], "")].append(int(stars[1]))
            for node in paths.get(key[2], ()):
                found.categories[month, node].append(int(stars[1]))
    found.reviews = len(seen)
    reviewed = {asin for _, _, asin in seen}
    found.products, found.inferred = len(reviewed | brands.keys()), len(reviewed - brands.keys())
    return found


def mean(ratings: list[int]) -> float:
    return float(Fraction(sum(ratings), len(ratings)))


def brand(text: str) -> str:
    folded = "".join(clean(text).lower().split())
    return "" if folded == "unknown" else folded


def nodes(text: str) -> set[tuple[str, ...]]:
    """Every node on every path, named by its whole path from the root."""
    try:
        paths = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return set()
    if paths and isinstance(paths[0], str):
        paths = [paths]
    cleaned = [[name for name in map(clean, path) if name] for path in paths]
    return {tuple(path[: depth + 1]) for path in cleaned for depth in range(len(path))}


def clean(text: str) -> str:
    return TAG.sub(" ", html.unescape(text)).strip()


def day_of(row: dict) -> date | None:
    unix = re.fullmatch(r"\s*(\d+)(\.\d*)?\s*", row["unixReviewTime"])
    if unix and int(unix[1]) < 86_400 * 65_536:
        return datetime.fromtimestamp(int(unix[1]), UTC).date()
    written = re.fullmatch(r"\s*(\d{1,2}) (\d{1,2}), (\d{4})\s*", row["reviewTime"])
    try:
        day = written and date(int(written[3]), int(written[1]), int(written[2]))
    except ValueError:
        return None
    return day if day and date(1970, 1, 1) <= day <= LAST_DAY else None
