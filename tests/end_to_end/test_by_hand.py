"""The way by hand: start the stack, run the two jobs, turn the sensors on, upload with any S3 client, and wait."""

import pytest

from reviewhouse.feeds import FEEDS
from reviewhouse.orchestration import Orchestration
from tests.end_to_end.stack import Stack
from tests.support import csv_file, record


@pytest.fixture
def stack(tmp_path):
    found = Stack(tmp_path / "home")
    assert found("up").returncode == 0
    yield found
    found("down")
    assert found.processes() == []


def test_jobs_sensors_and_an_upload_lead_to_the_marts(stack):
    for job in ("init_databases", "init_tables", "init_tables"):
        done = stack.run("dagster", "job", "execute", "-m", "reviewhouse.definitions", "-j", job)
        assert done.returncode == 0, done.stderr
    orchestration = Orchestration(stack.settings)
    assert orchestration.stopped_sensors() == {feed.sensor for feed in FEEDS}

    stack.lake().put_object(Bucket="reviews", Key="jet_reviews/2026/11/part-0.csv", Body=csv_file(record(1), record(2)))
    waiting = stack("wait", "--timeout", "60")
    assert waiting.returncode == 1
    assert "jet_reviews_s3_sensor is off" in waiting.stderr

    for feed in FEEDS:
        orchestration.start_sensor(feed.sensor)
    assert orchestration.stopped_sensors() == set()
    done = stack("wait", "--timeout", "200")
    assert done.returncode == 0, done.stderr
    assert stack.json("report")["overview"]["reviews"] == 2
