"""The numbers that benches note, gathered for the one table of `all.py`."""

import json
import os
from pathlib import Path

FILE = "REVIEWHOUSE_BENCH_NUMBERS"
"""The environment variable that names the file which gathers them; without it, nothing is noted."""


def note(what: str, measured: str, beside: str = "") -> None:
    """Add a number to the table; `beside` is what was measured beside it in the same run, with their ratio."""
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([what, measured, beside]) + "\n")


def noted(path: Path) -> list[list[str]]:
    """All that were noted in a file; none where there is no such file yet."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]
