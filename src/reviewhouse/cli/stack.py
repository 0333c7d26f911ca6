"""Commands that start, stop and examine the local stack."""

from typing import Annotated

import typer
from rich.table import Table

from reviewhouse.cli.app import command, console, print_json
from reviewhouse.errors import StackError
from reviewhouse.local import stack
from reviewhouse.local.env_file import write_env_file
from reviewhouse.local.programs import lake_files_page, programs
from reviewhouse.local.supervisor import Supervisor
from reviewhouse.settings import Settings, settings
from reviewhouse.transform import docs_page, ensure_manifest
from reviewhouse.warehouse import Warehouse

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


@command("setup")
def setup() -> None:
    """Write a .env with made-up passwords where there is none, and prepare dbt. `make setup` runs this."""
    written = write_env_file()
    if written:
        console.print(f"{written} was written; its passwords were made up just now.")
    ensure_manifest()


@command("up")
def up() -> None:
    """Start the local stack and wait until it is ready: lake, ClickHouse, Dagster."""
    start_stack()
    print_addresses(settings())


@command("down")
def down() -> None:
    """Stop the local stack. Its data stay, and `reviewhouse up` brings them back."""
    with console.status("Stopping…"):
        stopped = stack.down(settings())
    console.print("Stopped; the data stay." if stopped else "Nothing was running.")


@command("status")
def status(as_json: Json = False) -> None:
    """Show each part of the local stack. The exit status is 0 when all of them run."""
    supervisor = Supervisor(settings().reviewhouse_home)
    found = supervisor.programs() if supervisor.is_running() else []
    ready = {program.name: program.is_ready for program in programs(settings())}
    rows = [
        {
            "part": info["name"],
            "state": info["statename"].lower(),
            "ready": info["statename"] == "RUNNING" and ready[info["name"]](),
            "pid": info["pid"],
            "seconds": max(info["now"] - info["start"], 0) if info["pid"] else 0,
            "log": str(settings().reviewhouse_home / "logs" / f"{info['name']}.log"),
        }
        for info in found
        if info["name"] in ready
    ]
    if as_json:
        print_json(rows)
    elif rows:
        _print_status(rows)
    if not rows:
        raise StackError("The stack is not running. `make up` starts it.")
    if not all(row["ready"] for row in rows):
        raise typer.Exit(1)


@command("check-clickhouse")
def check_clickhouse() -> None:
    """Say in one line whether ClickHouse can be reached, with its version and databases."""
    with Warehouse(settings()) as warehouse:
        [[version, databases]] = warehouse.client.query(
            "SELECT version(), arrayStringConcat(arraySort(groupArray(name)), ', ') FROM system.databases"
        ).result_rows
    console.print(f"ClickHouse {version} answers at {warehouse.address}; databases: {databases}", soft_wrap=True)


def start_stack() -> None:
    """Start the stack with a line for each part that is ready."""
    with console.status("Starting the lake, ClickHouse and Dagster…"):
        stack.up(settings(), on_ready=lambda name: console.print(f"  [green]✓[/] {name}"))


def print_addresses(settings: Settings) -> None:
    """Where to look: the pages and servers of the stack, and the docs once they are written."""
    scheme = "https" if settings.clickhouse_secure else "http"
    places = [
        ("Dagster", f"http://{settings.dagster_host}:{settings.dagster_port}", "pipeline, runs, checks"),
        (
            "ClickHouse",
            f"{scheme}://{settings.clickhouse_host}:{settings.clickhouse_port}",
            f"user {settings.clickhouse_user}, password in .env",
        ),
        ("Lake", settings.aws_endpoint_url or "AWS S3", f"bucket {settings.aws_bucket}, keys in .env"),
    ]
    if "lake" in settings.parts:
        places.append(("", lake_files_page(settings), "its files"))
    if docs_page().exists():
        places.append(("Docs", docs_page().as_uri(), "every model, column and test"))
    console.print()
    for name, address, note in places:
        console.print(f"{name:<11}{address}  [dim]{note}[/]", soft_wrap=True)


def _print_status(rows: list[dict]) -> None:
    table = Table("part", "state", "ready", "pid", "up for", "log", box=None, header_style="dim")
    for row in rows:
        minutes, seconds = divmod(row["seconds"], 60)
        mark = "[green]yes[/]" if row["ready"] else "[red]no[/]"
        table.add_row(row["part"], row["state"], mark, str(row["pid"]), f"{minutes}m {seconds:02}s", row["log"])
    console.print(table)
