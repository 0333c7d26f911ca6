"""How long from nothing to the report, on a stack of its own: `make bench`, or `python bench/run.py [FEED]`.

Start, pipeline and report are timed apart; everything runs on free ports in a temporary folder, which is removed.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.end_to_end.stack import Stack


def main(feed: str) -> None:
    home = Path(tempfile.mkdtemp(prefix="rh-bench-"))
    stack = Stack(home / "home")
    table = Table("step", "seconds", box=None, header_style="dim")
    try:
        for step, command in [
            ("start the stack", ["up"]),
            ("upload, load, build, test, report, docs", ["run", "--feed", feed]),
            ("the same again: nothing to load", ["run", "--feed", feed]),
            ("stop", ["down"]),
        ]:
            if step == "stop":
                report, files = stack.json("report"), stack.json("files")
            begin = time.monotonic()
            done = stack(*command, timeout=3600)
            if done.returncode:
                sys.exit(done.stdout + done.stderr)
            table.add_row(step, f"{time.monotonic() - begin:.1f}")
            note(step, f"{time.monotonic() - begin:.1f} s")
    finally:
        stack("down")
        shutil.rmtree(home)
    table.add_row("reviews in the marts", f"{report['overview']['reviews']:,}")
    table.add_row("records loaded", f"{sum(file['rows_loaded'] for file in files):,}")
    Console().print(table)
    Console().print(machine(), highlight=False)


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()) if sys.argv[1:] and sys.argv[1] else "")
