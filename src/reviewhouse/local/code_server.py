"""Dagster's code server, as `python -m reviewhouse.local.code_server SOCKET`.

What an earlier code server had under way ends with it: workers that outlived it are stopped, and their runs
marked as failed, for which Dagster and the sensors would wait for ever. The ledger then says what is still to be done.
"""

import os
import sys
from pathlib import Path

import dagster as dg

from reviewhouse.local import processes
from reviewhouse.local.commands import installed_command, run
from reviewhouse.local.warm import fork_instead_of_spawn

WORKED_ON = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def fail_orphaned_runs() -> None:
    with dg.DagsterInstance.get() as instance:
        for orphan in instance.get_runs(dg.RunsFilter(statuses=WORKED_ON)):
            instance.report_run_failed(orphan, "The process that worked on it is gone. What it left is done anew.")


def end_orphaned_workers() -> None:
    home = os.environ.get(processes.MARK)
    if home:
        processes.end(home, word="multiprocessing.forkserver")


def main(socket: Path) -> None:
    end_orphaned_workers()
    fail_orphaned_runs()
    socket.unlink(missing_ok=True)
    fork_instead_of_spawn()
    location = ["--module-name", "reviewhouse.definitions", "--location-name", "reviewhouse"]
    run(installed_command("dagster"), "dagster", "api", "grpc", "--socket", str(socket), *location)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
