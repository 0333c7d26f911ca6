"""Builds that follow the new data against whole builds of the same loads: equal, row for row, whatever comes and goes.

`REVIEWHOUSE_SEQUENCES=20` makes it a long run, `REVIEWHOUSE_SEED` repeats one.
"""

import csv
import io
import os
import random

import pytest

from reviewhouse.errors import TransformError
from reviewhouse.feeds import METADATA, REVIEWS, Feed
from reviewhouse.ingest.built import unbuilt_loads
from reviewhouse.transform import run_dbt
from tests.support import csv_file, digests, empty_tables, load_everything, put, record, rows

SEQUENCES = int(os.environ.get("REVIEWHOUSE_SEQUENCES", "1"))
SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
STEPS = 4
FILES = {REVIEWS: 4, METADATA: 3}
BRANDS = ("Acme", "ACME", "ac me", "Bolt", "", "unknown", "Cog &amp; Co")
PATHS = ("[['A']]", "[['A', 'B']]", "[['A', 'B'], ['A', 'C']]", "[['D', 'B']]", "", "no list")


def _review(chance: random.Random) -> list[str]:
    number, product = chance.randrange(40), chance.randrange(12)
    stars = chance.choice(["1", "2.0", "3", "4.0", "5.0", "six"])
    name = chance.choice(["Ann", "Bob &amp; Co", "", "Cid"])
    day = 1_158_019_200 + 86_400 * chance.randrange(90)
    # the key follows from the number, so that files bring the same reviews
    return [
        str(number),
        f"R{number % 9}",
        f"B{number % 12 if number % 5 else product}",
        name,
        "[1, 2]",
        *(chance.choice(["fine", "poor<br/>", ""]), stars, "short", str(day), ""),
    ]


def _product(chance: random.Random) -> list[str]:
    number = chance.randrange(14)
    price = chance.choice(["9.49", "$1,250.00", "cheap", ""])
    return [
        str(number),
        f"B{number}" if number else "",
        "",
        "",
        chance.choice(PATHS),
        chance.choice(["T", "U"]),
        "d",
        price,
        "",
        chance.choice(BRANDS),
    ]


def _file(feed: Feed, chance: random.Random) -> bytes:
    make = _review if feed is REVIEWS else _product
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([feed.columns, *(make(chance) for _ in range(chance.choice([0, 1, 5, 25])))])
    return text.getvalue().encode()


@pytest.mark.usefixtures("empty_ledger")
@pytest.mark.parametrize("sequence", range(SEQUENCES))
def test_builds_of_additions_corrections_and_removals_equal_a_whole_build(warehouse, lake, sequence):
    chance = random.Random(SEED + sequence)
    run_dbt("build", "--full-refresh")
    for _ in range(STEPS):
        for _ in range(chance.randrange(1, 4)):
            feed = chance.choice([*FILES])
            put(lake, f"{feed.lake_prefix}{chance.randrange(FILES[feed])}.csv", _file(feed, chance))
            load_everything(warehouse, lake)
        run_dbt("build")
    followed = digests(warehouse)
    assert unbuilt_loads(warehouse, "dwh_dev") == []
    run_dbt("build", "--full-refresh")
    assert followed == digests(warehouse), f"REVIEWHOUSE_SEED={SEED + sequence}"


def test_a_small_addition_is_followed_and_checked_where_it_is_new(warehouse, lake):
    empty_tables(warehouse)
    put(lake, "jet_reviews/a.csv", csv_file(*(record(number) for number in range(100))))
    load_everything(warehouse, lake)
    run_dbt("build")
    untouched = "SELECT count(), uniqExact(_meta_built_at) FROM dwh_dev.mrt_fact_product_review"
    assert rows(warehouse, untouched) == [(100, 1)]
    put(lake, "jet_reviews/b.csv", csv_file(record(200)))
    load_everything(warehouse, lake)
    run_dbt("build")
    assert rows(warehouse, untouched) == [(101, 2)]
    assert rows(warehouse, "SELECT sign, source_review_id FROM dwh_dev.stg_amazon_review_change") == [(1, "200")]
    run_dbt("build", "--select", "mrt_fact_product_review")  # picked by hand: not the same addition once more
    assert rows(warehouse, untouched) == [(101, 1)]


PRODUCT = ",".join(METADATA.columns).encode() + b"\n1,B2,,,,T,d,9.49,,Acme\n"
LOST, DOUBLED = "DELETE FROM {table} WHERE source_review_id = '7'", "INSERT INTO {table} SELECT * FROM {table} LIMIT 1"


@pytest.mark.usefixtures("empty_ledger")
@pytest.mark.parametrize(
    ("harm", "table", "check", "key", "body"),
    [
        (LOST, "stg_amazon_review", "accepted_reviews_are_in_silver", "jet_reviews/b.csv", csv_file(record(200))),
        (DOUBLED, "mrt_fact_product_review", "brand_months_add_up", "jet_reviews/b.csv", csv_file(record(200))),
        (DOUBLED, "mrt_fact_product_review", "brand_months_add_up", "jet_metadata/b.csv", PRODUCT),
    ],
)
def test_a_small_build_sees_what_was_lost_or_doubled_before(warehouse, lake, harm, table, check, key, body):
    """Also one in which only the other feed brings something."""
    put(lake, "jet_reviews/a.csv", csv_file(*(record(number) for number in range(100))))
    load_everything(warehouse, lake)
    run_dbt("build")
    warehouse.client.command(harm.format(table=f"dwh_dev.{table}"))
    put(lake, key, body)
    load_everything(warehouse, lake)
    with pytest.raises(TransformError, match=check):
        run_dbt("build")


@pytest.mark.usefixtures("empty_ledger")
def test_after_a_build_in_part_all_is_built(warehouse, lake):
    """What it has written, or has not, does not matter."""
    put(lake, "jet_reviews/a.csv", csv_file(record(1), record(2)))
    load_everything(warehouse, lake)
    run_dbt("build")
    put(lake, "jet_reviews/a.csv", csv_file(record(2), record(3)))
    load_everything(warehouse, lake)
    run_dbt("build", "--exclude", "mrt_analytics_brand_ratings+", "mrt_analytics_category_ratings+")
    assert len(unbuilt_loads(warehouse, "dwh_dev")) == 1
    run_dbt("build")
    assert unbuilt_loads(warehouse, "dwh_dev") == []
    brands = "SELECT sum(review_count) FROM dwh_dev.mrt_analytics_brand_ratings"
    assert rows(warehouse, brands) == [(2,)]
    assert rows(warehouse, "SELECT count() FROM dwh_dev.stg_amazon_review_candidate") == [(0,)]
