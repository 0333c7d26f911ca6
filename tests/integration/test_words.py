"""The index of words: made when a whole build is done, and kept by the builds that follow."""

import time

import pytest

from reviewhouse.lake import Lake
from reviewhouse.transform import run_dbt
from reviewhouse.warehouse import Warehouse
from tests.support import csv_file, empty_lake, empty_tables, load_everything, put, record, rows

PARTS = """
    SELECT count(), countIf(secondary_indices_compressed_bytes > 0) FROM system.parts
    WHERE active AND rows > 0 AND database = 'dwh_dev' AND table = 'stg_amazon_review'
"""
ASKED = "SELECT count() FROM system.mutations WHERE table = 'stg_amazon_review' AND command LIKE '%MATERIALIZE INDEX%'"
FOUND = "SELECT source_review_id FROM dwh_dev.stg_amazon_review WHERE hasToken(review_text, '{}') ORDER BY 1"


@pytest.fixture
def warehouse_and_lake(stack_settings):
    with Warehouse(stack_settings) as warehouse:
        lake = Lake(stack_settings)
        empty_tables(warehouse)
        empty_lake(lake)
        yield warehouse, lake
        empty_lake(lake)


def build(warehouse: Warehouse, lake: Lake, *arguments: str) -> None:
    load_everything(warehouse, lake)
    run_dbt("run", *arguments)
    deadline = time.monotonic() + 20
    while rows(warehouse, "SELECT count() FROM system.mutations WHERE NOT is_done") != [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def found(warehouse: Warehouse, word: str) -> list[str]:
    """The reviews with a word, by the index, which every part has, and by nothing but the index."""
    [(parts, indexed)] = rows(warehouse, PARTS)
    assert parts == indexed > 0
    by_index = rows(warehouse, f"{FOUND.format(word)} SETTINGS force_data_skipping_indices = 'by_word'")
    assert by_index == rows(warehouse, f"{FOUND.format(word)} SETTINGS use_skip_indexes = 0")
    return [name for (name,) in by_index]


def test_words_are_found_after_whole_builds_and_after_small_ones(warehouse_and_lake):
    warehouse, lake = warehouse_and_lake
    put(lake, "jet_reviews/1.csv", csv_file(record(1, "a broken zipper"), record(2, "a zip"), record(3, "zipper!")))
    build(warehouse, lake, "--full-refresh")
    assert found(warehouse, "zipper") == ["1", "3"]

    put(lake, "jet_reviews/2.csv", csv_file(record(4, "the zipper holds"), record(5, "fine")))
    put(lake, "jet_reviews/1.csv", csv_file(record(1, "a broken button"), record(2, "a zip")))
    build(warehouse, lake)
    assert found(warehouse, "zipper") == ["4"]
    assert found(warehouse, "button") == ["1"]
    assert found(warehouse, "nowhere") == []
    assert rows(warehouse, ASKED) == [(1,)], "the engine is asked once"

    build(warehouse, lake, "--full-refresh")
    assert found(warehouse, "zipper") == ["4"]


def test_a_warehouse_may_do_without(warehouse_and_lake):
    warehouse, lake = warehouse_and_lake
    put(lake, "jet_reviews/1.csv", csv_file(record(1, "a broken zipper")))
    build(warehouse, lake, "--full-refresh", "--vars", "{index_by_word: null}")
    indexes = "SELECT count() FROM system.data_skipping_indices WHERE database = 'dwh_dev' AND name = 'by_word'"
    assert rows(warehouse, indexes) == [(0,)]
    assert rows(warehouse, FOUND.format("zipper")) == [("1",)]
