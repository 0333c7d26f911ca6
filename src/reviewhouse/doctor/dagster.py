"""Dagster, by one question to its webserver: code, daemons, sensors, runs."""

import re
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

from reviewhouse.doctor import web
from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.stack import ANEW, needed_by
from reviewhouse.doctor.words import counted, listed, since, span
from reviewhouse.feeds import FEEDS
from reviewhouse.orchestration import FAILED, REPOSITORY
from reviewhouse.progress import BUILD_SENSOR
from reviewhouse.settings import Settings

QUESTION = Path(__file__).with_name("health.graphql")
SENSORS = (*(feed.sensor for feed in FEEDS), BUILD_SENSOR)
LONGEST_WORDS = 200


def checks(settings: Settings) -> list[Check]:
    dagster = Dagster(settings)
    answered, loaded = ("dagster address",), ("dagster code",)
    here = needed_by("dagster", settings)
    return [
        Check("dagster", "address", dagster.address, here, "Dagster is not reachable"),
        Check("dagster", "code", dagster.code, answered, "Dagster has not loaded the code"),
        Check("dagster", "daemons", dagster.daemons, answered),
        Check("dagster", "sensors", dagster.sensors, loaded),
        Check("dagster", "runs", dagster.runs, answered),
    ]


class Dagster:
    """The webserver of the settings. `address` asks once; the other checks read that answer."""

    def __init__(self, settings: Settings) -> None:
        self.url = f"http://{settings.dagster_host}:{settings.dagster_port}"
        self._is_local = "dagster" in settings.parts
        self._logs = settings.reviewhouse_home / "logs"
        self._answer: dict[str, Any] | None = None

    def address(self) -> Finding:
        body = {"query": QUESTION.read_text(), "variables": {"repository": REPOSITORY}}
        try:
            answer = web.post_json(f"{self.url}/graphql", body)
            self._answer = answer["data"]
            version = self._answer["version"]
        except (OSError, HTTPException) as error:
            why = web.reason(error) if isinstance(error, OSError) else "it speaks no HTTP"
            if self._is_local:
                log = self._logs / "webserver.log"
                return broken(f"{self.url} does not answer ({why})", f"Its log: {log}. {ANEW}.")
            return look(
                f"{self.url} does not answer ({why}), and is no part of this machine's stack",
                "Check DAGSTER_HOST and DAGSTER_PORT in .env, if Dagster is to load files by itself.",
            )
        except (ValueError, KeyError, TypeError):
            return broken(
                f"{self.url} answers, but not as Dagster does",
                "Check DAGSTER_HOST and DAGSTER_PORT in .env: another server listens there.",
            )
        return ok(f"{self.url}, version {version}")

    def code(self) -> Finding | None:
        """Whether the definitions could be loaded."""
        if self._answer is None:
            return None
        workspace = self._answer["workspaceOrError"]
        for entry in workspace.get("locationEntries", ()):
            if entry["name"] != REPOSITORY["repositoryLocationName"]:
                continue
            if entry["loadStatus"] == "LOADING":
                return look("being loaded just now", "Look again in a moment.")
            error = (entry["locationOrLoadError"] or {}).get("message")
            if not error:
                return ok("loaded without error")
            return broken(
                f"not loaded: {_first_line(error)}", f"The log says all: {self._logs / 'code.log'}. Then {ANEW}."
            )
        return broken(_first_line(workspace.get("message", "no code location reviewhouse")), f"{ANEW}.")

    def daemons(self) -> Finding | None:
        """Sensors tick, and queued runs start, as long as these give a sign of life."""
        if self._answer is None:
            return None
        needed = [one for one in self._answer["instance"]["daemonHealth"]["allDaemonStatuses"] if one["required"]]
        silent = [one["daemonType"].lower() for one in needed if not one["healthy"]]
        if silent:
            return broken(
                f"no sign of life from {listed(silent)}",
                f"Just after a start it comes in half a minute; else the log says why: {self._logs / 'daemon.log'}.",
            )
        return ok(f"{len(needed)}, all alive")

    def sensors(self) -> Finding | None:
        """Whether those that move the files are on, and what their last look came to."""
        if self._answer is None:
            return None
        found = {one["name"]: one["sensorState"] for one in self._answer["sensorsOrError"].get("results", ())}
        missing = [name for name in SENSORS if name not in found]
        if missing:
            return broken(f"the code has no {listed(missing)}", f"{ANEW}, with the code as it is now.")
        off = [name for name in SENSORS if found[name]["status"] != "RUNNING"]
        if off:
            return look(f"off: {listed(off)}", f"Turn on what is to run: {self.url}/automation")
        for name in SENSORS:
            for tick in found[name]["ticks"]:
                if tick["status"] == "FAILURE":
                    why = _first_line((tick["error"] or {}).get("message", "no reason given"))
                    return broken(f"the last look of {name} failed: {why}", f"More: {self.url}/automation")
        return ok(f"{len(SENSORS)}, all on")

    def runs(self) -> Finding | None:
        """The newest finished run of each job."""
        if self._answer is None:
            return None
        newest: dict[str, dict[str, Any]] = {}
        for run in self._answer["runsOrError"].get("results", ()):
            if run["status"] in ("SUCCESS", *FAILED):
                newest.setdefault(run["jobName"], run)
        failed = [
            f"{job} {span(since(datetime.fromtimestamp(run['creationTime'], UTC)))} ago"
            for job, run in newest.items()
            if run["status"] in FAILED
        ]
        if failed:
            return look(f"failed at its last run: {listed(failed)}", f"Each run says why: {self.url}/runs")
        return ok(f"the last of {counted(len(newest), 'job')} succeeded" if newest else "none yet")


def _first_line(text: str) -> str:
    """Of an error that Dagster passes on, without the name of its class."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return re.sub(r"^[\w.]+(Error|Exception|Failed): ", "", line)[:LONGEST_WORDS]
