"""Dagster's entry point: everything below `defs/` is found by itself."""

import os
from pathlib import Path

import dagster as dg

from reviewhouse.settings import settings


@dg.definitions
def defs() -> dg.Definitions:
    os.environ.update(settings().environment())  # dbt, which Dagster starts, reads the settings from there
    found = dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
    # One process a run: our work happens in ClickHouse, and starting more processes takes longer than the work.
    return dg.Definitions.merge(found, dg.Definitions(executor=dg.in_process_executor))
