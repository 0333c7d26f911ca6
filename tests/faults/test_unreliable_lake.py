"""A lake that answers 500, 503, late, half or not at all: loads fail, are tried again, and count once and whole.

`REVIEWHOUSE_SEED` repeats a run.
"""

import gzip
import os
import random
from collections.abc import Iterator

import pytest
import zstandard

from reviewhouse.errors import LakeError
from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest import schema
from reviewhouse.ingest.ledger import file_states
from reviewhouse.ingest.load import Loader
from reviewhouse.lake import Lake
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse
from tests.end_to_end.stack import Stack
from tests.faults.unreliable_lake import FAULTS, UnreliableLake
from tests.ports import free_port
from tests.support import csv_file, put, record

SEED = int(os.environ.get("REVIEWHOUSE_SEED", random.randrange(1 << 32)))
SHARE = 0.5
MOST_ROUNDS = 40
FILES = {"plain.csv": bytes, "packed.csv.gz": gzip.compress, "packed.csv.zst": zstandard.compress, "bad.csv": bytes}
ROWS = 20_000
COUNTED = """
    SELECT loads.key, loads.rows_quarantined, count(), uniqExact(reviewID)
    FROM raw_thirdparty.current_load AS loads
    INNER JOIN raw_thirdparty.amazon_review AS rows ON rows._meta_load_id = loads.load_id
    GROUP BY ALL ORDER BY ALL
"""


@pytest.fixture
def behind(stack_settings, tmp_path, monkeypatch) -> Iterator[tuple[UnreliableLake, Settings]]:
    """The lake behind a proxy, and the settings of an engine that knows the proxy alone."""
    stack = Stack(tmp_path / "home")
    proxy = UnreliableLake(stack_settings.aws_endpoint_url, free_port(), SEED)
    address = f"http://127.0.0.1:{proxy._server.server_port}"
    stack.variables |= {"REVIEWHOUSE_PARTS": "clickhouse", "AWS_ENDPOINT_URL": address}
    try:
        done = stack("up")
        assert done.returncode == 0, done.stderr
        for name, value in stack.variables.items():
            monkeypatch.setenv(name, value)
        yield proxy, Settings()
    finally:
        stack("down")
        proxy.close()


def test_nothing_is_lost_or_refused_for_the_faults_of_the_lake(behind, lake, measured):
    proxy, settings = behind
    failures = versions = 0
    with Warehouse(settings) as warehouse:
        schema.create_databases(warehouse, settings.warehouse_database)
        schema.create_tables(warehouse)
        proxy.share = SHARE
        while not set(FAULTS) <= set(proxy.met):
            versions += 1
            records = [record(number) for number in range(ROWS + versions)]
            for name, pack in FILES.items():
                bad = ["malformed"] if name == "bad.csv" else []
                put(lake, f"jet_reviews/{name}", pack(csv_file(*records, *bad)))
            failures += _load_all(warehouse, Lake(settings))
            found = warehouse.client.query(COUNTED).result_rows
            expected = [(f"jet_reviews/{name}", int(name == "bad.csv"), *[len(records)] * 2) for name in sorted(FILES)]
            assert found == expected, f"REVIEWHOUSE_SEED={SEED}"
    faults = sum(proxy.met[fault] for fault in FAULTS)
    measured.append(
        f"{faults} faults in {sum(proxy.met.values())} requests to the lake, seed {SEED}: {failures} loads failed "
        f"and were tried again; 0 records lost, 0 doubled"
    )


def _load_all(warehouse: Warehouse, lake: Lake) -> int:
    """Until all are loaded; how many loads failed on the way."""
    failures = 0
    for _ in range(MOST_ROUNDS):
        try:
            waiting = [state for state in file_states(warehouse, lake, REVIEWS) if state.status != "loaded"]
        except LakeError:
            continue
        if not waiting:
            return failures
        for state in waiting:
            attempt = Loader(warehouse, lake).load(REVIEWS, state.file)
            assert not attempt.is_permanent, f"{attempt.error}; REVIEWHOUSE_SEED={SEED}"
            failures += attempt.status == "failed"
    raise AssertionError(f"not loaded after {MOST_ROUNDS} rounds; REVIEWHOUSE_SEED={SEED}")
