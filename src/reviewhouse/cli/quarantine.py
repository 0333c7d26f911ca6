"""Commands for the records that are left out, and why."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from reviewhouse.cli.app import app, clearly, command, console, print_json
from reviewhouse.cli.stack import Json
from reviewhouse.ingest.quarantine import Fault, export, faults
from reviewhouse.lake import Lake
from reviewhouse.settings import settings
from reviewhouse.users import TRANSFORMER
from reviewhouse.warehouse import Warehouse

group = typer.Typer(
    help="Show which records of which files are left out, and why, with one example of each reason: "
    "malformed ones, and those whose values staging rejects.",
    invoke_without_command=True,
)
app.add_typer(group, name="quarantine")

STEPS = {"load": "malformed", "staging": "wrong values"}


@group.callback()
@clearly
def show(context: typer.Context, as_json: Json = False) -> None:
    if context.invoked_subcommand:
        return
    with Warehouse(settings(), TRANSFORMER) as warehouse:  # who reads every layer
        found = faults(warehouse, Lake(settings()), settings().warehouse_database)
    if as_json:
        print_json([asdict(fault) for fault in found])
    elif found:
        _print(found)
    else:
        console.print("Nothing is left out: every record of every file that is loaded is in the marts.")


@command("export", of=group)
def export_records(
    key: Annotated[str, typer.Argument(help="A file of the lake, as `reviewhouse files` shows it.")],
    to: Annotated[Path, typer.Option(help="The folder to write them into.")] = Path("corrections"),
) -> None:
    """Write the malformed records of a file below its header, to be mended by hand and uploaded."""
    with Warehouse(settings(), TRANSFORMER) as warehouse:
        target, count = export(warehouse, Lake(settings()), key, to)
    said = f"{count:,} records are in {target}. Mend them, then `reviewhouse upload {to}`."
    console.print(said, markup=False, highlight=False, soft_wrap=True)


def _print(found: list[Fault]) -> None:
    table = Table(box=None, header_style="dim")
    table.add_column("file", overflow="fold")
    for name in ("fault", "reason"):
        table.add_column(name)
    table.add_column("records", justify="right")
    table.add_column("example", overflow="ellipsis", no_wrap=True, ratio=1)
    for fault in found:
        example = escape(" ".join(fault.example.split()))
        table.add_row(escape(fault.key), STEPS[fault.step], escape(fault.reason), f"{fault.records:,}", example)
    console.print(table)
