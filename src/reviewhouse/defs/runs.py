"""What our sensors share: what Dagster says of runs, and what they do before there are tables."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import dagster as dg

from reviewhouse.errors import QueryFailed
from reviewhouse.settings import settings
from reviewhouse.users import LOADER
from reviewhouse.warehouse import NOT_THERE, Warehouse

Tick = Callable[[dg.SensorEvaluationContext], Any]
Look = Callable[[dg.SensorEvaluationContext, Warehouse], Any]

DAEMON_SECONDS = 5
"""How often Dagster's daemon starts sensors; none starts more often, whatever its interval."""

UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def skips_without_tables(tick: Tick) -> Tick:
    """A tick before the tables are there has nothing to do, and says how they come to be."""

    @wraps(tick)
    def careful(context: dg.SensorEvaluationContext):
        try:
            return tick(context)
        except QueryFailed as error:
            if error.code not in NOT_THERE:
                raise
            return dg.SkipReason("There are no tables yet. Launch the jobs init_databases and init_tables.")

    return careful


def looks_again(look: Look) -> Tick:
    """A tick that finds nothing looks again, every `SENSOR_LOOK_SECONDS`, until the next one is due. Empty: once."""

    def tick(context: dg.SensorEvaluationContext):
        pause = settings().sensor_look_seconds
        end = time.monotonic() + max(settings().sensor_interval_seconds, DAEMON_SECONDS)
        with Warehouse(settings(), LOADER) as warehouse:
            while isinstance(found := look(context, warehouse), dg.SkipReason) and pause:
                if time.monotonic() + pause > end:
                    break
                time.sleep(pause)
        return found

    return tick


def unfinished(instance: dg.DagsterInstance, *jobs: str) -> bool:
    """Whether a run of any of these jobs is queued or under way."""
    return any(instance.get_runs(dg.RunsFilter(job_name=job, statuses=UNFINISHED), limit=1) for job in jobs)
