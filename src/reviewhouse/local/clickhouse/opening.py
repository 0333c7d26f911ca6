"""What must be so before the engine may open a data folder."""

import errno
import fcntl
import os
import re
import shutil
import uuid
from pathlib import Path

from reviewhouse.errors import StackError

ADVICE = "Set REVIEWHOUSE_HOME to another folder, or mend this one."
LEAST_FREE_BYTES = 64 << 20
_VERSION_FILE = "engine_version"
_ALL_GONE = (
    "Its tables cannot be found without. Restore a backup, or move what is left away to begin anew "
    "(or set REVIEWHOUSE_HOME to another folder)."
)
_OWN_FOLDER = re.compile(
    rb"ATTACH TABLE _ UUID '([0-9a-f-]{36})'(?!.*(?:storage_policy|disk) =).*ENGINE = \w*MergeTree", re.DOTALL
)
"""The definition of a table with a folder of its own in the store, and its name there."""


def prepare(folder: Path, databases: tuple[str, ...]) -> None:
    """Make the folder ready, with these databases as common ones. Raises StackError."""
    if "?" in str(folder):  # the engine takes what follows for settings
        raise StackError(f"The path {folder} has a ? in it. Set REVIEWHOUSE_HOME to one without.")
    metadata = folder / "metadata"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_what_is_gone(folder)
        metadata.mkdir(mode=0o700, exist_ok=True)
        _refuse_second_process(folder)
        _refuse_full_disk(folder)
        for database in databases:
            _make_database(metadata, database)
    except OSError as error:
        what = f"{error.strerror} ({error.filename or folder})"
        raise StackError(f"The ClickHouse data folder {folder} cannot be used: {what}. {ADVICE}") from None


def refuse_newer_data(folder: Path, version: str) -> None:
    """Raises StackError where a newer engine than `version` has written into the folder; else notes the version."""
    note = folder / _VERSION_FILE
    try:
        written = note.read_text(errors="replace").strip() if note.exists() else ""
    except OSError as error:
        raise StackError(f"{note} cannot be read: {error.strerror}. {ADVICE}") from None
    if _comparable(written) > _comparable(version):
        raise StackError(
            f"The ClickHouse data folder {folder} was written by version {written}, and this is {version}, which may "
            "not read it. Install the newer version again (`make setup`), or set REVIEWHOUSE_HOME to another folder."
        )
    if written != version:
        draft = note.with_suffix(".draft")
        draft.write_text(version + "\n")
        draft.replace(note)


def _refuse_what_is_gone(folder: Path) -> None:
    """The engine would begin anew without a word: with no table at all, or with an empty one."""
    metadata, store = folder / "metadata", folder / "store"
    if (folder / _VERSION_FILE).exists() and not metadata.is_dir():
        raise StackError(f"The ClickHouse data folder {folder} has lost its folder metadata. {_ALL_GONE}")
    databases = {Path(os.readlink(entry)).name: entry.name for entry in metadata.glob("*") if entry.is_symlink()}
    if databases and not store.is_dir():
        raise StackError(f"The ClickHouse data folder {folder} has lost its folder store. {_ALL_GONE}")
    for definition in store.glob("*/*/*.sql"):
        found = _OWN_FOLDER.match(definition.read_bytes())
        if found is None:
            continue
        identity = found[1].decode()
        data = store / identity[:3] / identity
        if not data.is_dir():
            database = databases.get(definition.parent.name, definition.parent.name)
            raise StackError(
                f"The table {database}.{definition.stem} has lost its data, the folder {data}. "
                "Restore it from a backup, or make that folder to go on with an empty table."
            )


def _refuse_second_process(folder: Path) -> None:
    # the engine locks this file too, but says so only in its own log
    descriptor = os.open(folder / "status", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno != errno.EWOULDBLOCK:
            raise
        raise StackError(
            f"The ClickHouse data folder {folder} is in use by another process. "
            "Stop that one first (`reviewhouse down`), or set REVIEWHOUSE_HOME to another folder."
        ) from None
    finally:
        os.close(descriptor)


def _refuse_full_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise StackError(
            f"Only {free >> 20} MB are free in {folder}, and ClickHouse needs {LEAST_FREE_BYTES >> 20} MB to start. "
            "Free some, or set REVIEWHOUSE_HOME to a folder on another disk."
        )


def _make_database(metadata: Path, name: str) -> None:
    """Make a common database, as on a server.

    The engine would make `default` an overlay that also finds every file of the machine as a table. It does so for
    the database that engine.xml calls default_database, and connects to `default`, which must then exist. The link to
    its store would make the overlay take the same identity; the engine makes it anew. Where the definition is lost,
    the link tells which store is the database's.
    """
    definition, link = metadata / f"{name}.sql", metadata / name
    if not definition.exists():
        identity = Path(os.readlink(link)).name if link.is_symlink() else str(uuid.uuid4())
        draft = metadata / f"{name}.sql.draft"
        draft.write_text(f"ATTACH DATABASE _ UUID '{identity}'\nENGINE = Atomic\n")
        draft.replace(definition)
    if link.is_symlink():
        link.unlink()


def _comparable(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
