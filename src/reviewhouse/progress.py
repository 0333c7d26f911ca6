"""How far the lake's files have come on their way into the marts."""

from dataclasses import dataclass, field

from reviewhouse.feeds import FEEDS
from reviewhouse.ingest.built import Load, unbuilt_loads
from reviewhouse.ingest.ledger import FileState, file_states
from reviewhouse.lake import Lake
from reviewhouse.orchestration import Orchestration, OrchestrationError, Run
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse

BUILD_JOB, BUILD_SENSOR = "build_marts", "build_marts_sensor"


@dataclass(frozen=True)
class Progress:
    """One look at lake, ledger, marts and Dagster. `problem` says why Dagster could not be asked."""

    files: list[FileState]
    unbuilt: list[Load]
    build: Run | None = None
    stopped_sensors: set[str] = field(default_factory=set)
    problem: str = ""

    def with_status(self, status: str) -> list[FileState]:
        return [state for state in self.files if state.status == status]

    @property
    def is_settled(self) -> bool:
        """Every file is in the ledger, for good or ill, and the marts have seen every load."""
        return not self.with_status("pending") and not self.unbuilt

    @property
    def is_stuck(self) -> bool:
        """Files wait, and every one of them for a failure to pass."""
        waiting = self.with_status("pending")
        return bool(waiting) and all(state.error for state in waiting)

    @property
    def build_failed(self) -> bool:
        """The newest build failed, and it is younger than the loads that are still to be built."""
        return bool(
            self.build
            and self.build.has_failed
            and not self.build.is_retried
            and self.unbuilt
            and not self.with_status("pending")
            and self.build.created_at > self.unbuilt[-1].loaded_at
        )

    @property
    def idle_sensors(self) -> list[str]:
        """Sensors that are off although files, or loads, wait for them."""
        waiting = {state.feed for state in self.with_status("pending")}
        needed = [feed.sensor for feed in FEEDS if feed.name in waiting]
        if self.unbuilt and not waiting:
            needed.append(BUILD_SENSOR)
        return [sensor for sensor in needed if sensor in self.stopped_sensors]


def look(settings: Settings, warehouse: Warehouse, lake: Lake) -> Progress:
    """How things stand now. Raises LakeError and WarehouseError, never OrchestrationError."""
    files = [state for feed in FEEDS for state in file_states(warehouse, lake, feed)]
    unbuilt = unbuilt_loads(warehouse, settings.warehouse_database)
    orchestration = Orchestration(settings)
    try:
        return Progress(files, unbuilt, orchestration.latest_run(BUILD_JOB), orchestration.stopped_sensors())
    except OrchestrationError as error:
        return Progress(files, unbuilt, problem=str(error))
