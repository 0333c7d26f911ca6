"""`reviewhouse-dbt`: dbt with the settings of `.env`, one build at a time, and each of the right extent.

It also says its version without importing dbt: dagster-dbt asks for it, by a process of its own, before each command.
"""

import os
import sys
from contextlib import nullcontext
from importlib.metadata import version

WRITING = {"build", "run"}
ALONE = WRITING | {"test"}
"""Tests hold models against each other, and must not see one of two that a build is changing."""


PARTIAL = " in part"
"""Said of a build in which not all models took part: the next one may not follow it."""

NO_RETRY = (
    "`dbt retry` takes up the last build that came to an end, which is not the one that was cut short, and brings "
    "the same changes twice. Run `reviewhouse-dbt build`: after a build that did not end well it builds everything."
)


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print(version("dbt-core"))
        return
    if "retry" in sys.argv:
        sys.exit(NO_RETRY)
    from dbt.cli.main import cli  # noqa: PLC0415 - takes seconds

    from reviewhouse.errors import ReviewhouseError  # noqa: PLC0415
    from reviewhouse.settings import settings  # noqa: PLC0415
    from reviewhouse.transform import DBT_DIR, dbt_environment, extent, only_build  # noqa: PLC0415
    from reviewhouse.transform.leftovers import drop_leftovers  # noqa: PLC0415

    models = extent.models_version(DBT_DIR)
    if extent.is_partial(sys.argv):
        models += PARTIAL
    folders = {"DBT_PROJECT_DIR": str(DBT_DIR), "DBT_PROFILES_DIR": str(DBT_DIR)}
    os.environ.update(folders | dbt_environment() | {"REVIEWHOUSE_MODELS": models})
    with only_build() if ALONE & set(sys.argv) else nullcontext():
        if WRITING & set(sys.argv):
            try:
                drop_leftovers(settings())
                sys.argv += extent.options(sys.argv[1:], settings(), models)
            except ReviewhouseError as error:
                sys.exit(str(error))
        cli()
