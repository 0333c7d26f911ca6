"""What the synthetic feed looks like to a reader that knows nothing of how it was made."""

import ast
import csv
import io
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

import pytest

from reviewhouse.feeds import METADATA, REVIEWS, Feed
from reviewhouse.sample.writer import write_feed

N_REVIEWS, N_PRODUCTS = 20_000, 2_000
Record = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    write_feed(folder, N_REVIEWS, N_PRODUCTS, seed=42, compression="none")
    return folder


@pytest.fixture(scope="module")
def reviews(folder: Path) -> list[Record]:
    return read(folder / "reviews.csv", REVIEWS)


@pytest.fixture(scope="module")
def products(folder: Path) -> list[Record]:
    return read(folder / "metadata.csv", METADATA)


def read(path: Path, feed: Feed) -> list[Record]:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
    assert tuple(header) == feed.columns
    assert {len(row) for row in rows} == {len(feed.columns)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def share_of_most_frequent(keys: list[str], part: float) -> float:
    """The share of all records that the most frequent `part` of the keys has."""
    counts = sorted(Counter(keys).values(), reverse=True)
    return sum(counts[: int(len(counts) * part)]) / len(keys)


def ratings_by(reviews: list[Record], group: dict[str, str], at_least: int) -> list[float]:
    ratings: dict[str, list[int]] = {}
    for review in reviews:
        if review["overall"] in ("1.0", "2.0", "3.0", "4.0", "5.0") and review["asin"] in group:
            ratings.setdefault(group[review["asin"]], []).append(int(review["overall"][0]))
    return sorted(mean(values) for values in ratings.values() if len(values) >= at_least)


def test_every_record_is_there(reviews: list[Record], products: list[Record]) -> None:
    assert len(reviews) == N_REVIEWS
    assert len(products) == N_PRODUCTS
    assert reviews[0]["reviewID"] == "0"
    assert reviews[-1]["reviewID"] == str(N_REVIEWS - 1)


def test_records_are_separated_and_quoted_as_rfc_4180_says(folder: Path) -> None:
    bare_field, quoted_field = rb'[^",\r\n]*', rb'"(?:[^"]|"")*"'
    one = rb"(?:%b|%b)" % (quoted_field, bare_field)
    for name, feed, count in (("reviews", REVIEWS, N_REVIEWS), ("metadata", METADATA, N_PRODUCTS)):
        record = re.compile(rb"%b(?:,%b){%d}\n" % (one, one, len(feed.columns) - 1))
        text = (folder / f"{name}.csv").read_bytes()
        place, found = 0, 0
        while place < len(text):
            match = record.match(text, place)
            assert match, text[place : place + 500]
            place, found = match.end(), found + 1
        assert found == count + 1


def test_ratings_lean_to_five(reviews: list[Record]) -> None:
    ratings = Counter(review["overall"][:1] for review in reviews)
    shares = {rating: ratings[rating] / N_REVIEWS for rating in "12345"}
    assert shares["5"] == pytest.approx(0.60, abs=0.06)
    assert shares["4"] == pytest.approx(0.20, abs=0.05)
    assert shares["3"] == pytest.approx(0.09, abs=0.03)
    assert shares["2"] == pytest.approx(0.05, abs=0.02)
    assert shares["1"] == pytest.approx(0.06, abs=0.03)


def test_few_products_and_reviewers_have_most_of_the_reviews(reviews: list[Record]) -> None:
    by_product = [review["asin"] for review in reviews]
    assert 0.10 < share_of_most_frequent(by_product, 0.01) < 0.30
    assert share_of_most_frequent(by_product, 0.10) > 0.35
    by_reviewer = [review["reviewerID"] for review in reviews]
    assert share_of_most_frequent(by_reviewer, 0.01) > 0.07
    assert Counter(Counter(by_reviewer).values()).most_common(1)[0][0] <= 2


def test_brands_and_categories_differ_in_rating(reviews: list[Record], products: list[Record]) -> None:
    brands = {p["asin"]: " ".join(p["brand"].lower().split()) for p in products if p["brand"].strip()}
    by_brand = ratings_by(reviews, brands, at_least=100)
    assert len(by_brand) > 20
    assert by_brand[-1] - by_brand[0] > 0.5
    leaves = {p["asin"]: ast.literal_eval(p["categories"])[0][-1] for p in products if p["categories"]}
    by_leaf = ratings_by(reviews, leaves, at_least=100)
    assert len(by_leaf) > 20
    assert by_leaf[-1] - by_leaf[0] > 0.5


def test_reviews_grow_over_the_years_and_peak_in_december(reviews: list[Record]) -> None:
    dates = [review["reviewTime"] for review in reviews if re.fullmatch(r"\d\d \d+, \d{4}", review["reviewTime"])]
    years = sorted(Counter(date[-4:] for date in dates).items())
    assert len(years) >= 5
    assert all(before < after for (_, before), (_, after) in pairwise(years))
    months = Counter(date[:2] for date in dates)
    assert months["12"] > 1.5 * mean(months[f"{month:02d}"] for month in range(1, 12))


def test_both_times_name_the_same_day(reviews: list[Record]) -> None:
    spelled = Counter()
    for review in reviews:
        match = re.fullmatch(r"(\d\d) (\d\d?), (\d{4})", review["reviewTime"])
        if match and review["unixReviewTime"].isdigit():
            month, day, year = match.groups()
            assert datetime.fromtimestamp(int(review["unixReviewTime"]), UTC).date().isoformat() == (
                f"{year}-{month}-{int(day):02d}"
            )
            spelled[len(day) == 2 and day[0] == "0", len(day)] += 1
    assert set(spelled) == {(False, 1), (False, 2), (True, 2)}


def test_texts_have_a_natural_length(reviews: list[Record]) -> None:
    lengths = sorted(len(review["reviewText"].encode()) for review in reviews)
    assert 130 < median(lengths) < 300
    assert lengths[0] == 0
    assert lengths[-1] > 5_000
    assert len({review["reviewText"] for review in reviews}) > 0.9 * N_REVIEWS


def test_category_paths_form_trees(products: list[Record]) -> None:
    parsed = [ast.literal_eval(p["categories"]) for p in products if p["categories"]]
    paths = {tuple(path) for lists in parsed for path in lists}
    assert {len(path) for path in paths} == {2, 3, 4, 5, 6}
    assert {len(lists) for lists in parsed} == {1, 2, 3}
    assert len({path[0] for path in paths if "&amp;" not in path[0]}) == 6
    parents: dict[str, set[tuple[str, ...]]] = {}
    for path in paths:
        parents.setdefault(path[-1], set()).add(path[:-1])
    assert len(parents["Accessories"]) > 3


def test_the_dirt_of_real_feeds_is_there(reviews: list[Record], products: list[Record]) -> None:
    texts = "".join(review["reviewText"] for review in reviews)
    for dirt in ("&quot;", "&amp;", "&#39;", "<br />", "<b>", '"', "\n", "é", "😊", "&lt;3", "3 < 5"):
        assert dirt in texts, dirt
    titles = "".join(product["title"] for product in products)
    for dirt in ("&quot;", "&#34;", "&eacute;", "<b>", '"'):
        assert dirt in titles, dirt
    categories = "".join(product["categories"] for product in products)
    assert '"Men\'s"' in categories
    assert "&amp;" in categories
    prices = {product["price"] for product in products}
    assert {"", "$4.99 - $9.99"} < prices
    assert any(re.fullmatch(r"\$\d,\d{3}\.\d\d", price) for price in prices)
    assert any(re.fullmatch(r"\d+\.\d\d", price) for price in prices)
    spellings = {product["brand"] for product in products}
    assert len(spellings) > len({" ".join(brand.lower().split()) for brand in spellings})
    assert 0.08 < sum(not product["brand"] for product in products) / N_PRODUCTS < 0.25


def test_some_records_cannot_be_accepted(reviews: list[Record]) -> None:
    overall = Counter(review["overall"] for review in reviews)
    assert overall["5"] > 0
    assert 0 < overall["0.0"] + overall["6.0"] + overall[""] < N_REVIEWS / 500
    unreadable = [r for r in reviews if not r["unixReviewTime"].isdigit() and not re.match(r"\d\d \d", r["reviewTime"])]
    assert 0 < len(unreadable) < N_REVIEWS / 500
    assert any(r["reviewTime"].startswith("02 31") and not r["unixReviewTime"].isdigit() for r in reviews)
    assert 0 < sum(not review["asin"] for review in reviews) < N_REVIEWS / 500
    assert any(not r["unixReviewTime"].isdigit() and re.match(r"\d\d \d", r["reviewTime"]) for r in reviews)


def test_some_records_come_twice(reviews: list[Record], products: list[Record]) -> None:
    copies = [after for before, after in pairwise(reviews) if before == after]
    assert 0 < len(copies) < N_REVIEWS / 200
    keys = Counter((r["reviewID"], r["reviewerID"], r["asin"]) for r in reviews)
    assert sum(count - 1 for count in keys.values()) == len(copies)
    assert any(before == after for before, after in pairwise(products))


def test_some_reviewed_products_have_no_metadata(reviews: list[Record], products: list[Record]) -> None:
    unknown = {review["asin"] for review in reviews} - {product["asin"] for product in products}
    assert 10 < len(unknown) < N_PRODUCTS / 10


def test_votes_are_pairs_or_missing(reviews: list[Record]) -> None:
    votes = Counter(review["helpful"] for review in reviews)
    assert votes[""] > N_REVIEWS / 20
    pairs = [ast.literal_eval(text) for text in votes if text]
    assert all(len(pair) == 2 and 0 <= pair[0] <= pair[1] for pair in pairs)


def test_some_reviewers_change_their_name(reviews: list[Record]) -> None:
    names: dict[str, set[str]] = {}
    for review in reviews:
        if review["reviewerName"]:
            names.setdefault(review["reviewerID"], set()).add(review["reviewerName"])
    assert 0 < sum(len(known) > 1 for known in names.values()) < len(names) / 5
    assert any('"' in name for known in names.values() for name in known)
