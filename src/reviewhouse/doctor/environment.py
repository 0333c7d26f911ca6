"""Python, the installed packages and `.env`: what everything else stands on."""

import difflib
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from dotenv import dotenv_values
from packaging.requirements import Requirement

from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.words import counted, listed
from reviewhouse.settings import ROOT, Settings, read_settings

LOCK = ROOT / "requirements.lock"
LEAST_PYTHON = (3, 11)
GIT_SECONDS = 5


def checks() -> list[Check]:
    return [
        Check("environment", "Python", python),
        Check("environment", "packages", packages),
        Check("environment", "settings", complete),
        Check("environment", ".env", readable_by_owner_only),
        Check("environment", "in git", untracked),
        Check("environment", "names", names),
    ]


def python() -> Finding:
    found = f"{platform.python_version()} in {sys.prefix}"
    if sys.version_info < LEAST_PYTHON:
        return broken(found, "Install Python 3.11 or newer, remove .venv, and run `make setup`.")
    return ok(found)


def packages() -> Finding:
    """The installed versions against those of the lock file that are meant for this machine."""
    if not LOCK.exists():
        return look(f"{LOCK} is not there", "Bring it back with `git checkout requirements.lock`.")
    pinned = [Requirement(line) for line in re.findall(r"^(\S+==.*?)\s*\\?$", LOCK.read_text(), re.MULTILINE)]
    wanted = [one for one in pinned if one.marker is None or one.marker.evaluate()]
    other = [one.name for one in wanted if str(one.specifier) != f"=={_installed(one.name)}"]
    if other:
        found = f"{counted(len(other), 'package')} of {len(wanted)} not as locked: {listed(other)}"
        return look(found, "`make setup` installs them.")
    return ok(f"{len(wanted)}, all as locked")


def complete() -> Finding:
    """Raises SettingsError, which names each value that is missing, wrong, or still says `replace`."""
    path = env_file()
    read_settings()
    return ok(f"complete, from {path}" if path and path.exists() else "complete, from the environment alone")


def readable_by_owner_only() -> Finding | None:
    path = env_file()
    if not path or not path.exists():
        return None
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return look(f"others on this machine may read the passwords in it (mode {mode:o})", f"`chmod 600 {path}`")
    return ok("readable by its owner alone")


def untracked() -> Finding | None:
    """Whether git would give the passwords away."""
    path, git = env_file(), shutil.which("git")
    if not path or not path.exists() or not git:
        return None
    asked = [git, "-C", path.parent, "ls-files", "--error-unmatch", "--", path.name]
    done = subprocess.run(asked, check=False, capture_output=True, timeout=GIT_SECONDS)
    if done.returncode == 0:
        return broken(
            f"git tracks {path.name} with the passwords in it",
            f"`git rm --cached {path.name}`, commit, and make up new passwords: the old ones stand in the history.",
        )
    return ok(f"git does not track {path.name}")


def names() -> Finding | None:
    """Names in `.env` that are misspelt, and values that the shell sets otherwise."""
    path = env_file()
    if not path or not path.exists():
        return None
    try:
        written = dotenv_values(path, interpolate=False)
    except UnicodeDecodeError:  # the check of the settings says so
        return None
    known = [name.upper() for name in Settings.model_fields]
    for name in (name for name in written if name.upper() not in known):
        for meant in difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.85):
            return look(f"{name} in .env is no setting, and is not read", f"If you meant {meant}, correct its name.")
    other = [name for name in written if name.upper() in known and os.environ.get(name, written[name]) != written[name]]
    if other:
        found = f"the environment says otherwise than .env, and wins: {listed(other)}"
        return look(found, f"`unset {' '.join(other)}`, unless it is meant so.")
    return ok("each is known, and none is set otherwise in the environment")


def env_file() -> Path | None:
    """The file that the settings are read from."""
    path = Settings.model_config.get("env_file")
    return Path(str(path)) if path else None


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
