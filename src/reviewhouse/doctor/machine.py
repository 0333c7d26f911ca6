"""The machine under the local parts: disk, memory, and who may read the data."""

import os
import re
import shutil
from pathlib import Path

from rich.filesize import decimal

from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.local import processes
from reviewhouse.local.stack import LEAST_FREE_BYTES
from reviewhouse.settings import Settings

ENGINE = "reviewhouse.local.clickhouse"


def checks(settings: Settings) -> list[Check]:
    found = [
        Check("machine", "disk", lambda: disk(settings.reviewhouse_home)),
        Check("machine", "folder", lambda: folder(settings.reviewhouse_home)),
    ]
    if "clickhouse" in settings.parts:
        found.append(Check("machine", "memory", lambda: memory(settings)))
    return found


def disk(home: Path) -> Finding:
    """Free space where the data lie, or will lie."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    found = f"{decimal(free)} free for {home}"
    if free < LEAST_FREE_BYTES:
        return broken(
            f"{found}; the stack needs {decimal(LEAST_FREE_BYTES)} to start",
            "Free some, or set REVIEWHOUSE_HOME in .env to another disk.",
        )
    return ok(found)


def folder(home: Path) -> Finding:
    """Whether the data are there, and nobody else's to read."""
    if not home.exists():
        return ok(f"{home} is not there yet; `make up` makes it")
    if not home.is_dir():
        return broken(f"{home} is no folder", "Remove it, or set REVIEWHOUSE_HOME in .env to another place.")
    if not os.access(home, os.W_OK | os.X_OK):
        return broken(f"{home} cannot be written", "Make it yours, or set REVIEWHOUSE_HOME in .env to another folder.")
    mode = home.stat().st_mode & 0o777
    if mode & 0o077:
        return look(f"others on this machine may look into {home} (mode {mode:o})", f"`chmod 700 {home}`")
    return ok(f"{home} is its owner's alone")


def memory(settings: Settings) -> Finding:
    """Whether ClickHouse could have all that it may take, on top of what it has by now."""
    total, available = _meminfo("MemTotal"), _meminfo("MemAvailable")
    wanted = settings.clickhouse_max_memory or total // 2
    taken = sum(_resident(pid) for pid in processes.of_stack(settings.reviewhouse_home, ENGINE))
    found = f"{decimal(available)} free, ClickHouse has {decimal(taken)}"
    if available + taken < wanted:
        return look(
            f"{found} and may take {decimal(wanted)}",
            "Close other programs, or set CLICKHOUSE_MAX_MEMORY in .env to less.",
        )
    return ok(f"{found} of {decimal(wanted)}")


def _meminfo(name: str) -> int:
    return _kibibytes(Path("/proc/meminfo"), name)


def _resident(pid: int) -> int:
    try:
        return _kibibytes(Path(f"/proc/{pid}/status"), "VmRSS")
    except OSError:  # it has just ended
        return 0


def _kibibytes(path: Path, name: str) -> int:
    """A line of the kernel's, in bytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB", path.read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
