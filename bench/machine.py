"""Where numbers were measured."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores, system, Python, and how busy the machine is."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}, load {load:.1f}"
