"""Sensors against a real lake and ledger, with an instance of Dagster in memory."""

import hashlib
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import dagster as dg
import pytest

from reviewhouse.defs.ingest import looks
from reviewhouse.defs.ingest.assets import LOAD_JOBS, RAW_ASSETS
from reviewhouse.defs.ingest.partitions import file_version, partitions_of
from reviewhouse.defs.ingest.sensors import MOST_FILES_IN_A_RUN, RANGE_START, lake_sensor
from reviewhouse.errors import LakeError
from reviewhouse.feeds import REVIEWS
from reviewhouse.settings import Settings, settings
from tests.support import csv_file, put, record

pytestmark = pytest.mark.usefixtures("empty_ledger")


def tick(instance, repository, context=None) -> dg.SensorResult | dg.SkipReason:
    context = context or dg.build_sensor_context(instance=instance, repository_def=repository)
    return lake_sensor(REVIEWS)(context)


def launch(instance, repository, result: dg.SensorResult) -> dg.ExecuteInProcessResult:
    """What the daemon does with a sensor's answer: partitions first, then the run."""
    [add] = result.dynamic_partitions_requests
    instance.add_dynamic_partitions(add.partitions_def_name, add.partition_keys)
    [request] = result.run_requests
    job = repository.get_job(LOAD_JOBS[REVIEWS.name].name)
    return job.execute_in_process(instance=instance, tags=request.tags, raise_on_error=False)


def test_nothing_to_do_is_said(instance, repository, lake):
    assert isinstance(tick(instance, repository), dg.SkipReason)


def test_the_files_of_a_tick_are_one_run_and_each_shows_itself(instance, repository, lake):
    for name in "bca":
        put(lake, f"jet_reviews/{name}.csv", csv_file(record(1)))
    put(lake, "jet_reviews/folder/", b"")
    put(lake, "jet_reviews/notes.txt", b"not ours")
    result = tick(instance, repository)
    assert len(result.run_requests) == 1
    run = launch(instance, repository, result)
    assert run.success
    shown = run.get_asset_materialization_events()
    assert sorted(file_version(event.partition)[0] for event in shown) == [f"jet_reviews/{n}.csv" for n in "abc"]
    metadata = shown[0].materialization.metadata
    assert {"rows", "bytes", "seconds", "file", "ledger"} <= set(metadata)
    assert metadata["rows"].value == 1
    assert "file_load" in metadata["ledger"].url
    assert isinstance(tick(instance, repository), dg.SkipReason)


def test_a_file_that_fails_is_named_in_the_run_and_the_others_load(instance, repository, lake):
    put(lake, "jet_reviews/bad.csv", b"what,is,this\n1,2,3\n")
    put(lake, "jet_reviews/good.csv", csv_file(record(1)))
    run = launch(instance, repository, tick(instance, repository))
    assert not run.success
    assert [file_version(e.partition)[0] for e in run.get_asset_materialization_events()] == ["jet_reviews/good.csv"]
    [failure] = run.get_step_failure_events()
    assert "jet_reviews/bad.csv" in failure.step_failure_data.user_failure_data.description
    assert isinstance(tick(instance, repository), dg.SkipReason)


def test_a_replaced_file_is_work_again_and_so_is_the_old_content(instance, repository, lake):
    for text in ("one", "two", "one"):
        put(lake, "jet_reviews/a.csv", csv_file(record(1, text)))
        put(lake, f"jet_reviews/{text}.csv", csv_file(record(2)))
        run = launch(instance, repository, tick(instance, repository))
        assert run.success
        loaded = {file_version(event.partition)[0] for event in run.get_asset_materialization_events()}
        assert "jet_reviews/a.csv" in loaded
    assert isinstance(tick(instance, repository), dg.SkipReason)


def test_a_file_whose_run_died_is_asked_for_again(instance, repository, lake):
    """As the code server answers the daemon: Dagster refuses some answers that a plain call lets through."""
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    for known in (0, 1):
        assert len(instance.get_dynamic_partitions(partitions_of(REVIEWS).name)) == known
        context = dg.build_sensor_context(instance=instance, repository_def=repository)
        answer = lake_sensor(REVIEWS).evaluate_tick(context)
        assert len(answer.run_requests) == 1
        [add] = answer.dynamic_partitions_requests
        instance.add_dynamic_partitions(add.partitions_def_name, add.partition_keys)


def test_what_is_no_file_of_the_feed_is_named_once(instance, repository, lake):
    for name in ("folder/", "notes.txt", "a.parquet"):
        put(lake, f"jet_reviews/{name}", b"")
    cursor, named = None, []
    for _ in range(3):
        context = dg.build_sensor_context(instance=instance, repository_def=repository, cursor=cursor)
        with patch.object(context.log, "warning", lambda text, *values: named.append(text % values)):
            assert isinstance(tick(instance, repository, context), dg.SkipReason)
        cursor = context.cursor
    assert [text.split()[0] for text in sorted(named)] == ["jet_reviews/a.parquet", "jet_reviews/notes.txt"]


