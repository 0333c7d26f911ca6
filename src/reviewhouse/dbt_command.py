"""`reviewhouse-dbt`: dbt on our project, with the settings of `.env`, and never two builds at once.

It also says its version without importing dbt: dagster-dbt asks for it, by a process of its own, before each command.
"""

import os
import sys
from contextlib import nullcontext
from importlib.metadata import version

WRITING = {"build", "run"}


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print(version("dbt-core"))
        return
    from dbt.cli.main import cli  # noqa: PLC0415 - takes seconds

    from reviewhouse.transform import DBT_DIR, dbt_environment, only_build  # noqa: PLC0415

    folders = {"DBT_PROJECT_DIR": str(DBT_DIR), "DBT_PROFILES_DIR": str(DBT_DIR)}
    os.environ.update(folders | dbt_environment())
    with only_build() if WRITING & set(sys.argv) else nullcontext():
        cli()
