"""Run an installed command in this process, so that what was imported before need not be imported twice."""

import sys
from collections.abc import Callable
from importlib.metadata import entry_points


def installed_command(name: str) -> Callable[[], object]:
    """The function behind a console command; finding it imports the command's modules, which takes Dagster seconds."""
    [found] = entry_points(group="console_scripts", name=name)
    return found.load()


def run(main: Callable[[], object], name: str, *arguments: str) -> None:
    """Call a command's function as if it had been typed with these arguments."""
    sys.argv = [name, *arguments]
    main()
