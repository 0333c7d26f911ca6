"""What Dagster's instance says of runs."""

import dagster as dg

UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def unfinished(instance: dg.DagsterInstance, *jobs: str) -> bool:
    """Whether a run of any of these jobs is queued or under way."""
    return any(instance.get_runs(dg.RunsFilter(job_name=job, statuses=UNFINISHED), limit=1) for job in jobs)
