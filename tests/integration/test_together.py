"""Small files that are loaded in one statement: each counts by itself, as if it had been loaded alone."""

import gzip

import pytest

from reviewhouse.errors import WarehouseError
from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest import together
from reviewhouse.ingest.ledger import file_states, pending_files
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.together import load_all
from tests.support import csv_file, put, record, rows

pytestmark = pytest.mark.usefixtures("empty_ledger")

IN_BRONZE = """
    SELECT _meta_loaded_from, reviewID, _meta_etag FROM raw_thirdparty.amazon_review
    WHERE _meta_load_id IN (SELECT load_id FROM raw_thirdparty.current_load) ORDER BY toUInt64(reviewID)
"""
COMMITS = "SELECT count() FROM system.parts WHERE active AND database = 'raw_thirdparty' AND table = 'file_load'"


def load(warehouse, lake):
    return list(load_all(Loader(warehouse, lake, limit=0.5), REVIEWS, pending_files(warehouse, lake, REVIEWS)))


def test_each_file_has_its_own_load(warehouse, lake):
    for number in range(120):
        put(lake, f"jet_reviews/{number:03d}.csv", csv_file(record(number)))
    attempts = load(warehouse, lake)
    assert {attempt.status for attempt in attempts} == {"loaded"}
    assert len({attempt.load_id for attempt in attempts}) == 120
    etags = {state.file.key: state.file.etag for state in file_states(warehouse, lake, REVIEWS)}
    found = rows(warehouse, IN_BRONZE)
    assert len(found) == 120
    for address, number, etag in found:
        key = f"jet_reviews/{int(number):03d}.csv"
        assert (address, etag) == (f"s3://{lake.bucket}/{key}", etags[key])


def test_names_that_look_like_patterns_are_names(warehouse, lake):
    names = ["{a,b}", "a,b", "a", "b", "*", "?", "[a]", "100%", "a+b", "a b", "it's", '"q"', "😀", "x" * 200]
    for number, name in enumerate(names):
        put(lake, f"jet_reviews/{name}.csv", csv_file(record(number)))
    assert {attempt.status for attempt in load(warehouse, lake)} == {"loaded"}
    found = rows(warehouse, IN_BRONZE)
    assert {(address, int(number)) for address, number, _ in found} == {
        (f"s3://{lake.bucket}/jet_reviews/{name}.csv", number) for number, name in enumerate(names)
    }
    assert len(found) == len(names)


def test_a_bad_file_takes_no_other_along(warehouse, lake):
    for number in range(8):
        put(lake, f"jet_reviews/{number}.csv", csv_file(record(number)))
    put(lake, "jet_reviews/header.csv", b"wrong,header\n1,2\n")
    put(lake, "jet_reviews/malformed.csv", csv_file(record(50), '51,"x"y,B', record(52)))
    put(lake, "jet_reviews/few.csv", csv_file(record(60), "61,R61", record(62)))
    put(lake, "jet_reviews/cut.csv", csv_file(record(70)), checksum="0" * 64)
    found = {attempt.key.split("/")[-1]: attempt for attempt in load(warehouse, lake)}
    assert {name for name, attempt in found.items() if attempt.status == "failed"} == {"header.csv", "cut.csv"}
    assert [(found[name].rows_loaded, found[name].rows_quarantined) for name in ("malformed.csv", "few.csv")] == [
        (2, 1),
        (2, 1),
    ]
    assert [int(number) for _, number, _ in rows(warehouse, IN_BRONZE)] == [*range(8), 50, 52, 60, 62]
    assert len(found) == 12


def test_files_that_are_not_small_are_told_of_in_their_order(warehouse, lake, monkeypatch):
    monkeypatch.setattr(together, "SMALL", 0)
    for number in range(9):
        put(lake, f"jet_reviews/{number}.csv", csv_file(*(record(100 * number + one) for one in range(9 - number))))
    put(lake, "jet_reviews/4.csv", b"wrong,header\n1,2\n")
    attempts = load(warehouse, lake)
    assert [attempt.key for attempt in attempts] == [f"jet_reviews/{number}.csv" for number in range(9)]
    assert [attempt.rows_loaded for attempt in attempts] == [9, 8, 7, 6, 0, 4, 3, 2, 1]
    assert [attempt.key for attempt in attempts if attempt.status == "failed"] == ["jet_reviews/4.csv"]
    assert len(rows(warehouse, IN_BRONZE)) == 40


def test_columns_and_compressions_may_differ(warehouse, lake):
    turned = ",".join(reversed(REVIEWS.columns)) + '\n"09 12, 2006",1,short,5,fine,,name,B1,R2,2\n'
    put(lake, "jet_reviews/1.csv", csv_file(record(1)))
    put(lake, "jet_reviews/2.csv", turned.encode())
    put(lake, "jet_reviews/3.csv.gz", gzip.compress(csv_file(record(3))))
    put(lake, "jet_reviews/4.csv", csv_file(record(4)))
    attempts = {attempt.key: attempt for attempt in load(warehouse, lake)}
    assert [int(number) for _, number, _ in rows(warehouse, IN_BRONZE)] == [1, 2, 3, 4]
    assert "another order" in attempts["jet_reviews/2.csv"].note


def test_without_the_ledger_none_of_them_counts(warehouse, lake, monkeypatch):
    for number in range(5):
        put(lake, f"jet_reviews/{number}.csv", csv_file(record(number)))

    def refuse(*_):
        raise WarehouseError("the ledger cannot be written")

    with monkeypatch.context() as patch:
        patch.setattr(together, "record", refuse)
        with pytest.raises(WarehouseError):
            load(warehouse, lake)
    assert rows(warehouse, IN_BRONZE) == []
    assert len(load(warehouse, lake)) == 5
    assert len(rows(warehouse, IN_BRONZE)) == 5


def test_it_is_few_statements(warehouse, lake):
    for number in range(together.MOST_FILES):
        put(lake, f"jet_reviews/{number}.csv", csv_file(record(number)))
    load(warehouse, lake)
    assert rows(warehouse, COMMITS) == [(1,)]