def test_ten_thousand_files_are_one_tick(instance, repository, lake, warehouse):
    """A tick has 60 seconds. What the ledger has is left out, and what is left is taken a thousand at a time."""
    with ThreadPoolExecutor(8) as senders:
        keys = [f"jet_reviews/2026/11/{number:05}.csv" for number in range(10_000)]
        list(senders.map(lambda key: put(lake, key, b"x"), keys))
    etag = hashlib.md5(b"x", usedforsecurity=False).hexdigest()
    warehouse.client.command(
        "INSERT INTO raw_thirdparty.file_load (feed, bucket, key, etag, size, load_id, status, finished_at) "
        "SELECT 'amazon_review', 'reviews', format('jet_reviews/2026/11/{}.csv', leftPad(toString(number), 5, '0')), "
        f"'{etag}', 1, generateUUIDv4(), 'loaded', now64(6) FROM numbers(7000)"
    )
    begin = time.monotonic()
    result = tick(instance, repository)
    assert time.monotonic() - begin < 60
    [request] = result.dynamic_partitions_requests
    assert len(request.partition_keys) == MOST_FILES_IN_A_RUN
    assert file_version(request.partition_keys[0])[0] == "jet_reviews/2026/11/07000.csv"


def test_a_run_under_way_is_waited_for(instance, repository, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    job = repository.get_job(LOAD_JOBS[REVIEWS.name].name)
    run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    assert isinstance(tick(instance, repository), dg.SkipReason)
    instance.report_run_failed(run)
    assert isinstance(tick(instance, repository), dg.SensorResult)


def test_more_files_than_a_page_of_the_listing(instance, repository, lake):
    for number in range(MOST_FILES_IN_A_RUN + 5):
        put(lake, f"jet_reviews/many/{number:04}.csv", csv_file())
    result = tick(instance, repository)
    [add] = result.dynamic_partitions_requests
    assert len(add.partition_keys) == MOST_FILES_IN_A_RUN
    assert result.run_requests[0].tags[RANGE_START] == add.partition_keys[0]


def test_a_lake_that_is_not_there_fails_the_tick(instance, repository, monkeypatch, stack_settings):
    elsewhere = stack_settings.model_copy(update={"aws_endpoint_url": "http://127.0.0.1:1"})
    monkeypatch.setattr("reviewhouse.defs.ingest.sensors.settings", lambda: elsewhere)
    with pytest.raises(LakeError, match="cannot be reached"):
        tick(instance, repository)


def test_raw_assets_have_one_run_for_a_range():
    assert all(asset.backfill_policy == dg.BackfillPolicy.single_run() for asset in RAW_ASSETS.values())


def test_of_a_large_lake_the_last_days_are_looked_into_and_everything_now_and_then(
    instance, repository, lake, monkeypatch
):
    monkeypatch.setattr(looks, "FEW_FILES", 0)
    put(lake, "jet_reviews/notes.txt", b"")
    put(lake, "jet_reviews/2014/05/notes.txt", b"")
    put(lake, "jet_reviews/2014/05/20/first.csv", csv_file(record(0)))
    context = dg.build_sensor_context(instance=instance, repository_def=repository)
    launch(instance, repository, tick(instance, repository, context))
    old, new = "jet_reviews/2014/05/20/old.csv", f"jet_reviews/{datetime.now(UTC):%Y/%m/%d}/new.csv"
    for number, key in enumerate((old, new)):
        put(lake, key, csv_file(record(number)))
    found = []
    for _ in range(2):
        context = dg.build_sensor_context(instance=instance, repository_def=repository, cursor=context.cursor)
        result = tick(instance, repository, context)
        found.append([file_version(key)[0] for key in result.dynamic_partitions_requests[-1].partition_keys])
        launch(instance, repository, result)
        monkeypatch.setattr(looks, "ALL_EVERY", timedelta(0))
    assert found == [[new], [old]]
    assert len(json.loads(context.cursor)["named"]) == 2


def test_a_tick_that_finds_nothing_looks_again_until_the_next_is_due(instance, repository, lake, monkeypatch):
    patient = Settings(**{**settings().model_dump(), "sensor_interval_seconds": 4, "sensor_look_seconds": 0.1})
    monkeypatch.setattr("reviewhouse.defs.runs.settings", lambda: patient)
    sender = threading.Timer(0.5, put, [lake, "jet_reviews/late.csv", csv_file(record(1))])
    sender.start()
    result = tick(instance, repository)
    sender.join()
    assert isinstance(result, dg.SensorResult)
