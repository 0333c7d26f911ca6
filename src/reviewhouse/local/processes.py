"""The processes of a stack, found by a mark in their environment, whoever their parent is by now."""

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "REVIEWHOUSE_STACK"
"""The variable that every process of a stack carries; its value is the stack's home."""

STOP_SECONDS = 10


def of_stack(home: str | Path, word: str = "") -> list[int]:
    """The ids of a stack's processes with `word` in their command line; the one that asks does not count."""
    mark = f"{MARK}={home}".encode()
    return [
        pid
        for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        if pid != os.getpid() and mark in _read(pid, "environ").split(b"\0") and word.encode() in _read(pid, "cmdline")
    ]


def end(home: str | Path, word: str = "") -> None:
    """End them: SIGTERM first, SIGKILL for those that are still there after a while."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in of_stack(home, word):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + STOP_SECONDS
        while of_stack(home, word) and time.monotonic() < deadline:
            time.sleep(0.1)


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # gone, or somebody else's
        return b""
