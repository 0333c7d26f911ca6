"""When the marts are built: for loads that they have not seen, together, and not again and again when it fails."""

from datetime import timedelta

import dagster as dg
import pytest

from reviewhouse.defs.transform import sensor as module
from reviewhouse.defs.transform.sensor import LOADS_TAG, PARENT_RUN, build_marts_sensor
from reviewhouse.feeds import METADATA
from tests.support import csv_file, load_everything, put, record

pytestmark = pytest.mark.usefixtures("empty_ledger")


@pytest.fixture
def one_load(warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    load_everything(warehouse, lake)


def tick(instance, repository) -> dg.RunRequest | dg.SkipReason:
    return build_marts_sensor(dg.build_sensor_context(instance=instance, repository_def=repository))


def run_of(instance, repository, request: dg.RunRequest, status: dg.DagsterRunStatus, **more: str) -> dg.DagsterRun:
    return instance.create_run_for_job(repository.get_job("build_marts"), tags={**request.tags, **more}, status=status)


def test_nothing_is_built_for_nothing(instance, repository, lake):
    assert "seen every load" in tick(instance, repository).skip_message


def test_a_load_is_built_once(instance, repository, one_load):
    request = tick(instance, repository)
    assert isinstance(request, dg.RunRequest)
    run_of(instance, repository, request, dg.DagsterRunStatus.STARTED)
    assert "under way" in tick(instance, repository).skip_message


def test_what_arrives_together_is_built_together(instance, repository, lake, one_load, monkeypatch):
    put(lake, "jet_metadata/m.csv", ",".join(METADATA.columns).encode() + b"\n")
    assert "on their way" in tick(instance, repository).skip_message
    monkeypatch.setattr(module, "PATIENCE", timedelta(0))
    assert isinstance(tick(instance, repository), dg.RunRequest)


def test_a_load_run_under_way_is_waited_for(instance, repository, one_load):
    instance.create_run_for_job(repository.get_job("load_raw_amazon_metadata"), status=dg.DagsterRunStatus.STARTED)
    assert "on their way" in tick(instance, repository).skip_message


def test_a_build_that_failed_waits_and_new_loads_do_not(instance, repository, warehouse, lake, one_load, monkeypatch):
    request = tick(instance, repository)
    run_of(instance, repository, request, dg.DagsterRunStatus.FAILURE)
    assert "tried again at" in tick(instance, repository).skip_message
    with monkeypatch.context() as patch:
        patch.setattr(module, "FIRST_DELAY", timedelta(0))
        again = tick(instance, repository)
        assert again.tags[LOADS_TAG] == request.tags[LOADS_TAG]
        assert again.run_key != request.run_key
    put(lake, "jet_reviews/b.csv", csv_file(record(2)))
    load_everything(warehouse, lake)
    assert tick(instance, repository).tags[LOADS_TAG] != request.tags[LOADS_TAG]


def test_dagsters_own_retry_of_a_killed_build_does_not_make_the_wait_longer(instance, repository, one_load):
    request = tick(instance, repository)
    first = run_of(instance, repository, request, dg.DagsterRunStatus.FAILURE)
    run_of(instance, repository, request, dg.DagsterRunStatus.FAILURE, **{PARENT_RUN: first.run_id})
    due_at = instance.get_run_records()[0].create_timestamp + module.FIRST_DELAY
    assert f"tried again at {due_at:%H:%M}" in tick(instance, repository).skip_message


def test_before_there_are_tables_a_tick_says_what_to_do(instance, repository, warehouse):
    warehouse.client.command("RENAME TABLE raw_thirdparty.current_load TO raw_thirdparty.hidden")
    try:
        assert "init_tables" in tick(instance, repository).skip_message
    finally:
        warehouse.client.command("RENAME TABLE raw_thirdparty.hidden TO raw_thirdparty.current_load")
