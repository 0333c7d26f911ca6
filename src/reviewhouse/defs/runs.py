"""What our sensors share: what Dagster says of runs, and what they do before there are tables."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import dagster as dg

from reviewhouse.errors import QueryFailed
from reviewhouse.warehouse import NOT_THERE

Look = Callable[[dg.SensorEvaluationContext], Any]

UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def skips_without_tables(look: Look) -> Look:
    """A tick before the tables are there has nothing to do, and says how they come to be."""

    @wraps(look)
    def careful(context: dg.SensorEvaluationContext):
        try:
            return look(context)
        except QueryFailed as error:
            if error.code not in NOT_THERE:
                raise
            return dg.SkipReason("There are no tables yet. Launch the jobs init_databases and init_tables.")

    return careful


def unfinished(instance: dg.DagsterInstance, *jobs: str) -> bool:
    """Whether a run of any of these jobs is queued or under way."""
    return any(instance.get_runs(dg.RunsFilter(job_name=job, statuses=UNFINISHED), limit=1) for job in jobs)
