"""A process that loads what is pending, and ends itself by SIGKILL at the step that it is told."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps

from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest import load, together
from reviewhouse.ingest.ledger import pending_files
from reviewhouse.ingest.salvage import Salvage
from reviewhouse.lake import Lake
from reviewhouse.settings import read_settings
from reviewhouse.users import LOADER
from reviewhouse.warehouse import Warehouse

TOGETHER = "together: "
"""Before a step of small files that are loaded in one statement."""

STEPS = (
    *("listed", "inserting", "counted", "salvaging", "before commit", "after commit"),
    *(f"{TOGETHER}{step}" for step in ("inserting", "counted", "before commit", "after commit")),
)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def soon(seconds: float) -> None:
    timer = threading.Timer(seconds, die)
    timer.daemon = True
    timer.start()


def preceded_by(first: Callable[[], None], function: Callable) -> Callable:
    @wraps(function)
    def both(*values, **named):
        first()
        return function(*values, **named)

    return both


def followed_by(last: Callable[[], None], function: Callable) -> Callable:
    @wraps(function)
    def both(*values, **named):
        result = function(*values, **named)
        last()
        return result

    return both


def prepare(step: str, seconds: float) -> None:
    """Put an end into the loader; `seconds` is how long an insert may take before it."""
    module = together if step.startswith(TOGETHER) else load
    match step.removeprefix(TOGETHER):
        case "inserting":
            module.insert_from_lake = preceded_by(lambda: soon(seconds), module.insert_from_lake)
        case "counted":
            module.survey = followed_by(die, module.survey)
        case "salvaging":
            Salvage.run = preceded_by(lambda: soon(seconds), Salvage.run)
        case "before commit":
            module.record = preceded_by(die, module.record)
        case "after commit":
            module.record = followed_by(die, module.record)


def main(step: str, seconds: float) -> None:
    settings = read_settings()
    prepare(step, seconds)
    with Warehouse(settings, LOADER) as warehouse:
        lake = Lake(settings)
        files = pending_files(warehouse, lake, REVIEWS)
        if step == "listed":
            die()
        loader = load.Loader(warehouse, lake, "killed", limit=1)
        if step.startswith(TOGETHER):
            list(together.load_all(loader, REVIEWS, files))
        for file in files:
            loader.load(REVIEWS, file)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
