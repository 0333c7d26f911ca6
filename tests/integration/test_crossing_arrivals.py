"""Files that arrive at once, within one second, or while dbt builds: each build shows whole loads and no others."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from reviewhouse.feeds import METADATA, REVIEWS
from reviewhouse.ingest.built import unbuilt_loads
from reviewhouse.ingest.ledger import pending_files
from reviewhouse.ingest.load import Loader
from reviewhouse.transform import run_dbt
from reviewhouse.warehouse import Warehouse
from tests.integration.test_meaning import METADATA_FILE
from tests.support import csv_file, load_everything, put, record, rows

pytestmark = pytest.mark.usefixtures("empty_ledger")

CURRENT = """
    SELECT reviewID, reviewText FROM raw_thirdparty.amazon_review
    WHERE _meta_load_id IN (SELECT load_id FROM raw_thirdparty.current_load) ORDER BY ALL
"""
SILVER = "SELECT source_review_id, review_text FROM dwh_dev.stg_amazon_review ORDER BY ALL"
SNAPSHOT = "SELECT toString(uuid) FROM system.tables WHERE database = 'dwh_dev' AND name = 'stg_current_load'"


def _build() -> None:
    run_dbt("build", "--exclude-resource-type", "unit_test")


def test_two_versions_of_a_key_within_one_second(warehouse, lake):
    for number in range(4):
        put(lake, "jet_reviews/a.csv", csv_file(record(1, f"version {number}"), record(number + 2)))
        if number % 2:
            load_everything(warehouse, lake)
    modified = rows(warehouse, "SELECT last_modified FROM raw_thirdparty.file_load ORDER BY finished_at")
    assert len(modified) == 2
    assert (modified[1][0] - modified[0][0]).total_seconds() <= 1
    assert rows(warehouse, CURRENT) == [("1", "version 3"), ("5", "fine")]


def test_a_review_in_two_files_of_one_second_is_the_same_one_whatever_was_loaded_first(warehouse, lake):
    while time.time() % 1 > 0.5:  # both at the beginning of one second, as the lake counts them
        time.sleep(0.01)
    for name in ("b", "a"):
        put(lake, f"jet_reviews/{name}.csv", csv_file(record(1, f"from {name}")))
    found = pending_files(warehouse, lake, REVIEWS)
    assert found[0].last_modified == found[1].last_modified
    for files in (found, reversed(found)):
        for file in files:
            Loader(warehouse, lake).load(REVIEWS, file)
        _build()
        assert rows(warehouse, SILVER) == [("1", "from b")]


def test_loads_of_both_feeds_that_commit_while_dbt_builds_are_in_the_next_build(stack_settings, warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(*(record(number, "old") for number in range(5_000))))
    load_everything(warehouse, lake)
    _build()
    put(lake, "jet_reviews/a.csv", csv_file(*(record(number, "new") for number in range(4_000))))
    load_everything(warehouse, lake)
    snapshot = rows(warehouse, SNAPSHOT)
    with ThreadPoolExecutor() as threads:
        build = threads.submit(_build)
        while rows(warehouse, SNAPSHOT) == snapshot:
            assert not build.done(), build.result()
            time.sleep(0.02)
        put(lake, "jet_reviews/b.csv", csv_file(record(1, "newest"), record(9_999, "newest")))
        put(lake, "jet_metadata/m.csv", METADATA_FILE)
        both = [threads.submit(_load, stack_settings, lake, feed) for feed in (REVIEWS, METADATA)]
        assert [load.result() for load in both] == ["loaded", "loaded"]
        assert not build.done(), "the loads came too late to cross the build"
        build.result()
    assert {load.key for load in unbuilt_loads(warehouse, "dwh_dev")} == {"jet_reviews/b.csv", "jet_metadata/m.csv"}
    texts = "SELECT review_text, count() FROM dwh_dev.stg_amazon_review GROUP BY ALL ORDER BY ALL"
    assert rows(warehouse, texts) == [("new", 4_000)]
    assert rows(warehouse, "SELECT is_inferred FROM dwh_dev.mrt_dim_product") == [(1,)]
    _build()
    assert unbuilt_loads(warehouse, "dwh_dev") == []
    assert rows(warehouse, texts) == [("new", 3_999), ("newest", 2)]
    assert rows(warehouse, "SELECT is_inferred FROM dwh_dev.mrt_dim_product") == [(0,)]


def _load(settings, lake, feed) -> str:
    with Warehouse(settings) as warehouse:
        [file] = pending_files(warehouse, lake, feed)
        return Loader(warehouse, lake).load(feed, file).status
