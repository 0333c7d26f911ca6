"""What the doctor makes of Dagster's answers; that Dagster understands the question is held against its schema."""

import copy
import time

import graphql
import pytest
from dagster_graphql.schema import create_schema

from reviewhouse.doctor.dagster import QUESTION, SENSORS, Dagster
from reviewhouse.doctor.findings import Finding, Mark
from tests.unit.test_settings import made

WELL = {
    "version": "1.13.0",
    "workspaceOrError": {
        "locationEntries": [
            {
                "name": "reviewhouse",
                "loadStatus": "LOADED",
                "locationOrLoadError": {"__typename": "RepositoryLocation"},
            }
        ]
    },
    "instance": {
        "daemonHealth": {
            "allDaemonStatuses": [
                {"daemonType": "SENSOR", "required": True, "healthy": True},
                {"daemonType": "SCHEDULER", "required": False, "healthy": None},
            ]
        }
    },
    "sensorsOrError": {
        "results": [
            {"name": name, "sensorState": {"status": "RUNNING", "ticks": [{"status": "SKIPPED", "error": None}]}}
            for name in SENSORS
        ]
    },
    "runsOrError": {"results": []},
}


@pytest.fixture
def answer():
    return copy.deepcopy(WELL)


def asked(answer: dict, name: str) -> Finding:
    dagster = Dagster(made())
    dagster._answer = answer
    return getattr(dagster, name)()


def run(job: str, status: str) -> dict:
    return {"jobName": job, "status": status, "creationTime": time.time() - 120}


def test_dagster_understands_the_question():
    schema = create_schema().graphql_schema
    assert graphql.validate(schema, graphql.parse(QUESTION.read_text())) == []


@pytest.mark.parametrize("name", ["code", "daemons", "sensors", "runs"])
def test_all_is_well(answer, name):
    assert asked(answer, name).mark is Mark.OK


def test_code_that_does_not_load_is_broken(answer):
    error = {"__typename": "PythonError", "message": "\nreviewhouse.errors.TransformError: dbt parse failed\n  trace\n"}
    answer["workspaceOrError"]["locationEntries"][0]["locationOrLoadError"] = error
    found = asked(answer, "code")
    assert found.mark is Mark.BROKEN
    assert found.found == "not loaded: dbt parse failed"
    answer["workspaceOrError"]["locationEntries"] = []
    assert asked(answer, "code").mark is Mark.BROKEN


def test_a_silent_daemon_is_broken(answer):
    answer["instance"]["daemonHealth"]["allDaemonStatuses"][0]["healthy"] = False
    found = asked(answer, "daemons")
    assert found.mark is Mark.BROKEN
    assert "sensor" in found.found


def test_a_sensor_that_is_off_or_not_there_is_named(answer):
    answer["sensorsOrError"]["results"][0]["sensorState"]["status"] = "STOPPED"
    found = asked(answer, "sensors")
    assert (found.mark, found.found) == (Mark.LOOK, f"off: {SENSORS[0]}")
    del answer["sensorsOrError"]["results"][0]
    assert asked(answer, "sensors").mark is Mark.BROKEN


def test_a_sensor_whose_last_look_failed_is_broken(answer):
    tick = {"status": "FAILURE", "error": {"message": "reviewhouse.errors.LakeError: The lake is gone. Start it.\n"}}
    answer["sensorsOrError"]["results"][1]["sensorState"]["ticks"] = [tick]
    found = asked(answer, "sensors")
    assert found.mark is Mark.BROKEN
    assert found.found == f"the last look of {SENSORS[1]} failed: The lake is gone. Start it."


def test_only_the_newest_finished_run_of_a_job_counts(answer):
    runs = [run("build_marts", "STARTED"), run("build_marts", "SUCCESS"), run("build_marts", "FAILURE")]
    answer["runsOrError"]["results"] = runs
    assert asked(answer, "runs").mark is Mark.OK
    answer["runsOrError"]["results"] = [run("init_tables", "SUCCESS"), *runs[2:], *runs[1:2]]
    found = asked(answer, "runs")
    assert (found.mark, found.found) == (Mark.LOOK, "failed at its last run: build_marts 2 min ago")


def test_without_an_answer_nothing_more_is_said():
    assert Dagster(made()).sensors() is None
