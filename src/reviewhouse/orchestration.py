"""Dagster seen from outside, over its webserver's GraphQL: sensors and runs."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reviewhouse.errors import OrchestrationError
from reviewhouse.settings import Settings

QUERIES = Path(__file__).parent / "graphql"
REPOSITORY = {"repositoryLocationName": "reviewhouse", "repositoryName": "__repository__"}
FAILED = ("FAILURE", "CANCELED")


@dataclass(frozen=True)
class Run:
    """A run of a job. `assets` counts the assets that it has materialized so far.

    `is_retried` says that it failed, and that Dagster starts it again by itself.
    """

    run_id: str
    status: str
    created_at: datetime
    assets: int
    is_retried: bool

    @property
    def has_failed(self) -> bool:
        return self.status in FAILED


class Orchestration:
    """The Dagster webserver of the settings. Raises OrchestrationError."""

    def __init__(self, settings: Settings) -> None:
        self.url = f"http://{settings.dagster_host}:{settings.dagster_port}"

    def latest_run(self, job: str) -> Run | None:
        answer = self._ask("latest_run", filter={"pipelineName": job})["runsOrError"]
        for run in answer.get("results", ()):
            created = datetime.fromtimestamp(run["creationTime"], UTC)
            retried = {"key": "dagster/will_retry", "value": "true"} in run["tags"]
            return Run(run["runId"], run["status"], created, len(run["assetMaterializations"]), retried)
        return None

    def stopped_sensors(self) -> set[str]:
        """The names of the sensors that are not turned on."""
        answer = self._ask("sensors", repository=REPOSITORY)["sensorsOrError"]
        _refuse(answer)
        return {item["name"] for item in answer["results"] if item["sensorState"]["status"] != "RUNNING"}

    def start_sensor(self, name: str) -> None:
        """Turn a sensor on; harmless where it is on already."""
        _refuse(self._ask("start_sensor", sensor={**REPOSITORY, "sensorName": name})["startSensor"])

    def _ask(self, query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": (QUERIES / f"{query}.graphql").read_text(), "variables": variables}
        request = urllib.request.Request(
            f"{self.url}/graphql", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                answer = json.load(response)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise OrchestrationError(
                f"Dagster at {self.url} cannot be reached ({error}). "
                "Start it with `make up`, or check DAGSTER_HOST and DAGSTER_PORT in .env."
            ) from None
        if answer.get("errors"):
            raise OrchestrationError(f"Dagster at {self.url} refuses: {answer['errors'][0]['message']}")
        return answer["data"]


def _refuse(answer: dict[str, Any]) -> None:
    if "message" in answer:
        raise OrchestrationError(f"Dagster refuses: {answer['message'].strip().splitlines()[0]}")
