"""Processes that start with everything imported.

Dagster starts a fresh interpreter for each run, which spends about ten seconds importing Dagster and dbt before
it does a second's work. Here each run is forked from a server that has imported them once, by multiprocessing's
own means for that (`forkserver`). Should Dagster ask for its processes in another way one day, it gets them its way.
"""

import multiprocessing
from multiprocessing.context import BaseContext

PRELOADED = [
    "dagster",
    "dagster._core.storage.legacy_storage",
    "dagster_dbt",
    "dbt.adapters.clickhouse",
    "dbt.config.runtime",
    "pandas",  # clickhouse-connect imports it when rows are first written
    "reviewhouse.defs.ingest.per_feed",
    "reviewhouse.defs.transform.models",
    "reviewhouse.local.event_log",
]

_get_context = multiprocessing.get_context


def fork_instead_of_spawn() -> None:
    """From now on, processes that this one asks to be spawned are forked from the server; start that server."""
    multiprocessing.set_forkserver_preload(PRELOADED)
    multiprocessing.get_context = _forking_context
    _get_context("forkserver").Process(target=int).start()


def _forking_context(method: str | None = None) -> BaseContext:
    return _get_context("forkserver" if method == "spawn" else method)
