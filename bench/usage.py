"""How much memory and processor time processes take, as /proc tells it."""

import contextlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_BETWEEN_SAMPLES = 0.1


def peak_bytes(pid: int | str = "self") -> int:
    """The most memory that a process has had at once."""
    return _status(pid, "VmHWM")


def forget_peak() -> None:
    """Let the peak of this process begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def processor_seconds(pids: Iterable[int | str]) -> float:
    """What processes have used by now, with what they have started and waited for."""
    return sum(sum(map(int, _fields(pid)[11:15])) for pid in pids) / TICKS


class SampledPeak:
    """The most memory that this process and all that it starts have at once inside a `with`: `bytes`.

    Pages that they share count for each of them.
    """

    def __init__(self) -> None:
        self.bytes = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SECONDS_BETWEEN_SAMPLES):
            self.bytes = max(self.bytes, sum(_memory(pid) for pid in _family(os.getpid())))


def _memory(pid: int) -> int:
    with contextlib.suppress(OSError, StopIteration):  # it has just ended
        return _status(pid, "VmRSS")
    return 0


def _family(pid: int) -> list[int]:
    """A process and its children, and theirs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int(_fields(entry.name)[1])
    found = [pid]
    for parent in found:  # which grows
        found += [child for child, its_parent in parents.items() if its_parent == parent]
    return found


def _status(pid: int | str, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _fields(pid: int | str) -> list[str]:
    """/proc/PID/stat from the state on, behind the name in parentheses, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
