"""Run a command of Dagster once the code server is there: `python -m reviewhouse.local.after SOCKET COMMAND …`.

Webserver and daemon look for the code once, when they start, and again only after a minute; so they wait for it
here, with all that they import already in memory.
"""

import socket
import sys
import time
from pathlib import Path

from reviewhouse.local.commands import installed_command, run

LONGEST_WAIT_SECONDS = 120


def is_served(path: Path) -> bool:
    """Whether somebody listens there: a code server that was killed leaves its socket behind."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def main(code: Path, name: str, *arguments: str) -> None:
    command = installed_command(name)
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not is_served(code) and time.monotonic() < deadline:
        time.sleep(0.05)
    run(command, name, *arguments)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
