"""What loads leave behind that were never committed."""

from datetime import timedelta

import pytest

from reviewhouse.defs.ingest.sweep import nightly_sweep, sweep_bronze
from reviewhouse.feeds import METADATA, REVIEWS
from reviewhouse.ingest.ledger import pending_files
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.sweep import sweep
from tests.support import csv_file, put, record, rows

pytestmark = pytest.mark.usefixtures("empty_ledger")
NOW = timedelta(0)
NOTHING = {"amazon_review": 0, "amazon_metadata": 0, "quarantine": 0}


def load(warehouse, lake, key: str, *records: str) -> None:
    put(lake, key, csv_file(*records))
    [file] = [file for file in pending_files(warehouse, lake, REVIEWS) if file.key == key]
    Loader(warehouse, lake, limit=1).load(REVIEWS, file)


def test_rows_without_a_committed_load_go_and_all_others_stay(warehouse, lake):
    load(warehouse, lake, "jet_reviews/crashed.csv", record(1), record(2), "bad")
    warehouse.client.command("TRUNCATE TABLE raw_thirdparty.file_load")
    load(warehouse, lake, "jet_reviews/a.csv", record(3), "bad", "worse")
    load(warehouse, lake, "jet_reviews/a.csv", record(4), "bad")
    assert sweep(warehouse) == NOTHING  # too young: it might be committed yet
    swept = sweep(warehouse, NOW)
    assert swept["quarantine"] == 1
    assert swept["amazon_review"] >= 2
    assert sweep(warehouse, NOW) == NOTHING
    assert rows(warehouse, "SELECT reviewID FROM raw_thirdparty.amazon_review ORDER BY 1") == [("3",), ("4",)]
    assert rows(warehouse, "SELECT count() FROM raw_thirdparty.quarantine") == [(3,)]


def test_nothing_is_swept_where_nothing_is_left(warehouse, lake):
    body = ",".join(METADATA.columns).encode() + b"\n0,B1,,,[['A']],t,,9.99,,\n"
    put(lake, "jet_metadata/a.csv", body)
    [file] = pending_files(warehouse, lake, METADATA)
    Loader(warehouse, lake).load(METADATA, file)
    assert sweep(warehouse, NOW) == NOTHING


def test_dagster_sweeps_every_night(stack_settings):
    assert nightly_sweep.default_status.value == "RUNNING"
    assert nightly_sweep.job_name == sweep_bronze.name
    assert sweep_bronze.execute_in_process().success
