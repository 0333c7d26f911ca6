"""Whether a build may follow the new data, or has to build everything.

A step of a build takes for granted that the one before it was whole. So a build follows the last one only where that
ended well, was made by the same models, and holds more than what has come since; any other one is a whole build.
Models that a person picks are built whole too, each from what stands before it.
"""

import hashlib
from itertools import pairwise
from pathlib import Path

from reviewhouse.errors import QueryFailed
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.settings import Settings
from reviewhouse.sql import identifier
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import NOT_THERE, UNKNOWN_COLUMN, Warehouse

MODELS = ("dbt_project.yml", "models/**/*.sql", "macros/**/*.sql")
PICKING = {"--select", "-s", "--models", "--model", "-m", "--exclude", "--selector"}
ALL = "fqn:*"
WHOLE = ["--full-refresh"]
NOT_IN_BUILDS, NOT_OF_SOME_ROWS = "tag:nightly", "tag:whole"
"""Checks that read all of bronze again, and those that a few new rows cannot show."""


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
    follows = not is_partial(arguments) and _may_follow(settings, version)
    left_out = [NOT_IN_BUILDS, NOT_OF_SOME_ROWS] if follows else [NOT_IN_BUILDS]
    return ([] if follows else WHOLE) + (["--exclude", *left_out] if "build" in arguments else [])


def _may_follow(settings: Settings, version: str) -> bool:
    names = {"database": identifier(settings.warehouse_database), "raw_database": identifier(RAW_DATABASE)}
    with Warehouse(settings, TRANSFORMER) as warehouse:
        try:
            [last] = warehouse.rows(Path(__file__).with_name("last_build.sql"), **names)
        except QueryFailed as error:
            if error.code in (*NOT_THERE, UNKNOWN_COLUMN):  # nothing has been built, or only by an older version
                return False
            raise
    ended_well = last["loads"] > 0 and last["begun_at"] == last["ended_at"]
    return ended_well and last["models_version"] == version and last["rows_new"] < last["rows_seen"]
