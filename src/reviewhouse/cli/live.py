"""What `reviewhouse wait` shows while it waits."""

import json
import time
from functools import cache

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from reviewhouse.errors import FilesFailed, NotArrived
from reviewhouse.lake import Lake
from reviewhouse.progress import Progress, look
from reviewhouse.settings import Settings
from reviewhouse.transform import MANIFEST
from reviewhouse.users import LOADER
from reviewhouse.warehouse import Warehouse

LOOK_EVERY_SECONDS = 1.0


def wait_until_settled(settings: Settings, console: Console, timeout: float) -> Progress:
    """Wait until the marts have seen everything that the lake shows, with a live view on a terminal.

    Raises NotArrived, naming the files, when some failed, when a build failed, or after `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    with Warehouse(settings, LOADER) as warehouse, Live(console=console, refresh_per_second=8, transient=False) as live:
        lake = Lake(settings)
        while True:
            progress = look(settings, warehouse, lake)
            live.update(view(progress))
            if progress.is_settled:
                break
            if progress.build_failed:
                raise NotArrived(
                    f"The build of the marts failed in the run {progress.build.run_id}. "
                    f"Dagster shows why: http://{settings.dagster_host}:{settings.dagster_port}/runs/{progress.build.run_id}"
                )
            if progress.idle_sensors:
                raise NotArrived(
                    f"Something waits, but {' and '.join(progress.idle_sensors)} is off. "
                    "Turn it on in Dagster under Automation; `reviewhouse run` turns the feeds' sensors on by itself."
                )
            if progress.is_stuck or time.monotonic() > deadline:
                raise NotArrived(_what_is_missing(progress, timeout))
            time.sleep(LOOK_EVERY_SECONDS)
    if not console.is_terminal:
        console.print()  # where Live is not live it leaves the last line open
    failed = progress.with_status("failed")
    if failed:
        lines = "\n".join(f"- {state.error}" for state in failed)
        raise FilesFailed(f"{len(failed)} file(s) could not be loaded; all others are in the marts.\n{lines}")
    return progress


def view(progress: Progress) -> RenderableType:
    """Files, rows and models, a line each."""
    loaded = progress.with_status("loaded")
    failed = len(progress.with_status("failed"))
    table = Table.grid(padding=(0, 2))
    table.add_row(
        "files",
        f"{len(progress.files)} found · {len(loaded)} loaded · {len(progress.with_status('pending'))} waiting · "
        + (f"[red]{failed} failed[/]" if failed else "0 failed"),
    )
    rows, quarantined = (sum(getattr(s, name) for s in loaded) for name in ("rows_loaded", "rows_quarantined"))
    table.add_row("records", f"{rows:,} loaded · {quarantined:,} quarantined")
    table.add_row("marts", _marts(progress))
    for problem in {state.error for state in progress.with_status("pending")} | {progress.problem} - {""}:
        table.add_row("", Text(problem, "yellow"))
    return table if progress.is_settled else Group(table, Spinner("dots", text=_next_step(progress), style="cyan"))


def _marts(progress: Progress) -> str:
    if not progress.unbuilt:
        return "up to date with every load" if progress.files else "nothing to build yet"
    if progress.build and progress.build.status == "STARTED":
        return f"{progress.build.assets} of {_number_of_models()} models built"
    return f"{len(progress.unbuilt)} load(s) to build"


def _next_step(progress: Progress) -> str:
    if progress.with_status("pending"):
        return "the sensors look for new files, a run loads them"
    if progress.build and progress.build.status == "STARTED":
        return "dbt builds and tests the models"
    return "the build starts"


@cache
def _number_of_models() -> int:
    nodes = json.loads(MANIFEST.read_text())["nodes"].values()
    return sum(node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral" for node in nodes)


def _what_is_missing(progress: Progress, timeout: float) -> str:
    waiting = progress.with_status("pending")
    if progress.is_stuck:
        lines = "\n".join(f"- {state.error} It is tried again at {state.due_at:%H:%M:%S} UTC." for state in waiting)
        return f"{len(waiting)} file(s) could not be loaded yet.\n{lines}"
    names = [state.file.key for state in waiting] or [load.key for load in progress.unbuilt]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    where = "not loaded" if waiting else "not built into the marts"
    return f"After {timeout:.0f} s still {where}: {shown}. Look at the runs in Dagster, or wait longer with --timeout."
