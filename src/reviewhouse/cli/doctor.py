"""The command that looks at all parts and says what to do."""

import time
from collections.abc import Iterable
from itertools import groupby

import typer
from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from reviewhouse.cli.app import command, console, print_json
from reviewhouse.cli.stack import Json
from reviewhouse.doctor.examine import examine
from reviewhouse.doctor.findings import Line, Mark

SIGNS = {
    Mark.OK: "[green dim]✓[/]",
    Mark.LOOK: "[black on yellow] look [/]",
    Mark.BROKEN: "[bold white on red] broken [/]",
    Mark.SKIPPED: "[dim]·[/]",
}


@command("doctor")
def doctor(as_json: Json = False) -> None:
    """Look at all parts, and say what to do. The exit status is 0 where nothing is broken."""
    began = time.monotonic()
    with console.status("Looking at all parts…"):
        lines = examine()
    seconds = round(time.monotonic() - began, 1)
    number = {mark: sum(line.finding.mark is mark for line in lines) for mark in Mark}
    if as_json:
        print_json({"marks": number, "seconds": seconds, "checks": [_flat(line) for line in lines]})
    else:
        console.print(Group(_table(lines), "", _verdict(number, seconds)), highlight=False)
    if number[Mark.BROKEN]:
        raise typer.Exit(1)


def _table(lines: list[Line]) -> Table:
    """A part each with its lines; a next step stands below what it mends."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, (part, of_part) in enumerate(groupby(lines, key=lambda line: line.part)):
        if number:
            table.add_row()
        for position, line in enumerate(_folded(of_part)):
            quiet = line.finding.mark in (Mark.OK, Mark.SKIPPED)
            found = Text(line.finding.found, style="dim" if quiet else "")
            title = f"[bold]{part}[/]" if position == 0 else ""
            table.add_row(title, SIGNS[line.finding.mark], escape(line.name), found)
            if line.finding.next_step:
                table.add_row("", "", "", Text(f"→ {line.finding.next_step}", style="cyan"))
    return table


def _folded(lines: Iterable[Line]) -> Iterable[Line]:
    """One line for neighbours that were left out for the same reason."""
    for finding, alike in groupby(lines, key=lambda line: line.finding):
        first, *others = alike
        if finding.mark is Mark.SKIPPED and others:
            yield Line(first.part, f"{len(others) + 1} checks", first.finding)
        else:
            yield from (first, *others)


def _verdict(number: dict[Mark, int], seconds: float) -> str:
    done = sum(number.values()) - number[Mark.SKIPPED]
    found = [f"[bold white on red] {number[Mark.BROKEN]} broken [/]"] if number[Mark.BROKEN] else []
    found += [f"[black on yellow] {number[Mark.LOOK]} worth a look [/]"] if number[Mark.LOOK] else []
    left = f", {number[Mark.SKIPPED]} left out" if number[Mark.SKIPPED] else ""
    advice = " Begin with the first that is broken: others often follow from it." if number[Mark.BROKEN] > 1 else ""
    verdict = " and ".join(found) or "[green bold]All is well.[/]"
    return f"{verdict}{advice}\n[dim]{done} checks in {seconds} s{left}.[/]"


def _flat(line: Line) -> dict[str, str]:
    finding = line.finding
    return {
        "part": line.part,
        "check": line.name,
        "mark": finding.mark.value,
        "found": finding.found,
        "next_step": finding.next_step,
    }
