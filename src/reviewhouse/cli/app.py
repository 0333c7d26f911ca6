"""The command itself, and how its errors are shown."""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer
from rich.console import Console

from reviewhouse.errors import ReviewhouseError
from reviewhouse.settings import LOCAL

app = typer.Typer(
    name="reviewhouse",
    help="A warehouse for product reviews. Begin with [bold]make run[/]; `reviewhouse COMMAND --help` explains each.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)
os.environ.setdefault("NO_PROXY", LOCAL)  # a proxy must not stand between us and this machine's own servers
console = Console()
complaints = Console(stderr=True, highlight=False)


def command(name: str, of: typer.Typer = app) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a command of a group."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        return of.command(name)(clearly(function))

    return register


def clearly(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but a ReviewhouseError is shown as its sentence alone, with exit status 1."""

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except ReviewhouseError as error:
            complaints.print(str(error), style="red", markup=False, soft_wrap=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            complaints.print("Stopped.", style="red")
            raise typer.Exit(130) from None

    return guarded


def print_json(value: Any) -> None:
    """For scripts: plain JSON on standard output, dates as text."""
    json.dump(value, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")
