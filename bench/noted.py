"""The numbers that benches note, gathered for the one table of `all.py`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "REVIEWHOUSE_BENCH_NUMBERS"
"""The environment variable that names the file which gathers them; without it, nothing is noted."""


@dataclass(frozen=True)
class Number:
    """`beside` is what was measured beside it in the same run, with the ratio that counts."""

    what: str
    measured: str
    beside: str = ""


def note(what: str, measured: str, beside: str = "") -> None:
    """Add a number to the table, where a bench is run for it."""
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(Number(what, measured, beside))) + "\n")


def noted(path: Path) -> list[Number]:
    """All that were noted in a file; none where there is no such file yet."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Number(**json.loads(line)) for line in lines]
