"""`reviewhouse-dbt`: dbt as it is, but quick to say its version.

dagster-dbt asks for the version before each command, by a process of its own; importing dbt for that takes seconds.
"""

import sys
from importlib.metadata import version


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print(version("dbt-core"))
        return
    from dbt.cli.main import cli  # noqa: PLC0415 - the seconds

    cli()
