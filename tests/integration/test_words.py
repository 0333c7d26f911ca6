"""The index of words: made when a whole build is done, and kept by the builds that follow."""

import pytest

from reviewhouse.lake import Lake
from reviewhouse.transform import run_dbt
from reviewhouse.warehouse import Warehouse
from tests.support import csv_file, empty_tables, load_everything, put, record, rows, settle

ASKED = "SELECT count() FROM system.mutations WHERE table = 'stg_amazon_review' AND command LIKE '%MATERIALIZE INDEX%'"
FOUND = "SELECT source_review_id FROM dwh_dev.stg_amazon_review WHERE hasToken(review_text, '{}') ORDER BY 1"
WITHOUT = "SETTINGS use_skip_indexes = 0"


@pytest.fixture(autouse=True)
def nothing_loaded(warehouse):
    empty_tables(warehouse)


def build(warehouse: Warehouse, lake: Lake, *arguments: str) -> None:
    load_everything(warehouse, lake)
    run_dbt("run", *arguments)
    settle(warehouse, most_seconds=20)


def parts_read(warehouse: Warehouse, query: str) -> int:
    return sum(parts for _, _, parts, *_ in rows(warehouse, f"EXPLAIN ESTIMATE {query}"))


def found(warehouse: Warehouse, word: str) -> list[str]:
    """The reviews with a word, by the index and without it. No part lacks it: none is read for a word of nobody's."""
    nobodys = FOUND.format("nobodys")
    assert parts_read(warehouse, f"{nobodys} {WITHOUT}") > 0
    assert parts_read(warehouse, nobodys) == 0
    by_index = rows(warehouse, f"{FOUND.format(word)} SETTINGS force_data_skipping_indices = 'by_word'")
    assert by_index == rows(warehouse, f"{FOUND.format(word)} {WITHOUT}")
    return [name for (name,) in by_index]


def test_words_are_found_after_whole_builds_and_after_small_ones(warehouse, lake):
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


def test_a_warehouse_may_do_without(warehouse, lake):
    put(lake, "jet_reviews/1.csv", csv_file(record(1, "a broken zipper")))
    build(warehouse, lake, "--full-refresh", "--vars", "{index_by_word: null}")
    indexes = "SELECT count() FROM system.data_skipping_indices WHERE database = 'dwh_dev' AND name = 'by_word'"
    assert rows(warehouse, indexes) == [(0,)]
    assert rows(warehouse, FOUND.format("zipper")) == [("1",)]
