"""Where numbers were measured, and how much memory that took."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores, system, Python, and how busy the machine is."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}, load {load:.1f}"


def peak_bytes(pid: int | str = "self") -> int:
    """The most memory that a process has had at once, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
