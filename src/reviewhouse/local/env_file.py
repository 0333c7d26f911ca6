"""The `.env` of a fresh clone: `.env.example` with passwords made up on the spot."""

import os
import secrets
from pathlib import Path

from reviewhouse.settings import PLACEHOLDER, ROOT


def write_env_file(folder: Path = ROOT) -> Path | None:
    """Write `.env`, readable by its owner alone, and return its path; None where there is one already."""
    target = folder / ".env"
    example = (folder / ".env.example").read_text().splitlines()
    lines = [_filled(line, folder) for line in example]
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return None
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
    return target


def _filled(line: str, folder: Path) -> str:
    name, sign, value = line.partition("=")
    if sign and value == PLACEHOLDER:
        return f"{name}={secrets.token_urlsafe(24)}"
    if name in ("DAGSTER_HOME", "REVIEWHOUSE_HOME"):  # Dagster reads .env too, and takes full paths only
        return f"{name}={folder / value}"
    return line
