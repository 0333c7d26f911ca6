"""Commands that show what is in the warehouse."""

from dataclasses import asdict

from rich.markup import escape
from rich.table import Table

from reviewhouse.cli.app import command, console, print_json
from reviewhouse.cli.stack import Json
from reviewhouse.feeds import FEEDS, SUFFIXES, Feed
from reviewhouse.ingest.ledger import FileState, Listing, listing
from reviewhouse.lake import Lake
from reviewhouse.report import collect, render
from reviewhouse.settings import settings
from reviewhouse.transform import docs_page, write_docs
from reviewhouse.users import LOADER, TRANSFORMER
from reviewhouse.warehouse import Warehouse

MARKS = {
    "loaded": "[green]loaded[/]",
    "failed": "[red]failed[/]",
    "pending": "[yellow]pending[/]",
    "ignored": "[dim]ignored[/]",
}


@command("report")
def report(as_json: Json = False) -> None:
    """Show the analytics: best and worst brands and categories, and the trend over time."""
    print_report(as_json)


@command("files")
def files(as_json: Json = False) -> None:
    """Show every file in the lake and what the ledger says of it: loaded, pending or failed, and why."""
    with Warehouse(settings(), LOADER) as warehouse:
        lake = Lake(settings())
        states = [state for feed in FEEDS for state in _states(feed, listing(warehouse, lake, feed))]
    if as_json:
        print_json([_flat(state) for state in states])
    elif states:
        _print_files(states)
    else:
        console.print("The lake has no files yet. Bring some with `reviewhouse upload FOLDER`.")


@command("docs")
def docs() -> None:
    """Write the documentation of every model, column and test, as one page to open in a browser."""
    with (
        Warehouse(settings(), TRANSFORMER),
        console.status("Writing the docs…"),
    ):  # dbt says at length that it is not there
        write_docs()
    console.print(docs_page().as_uri(), soft_wrap=True)


def print_report(as_json: bool = False) -> None:
    with Warehouse(settings(), TRANSFORMER) as warehouse:  # who reads every layer
        found = collect(warehouse, settings().warehouse_database)
    if as_json:
        print_json(asdict(found))
    else:
        render(found, console)


def _states(feed: Feed, found: Listing) -> list[FileState]:
    return [*found.states, *(FileState(feed.name, file, "ignored") for file in found.ignored)]


def _flat(state: FileState) -> dict:
    row = asdict(state)
    return {**row.pop("file"), **row}


def _print_files(states: list[FileState]) -> None:
    table = Table(box=None, header_style="dim")
    table.add_column("file", overflow="fold")
    table.add_column("state")
    for name in ("bytes", "rows", "quarantined"):
        table.add_column(name, justify="right")
    for state in states:
        numbers = (state.rows_loaded, state.rows_quarantined) if state.status == "loaded" else ()
        table.add_row(
            escape(state.file.key), MARKS[state.status], f"{state.file.size:,}", *(f"{number:,}" for number in numbers)
        )
    console.print(table)
    for state in states:
        if said := state.error or (f"{state.file.key}: {state.note}" if state.note else ""):
            console.print(f"\n{said}", markup=False, highlight=False)
    if any(state.status == "ignored" for state in states):
        console.print(f"\nIgnored is what ends in none of {', '.join(SUFFIXES)}.", highlight=False)
    if any(state.rows_quarantined for state in states):
        console.print("\n`reviewhouse quarantine` lists the records in quarantine, and why they are there.")
