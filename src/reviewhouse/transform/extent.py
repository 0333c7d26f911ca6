"""Whether a build may follow the new data, or has to build everything.

A step of a build takes for granted that the one before it was whole. So a build follows the last one only where that
ended well, was made by the same models, and holds more than what has come since; any other one is a whole build.
Models that a person picks are built whole too, each from what stands before it.
"""

import hashlib
from itertools import pairwise
from pathlib import Path

from reviewhouse.errors import QueryFailed
from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.settings import Settings
from reviewhouse.sql import identifier
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import NOT_THERE, UNKNOWN_COLUMN, Warehouse

MODELS = ("dbt_project.yml", "models/**/*.sql", "macros/**/*.sql")
PICKING = {"--select", "-s", "--models", "--model", "-m", "--exclude", "--selector"}
ALL = "fqn:*"
WHOLE = ["--full-refresh"]
NIGHTLY, NOT_OF_SOME_ROWS, VIEWS = "tag:nightly", "tag:whole", "config.materialized:view"
"""Checks that read all of bronze again, those that a few new rows cannot show, and what follows from the models alone.

What is tagged with the name of a feed is left out too where no load of that feed has come or gone: it is as it was.
"""
UNLESS_ALL_IS_LEFT_OUT = ["--indirect-selection", "cautious"]
"""A check of several models is left out with all of them, not with one: the others may have changed."""


def models_version(dbt_folder: Path) -> str:
    """A hash of whatever makes the rows of the models."""
    paths = sorted(path for pattern in MODELS for path in dbt_folder.glob(pattern))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def is_partial(arguments: list[str]) -> bool:
    """Whether some models are picked or left out; Dagster says `--select fqn:*` where it means all."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    picked = {value for option, value in pairwise([*words, ""]) if option in PICKING}
    return bool(picked - {ALL})


def options(arguments: list[str], settings: Settings, version: str) -> list[str]:
    """What to add to the arguments of `dbt build` or `dbt run`."""
    if "--full-refresh" in arguments:
        return []
    changed = None if is_partial(arguments) else _changed_feeds(settings, version)
    if changed is None:
        return WHOLE + (["--exclude", NIGHTLY] if "build" in arguments else [])
    unchanged = [f"tag:{feed.name}" for feed in FEEDS if feed.name not in changed]
    return [*UNLESS_ALL_IS_LEFT_OUT, "--exclude", NIGHTLY, NOT_OF_SOME_ROWS, VIEWS, *unchanged]


def _changed_feeds(settings: Settings, version: str) -> set[str] | None:
    """The feeds of which loads have come or gone since the last build; None where it may not be followed."""
    names = {"database": identifier(settings.warehouse_database), "raw_database": identifier(RAW_DATABASE)}
    with Warehouse(settings, TRANSFORMER) as warehouse:
        try:
            [last] = warehouse.rows(Path(__file__).with_name("last_build.sql"), **names)
        except QueryFailed as error:
            if error.code in (*NOT_THERE, UNKNOWN_COLUMN):  # nothing has been built, or only by an older version
                return None
            raise
    ended_well = last["loads"] > 0 and last["begun_at"] == last["ended_at"]
    may_follow = ended_well and last["models_version"] == version and last["rows_new"] < last["rows_seen"]
    return set(last["feeds_changed"]) if may_follow else None
