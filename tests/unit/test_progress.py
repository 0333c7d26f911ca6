from datetime import UTC, datetime, timedelta

from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest.built import Load
from reviewhouse.ingest.ledger import FileState
from reviewhouse.lake import LakeFile
from reviewhouse.orchestration import Run
from reviewhouse.progress import Progress

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
LOAD = Load("1", REVIEWS.name, "jet_reviews/a.csv", NOW)
FILE = LakeFile("jet_reviews/a.csv", "0", 1, NOW)


def state(status: str, error: str = "") -> FileState:
    return FileState(REVIEWS.name, FILE, status, error=error)


def build(status: str, seconds: int, is_retried: bool = False) -> Run:
    return Run("r", status, NOW + timedelta(seconds=seconds), 0, is_retried)


def test_settled_is_loaded_and_built_or_failed_for_good():
    assert Progress([state("loaded"), state("failed", "broken")], []).is_settled
    assert not Progress([state("pending")], []).is_settled
    assert not Progress([state("loaded")], [LOAD]).is_settled


def test_a_build_has_failed_when_it_is_younger_than_what_it_should_have_built():
    assert Progress([state("loaded")], [LOAD], build("FAILURE", +5)).build_failed
    assert not Progress([state("loaded")], [LOAD], build("FAILURE", -5)).build_failed
    assert not Progress([state("loaded")], [LOAD], build("STARTED", +5)).build_failed
    assert not Progress([state("loaded")], [LOAD], build("FAILURE", +5, is_retried=True)).build_failed
    assert not Progress([state("loaded")], [], build("FAILURE", +5)).build_failed


def test_stuck_is_when_all_that_waits_has_failed_before():
    assert Progress([state("pending", "timeout"), state("loaded")], []).is_stuck
    assert not Progress([state("pending", "timeout"), state("pending")], []).is_stuck
    assert not Progress([state("loaded")], []).is_stuck


def test_the_sensor_that_somebody_waits_for_is_named():
    stopped = {REVIEWS.sensor, "build_marts_sensor"}
    assert Progress([state("pending")], [LOAD], stopped_sensors=stopped).idle_sensors == [REVIEWS.sensor]
    assert Progress([state("loaded")], [LOAD], stopped_sensors=stopped).idle_sensors == ["build_marts_sensor"]
    assert Progress([state("loaded")], [], stopped_sensors=stopped).idle_sensors == []
