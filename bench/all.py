"""All benches, one after another, and then their numbers in one table: `make bench [FEED=folder]`.

Leave the machine alone meanwhile. The table is also written to bench/numbers.md.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import machine
from noted import FILE, noted
from rich.console import Console
from rich.table import Table

BENCHES = ("sample", "clickhouse", "load", "growth", "questions", "arrivals", "full", "run")
HERE = Path(__file__).parent
HEADINGS = ("what", "measured", "beside")


def main(feed: str) -> None:
    console = Console()
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        path = Path(folder) / "numbers"
        failed = []
        for name in BENCHES:
            console.rule(f"bench/{name}.py")
            arguments = [feed] if name == "run" and feed else []
            command = [sys.executable, HERE / f"{name}.py", *arguments]
            done = subprocess.run(command, env=os.environ | {FILE: str(path)}, check=False)
            failed += [name] if done.returncode else []
        numbers = noted(path)
    table = Table(*HEADINGS, title=machine())
    for number in numbers:
        table.add_row(*number)
    console.print(table)
    rows = [HEADINGS, ["---"] * len(HEADINGS), *numbers]
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    (HERE / "numbers.md").write_text(f"{machine()}\n\n{text}\n", encoding="utf-8")
    sys.exit(f"These benches failed: {', '.join(failed)}." if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
