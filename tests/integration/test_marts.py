"""A feed through load and dbt, held against an independent reading of its files."""

import pytest

from reviewhouse.ingest.built import unbuilt_loads
from reviewhouse.lake import Lake
from reviewhouse.transform import run_dbt
from reviewhouse.upload import upload_folder
from reviewhouse.warehouse import Warehouse
from tests.oracle import mean, totals
from tests.support import digests, empty_lake, empty_tables, load_everything, rows


@pytest.fixture(scope="module")
def built(stack_settings, feed_folder):
    """The marts of a whole feed, and what they should hold."""
    with Warehouse(stack_settings) as warehouse:
        lake = Lake(stack_settings)
        empty_tables(warehouse)
        upload_folder(lake, feed_folder)
        load_everything(warehouse, lake)
        run_dbt("build", "--full-refresh")
        yield warehouse, totals(feed_folder)
        empty_lake(lake)


def test_nothing_is_lost_and_nothing_is_doubled(built):
    warehouse, expected = built
    loaded = dict(rows(warehouse, "SELECT feed, sum(rows_loaded) FROM raw_thirdparty.current_load GROUP BY feed"))
    assert loaded == {"amazon_review": expected.reviews_read, "amazon_metadata": expected.products_read}
    [(facts,)] = rows(warehouse, "SELECT count() FROM dwh_dev.mrt_fact_product_review")
    assert facts == expected.reviews
    [(rejected,)] = rows(warehouse, "SELECT count() FROM dwh_dev.stg_amazon_review_rejected")
    assert rejected == expected.rejected
    [(products, inferred)] = rows(warehouse, "SELECT count(), sum(is_inferred) FROM dwh_dev.mrt_dim_product")
    assert (products, inferred) == (expected.products, expected.inferred)


def test_reviews_and_averages_of_each_month(built):
    warehouse, expected = built
    found = rows(
        warehouse,
        "SELECT toStartOfMonth(review_date), count(), avg(overall_rating) "
        "FROM dwh_dev.mrt_fact_product_review GROUP BY 1",
    )
    assert {month: count for month, count, _ in found} == {m: len(r) for m, r in expected.months.items()}
    for month, _, average in found:
        assert average == pytest.approx(mean(expected.months[month]), abs=1e-9)


def test_reviews_and_averages_of_each_brand_and_month(built):
    warehouse, expected = built
    found = rows(
        warehouse,
        "SELECT review_month, if(brand_id = 0, '', lowerUTF8(replaceRegexpAll(brand_name, '\\\\s', ''))), review_count,"
        " avg_overall_rating FROM dwh_dev.mrt_analytics_brand_ratings",
    )
    assert {(m, b): count for m, b, count, _ in found} == {key: len(r) for key, r in expected.brands.items()}
    for month, brand, _, average in found:
        assert average == pytest.approx(mean(expected.brands[month, brand]), abs=1e-9)


def test_reviews_and_averages_of_each_category_and_month(built):
    warehouse, expected = built
    found = rows(
        warehouse,
        "SELECT review_month, category_path, review_count, avg_overall_rating "
        "FROM dwh_dev.mrt_analytics_category_ratings",
    )
    counted = {(month, " > ".join(node)): len(r) for (month, node), r in expected.categories.items()}
    assert {(month, path): count for month, path, count, _ in found} == counted
    averages = {(month, " > ".join(node)): mean(r) for (month, node), r in expected.categories.items()}
    for month, path, _, average in found:
        assert average == pytest.approx(averages[month, path], abs=1e-9)


def test_reviews_and_averages_of_each_product_and_month_with_three_reviews(built):
    warehouse, expected = built
    found = rows(
        warehouse,
        "SELECT ratings.review_month, asin, review_count, avg_overall_rating "
        "FROM dwh_dev.mrt_analytics_product_ratings AS ratings INNER JOIN dwh_dev.mrt_dim_product USING (product_id)",
    )
    rated = {key: ratings for key, ratings in expected.product_months.items() if len(ratings) >= 3}
    assert rated
    assert {(month, asin): count for month, asin, count, _ in found} == {key: len(r) for key, r in rated.items()}
    for month, asin, _, average in found:
        assert average == pytest.approx(mean(rated[month, asin]), abs=1e-9)


def test_a_rebuild_gives_the_same_rows_and_keys(built):
    warehouse, _ = built
    before = digests(warehouse)
    assert "mrt_fact_product_review" in before
    run_dbt("run", "--full-refresh")
    assert digests(warehouse) == before


def test_the_text_of_a_review_is_reached_by_its_key(built):
    warehouse, _ = built
    [(with_text,)] = rows(
        warehouse,
        "SELECT countIf(notEmpty(text.review_text)) FROM dwh_dev.mrt_fact_product_review AS fact "
        "INNER JOIN dwh_dev.stg_amazon_review AS text USING (review_id)",
    )
    assert with_text > 0


def test_the_marts_say_which_loads_they_have_seen(built):
    warehouse, _ = built
    assert unbuilt_loads(warehouse, "dwh_dev") == []
