"""Dagster's event log of the local stack, as `up` sets it up."""

import logging
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import AssetCheckEvaluationPlanned, DagsterEvent, DagsterEventBatchMetadata, DagsterEventType

from reviewhouse.local.stack import TEMPLATES, render

EVENTS = 50


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "1000")
    home = tmp_path / "a home: with 'signs' & #"
    home.mkdir()
    (home / "dagster.yaml").write_text(render(TEMPLATES / "dagster.yaml", dagster_home=home))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


def plan(instance: dg.DagsterInstance, run_id: str, name: str = "checks") -> None:
    """The events with which a run begins that plans some checks."""
    for number in range(EVENTS):
        event = DagsterEvent(
            DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED.value,
            job_name="build",
            event_specific_data=AssetCheckEvaluationPlanned(
                asset_key=dg.AssetKey("model"), check_name=f"check_{number}"
            ),
        )
        batch = DagsterEventBatchMetadata(f"{run_id} {name}", number == EVENTS - 1)
        instance.report_dagster_event(event, run_id, logging.DEBUG, batch_metadata=batch)


def checks(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    planned = (entry.get_dagster_event().asset_check_planned_data for entry in instance.all_logs(run_id))
    return [data.check_name for data in planned]


def test_a_batch_is_in_the_log_of_its_run_and_in_that_of_all_runs_in_its_order(instance):
    for run_id in ("one", "other"):
        plan(instance, run_id)
    expected = [f"check_{number}" for number in range(EVENTS)]
    assert checks(instance, "one") == checks(instance, "other") == expected
    history = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(dg.AssetKey("model"), "check_7"), limit=10
    )
    assert [execution.run_id for execution in history] == ["other", "one"]


def test_a_batch_that_fails_leaves_nothing_and_is_then_written_one_by_one(instance, monkeypatch):
    log, calls = instance.event_log_storage, []
    store = log.store_asset_check_event
    seen_between = []

    def fails_once(event, event_id):
        calls.append(event)
        if len(calls) == EVENTS // 2:
            raise OSError("the disk is full")
        if len(calls) == EVENTS // 2 + 1:
            seen_between.extend(checks(instance, "one"))
        store(event, event_id)

    monkeypatch.setattr(log, "store_asset_check_event", fails_once)
    plan(instance, "one")
    assert len(seen_between) == 1  # the event that is being written, and nothing of the batch
    assert checks(instance, "one") == [f"check_{number}" for number in range(EVENTS)]


def test_single_events_and_batches_meet_in_one_log(instance):
    plan(instance, "one")
    instance.report_engine_event("between", run_id="one", job_name="build")
    plan(instance, "one", "more checks")
    assert len(instance.all_logs("one")) == 2 * EVENTS + 1


def test_the_log_lies_where_dagster_has_always_kept_it(instance):
    plan(instance, "one")
    assert Path(instance.root_directory, "history", "runs", "one.db").exists()
