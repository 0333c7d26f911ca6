"""Processes of a stack's Dagster, found by the mark in their environment, and the moments at which to kill one."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import dagster as dg

from reviewhouse.feeds import FEEDS
from reviewhouse.local import processes
from reviewhouse.progress import BUILD_JOB
from reviewhouse.settings import Settings

FORKED = "multiprocessing.forkserver"
WORDS = {
    "daemon": "dagster-daemon",
    "webserver": "dagster-webserver",
    "code server": "reviewhouse.local.code_server",
    "dbt": "reviewhouse-dbt",
}
VICTIMS = (*WORDS, "run worker", "server of workers")
REQUESTED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING]
LOADS = [feed.job for feed in FEEDS]
LONGEST_BUILD_SECONDS = 8.0
PATIENCE_SECONDS = 120

STEPS = (
    ("a load is requested", "daemon"),
    ("a build works", "run worker"),
    ("a load works", "run worker"),
    ("a build works", "code server"),
    ("any moment", "webserver"),
    ("a load works", "code server"),
    ("a build works", "dbt"),
    ("a build is requested", "daemon"),
    ("a load is requested", "code server"),
    ("a build works", "server of workers"),
    ("a build is requested", "code server"),
    ("a build works", "daemon"),
    ("a load works", "daemon"),
    ("a load works", "server of workers"),
    ("any moment", "any"),
)
"""What is waited for, and what is killed then."""


class DagsterKiller:
    """Kills processes of the stack of these settings by SIGKILL, and no others."""

    def __init__(self, settings: Settings, chance: random.Random) -> None:
        self._home, self._chance = settings.reviewhouse_home, chance
        self._instance = dg.DagsterInstance.from_config(str(settings.dagster_home))

    def kill(self, moment: str, victim: str) -> str:
        """Wait for the moment, kill, and say what was killed: something else where the victim was gone by then."""
        self._await(moment)
        names = [victim, *self._chance.sample(VICTIMS, len(VICTIMS))]
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            for name in names:
                if name != "any" and (found := self._find(name)):
                    with suppress(ProcessLookupError):  # it may have ended by itself just now
                        os.kill(self._chance.choice(found), signal.SIGKILL)
                        return name
            time.sleep(0.01)
        raise AssertionError("no process of Dagster is left in the stack")

    def runs(self, jobs: list[str], statuses: list[dg.DagsterRunStatus]) -> bool:
        filters = (dg.RunsFilter(job_name=job, statuses=statuses) for job in jobs)
        return any(self._instance.get_runs(one, limit=1) for one in filters)

    def _await(self, moment: str) -> None:
        """Until it has come; a moment that does not come by itself is any moment."""
        reached, longest = self._moment(moment)
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not reached() and time.monotonic() < give_up:
            time.sleep(0.02)
        time.sleep(self._chance.uniform(0, longest))

    def _moment(self, name: str) -> tuple[Callable[[], bool], float]:
        """How to see that it has come, and how long it may last from then on, in seconds."""
        started = [dg.DagsterRunStatus.STARTED]
        match name:
            case "a load is requested":
                return lambda: self.runs(LOADS, REQUESTED), 0.3
            case "a load works":
                return lambda: self.runs(LOADS, started), 0.3
            case "a build is requested":
                return lambda: self.runs([BUILD_JOB], REQUESTED), 0.3
            case "a build works":
                return lambda: self.runs([BUILD_JOB], started) and bool(self._find("dbt")), LONGEST_BUILD_SECONDS
        return lambda: True, 2 * LONGEST_BUILD_SECONDS

    def _find(self, name: str) -> list[int]:
        if name in WORDS:
            return processes.of_stack(self._home, WORDS[name])
        forked = processes.of_stack(self._home, FORKED)
        workers = [process_id for process_id in forked if _parent(process_id) in forked]
        return workers if name == "run worker" else [one for one in forked if one not in workers]


def _parent(process_id: int) -> int:
    try:
        after_name = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2]
    except OSError:  # it has ended
        return 0
    return int(after_name.split()[1])
