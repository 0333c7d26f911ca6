"""What must be so before the engine may open a data folder, and a clear word where it cannot."""

import errno
import fcntl
import os
import signal
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from reviewhouse.errors import StackError

ADVICE = "Set REVIEWHOUSE_HOME to another folder, or mend this one."
LEAST_FREE_BYTES = 64 << 20
_VERSION_FILE = "engine_version"


def prepare(folder: Path, databases: tuple[str, ...]) -> None:
    """Make the folder ready, with these databases as common ones. Raises StackError."""
    metadata = folder / "metadata"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        metadata.mkdir(mode=0o700, exist_ok=True)
        _refuse_second_process(folder)
        _refuse_full_disk(folder)
        for database in databases:
            _make_database(metadata, database)
    except OSError as error:
        raise StackError(f"The ClickHouse data folder {folder} cannot be used: {error.strerror}. {ADVICE}") from None


def refuse_newer_data(folder: Path, version: str) -> None:
    """Raises StackError where a newer engine than `version` has written into the folder; else notes the version."""
    note = folder / _VERSION_FILE
    written = note.read_text().strip() if note.exists() else ""
    if _comparable(written) > _comparable(version):
        raise StackError(
            f"The ClickHouse data folder {folder} was written by version {written}, and this is {version}, which may "
            "not read it. Install the newer version again (`make setup`), or set REVIEWHOUSE_HOME to another folder."
        )
    if written != version:
        draft = note.with_suffix(".draft")
        draft.write_text(version + "\n")
        draft.replace(note)


@contextmanager
def explained_death(folder: Path) -> Iterator[None]:
    """Say why where the engine ends this process within: damaged data can make it abort, past every `except`.

    A child waits at the end of a pipe, and speaks where the pipe closes before we say that all is well.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        _speak_at_the_end_of(reading, folder)
    os.close(reading)
    try:
        yield
    finally:
        os.write(writing, b"!")
        os.close(writing)
        os.waitpid(child, 0)


def _speak_at_the_end_of(pipe: int, folder: Path) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM):  # they may be sent to the whole group
        signal.signal(number, signal.SIG_IGN)
    if os.read(pipe, 1) == b"":
        words = (
            f"ClickHouse ended while it opened its data folder {folder}: what lies there is damaged, or the process "
            "was killed. Start it again; if that does not help, restore a backup, or set REVIEWHOUSE_HOME to another "
            "folder.\n"
        )
        os.write(sys.stderr.fileno(), words.encode())
    os._exit(0)


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
    found = os.statvfs(folder)
    free = found.f_bavail * found.f_frsize
    if free < LEAST_FREE_BYTES:
        raise StackError(
            f"Only {free >> 20} MB are free in {folder}, and ClickHouse needs {LEAST_FREE_BYTES >> 20} MB to start. "
            "Free some, or set REVIEWHOUSE_HOME to a folder on another disk."
        )


def _make_database(metadata: Path, name: str) -> None:
    """Make a common database, as on a server.

    The engine would make `default` an overlay that also finds every file of the machine as a table. It does so for
    the database that engine.xml calls default_database, and connects to `default`, which must then exist. The link to
    its store would make the overlay take the same identity; the engine makes it anew.
    """
    definition, link = metadata / f"{name}.sql", metadata / name
    if not definition.exists():
        draft = metadata / f"{name}.sql.draft"
        draft.write_text(f"ATTACH DATABASE _ UUID '{uuid.uuid4()}'\nENGINE = Atomic\n")
        draft.replace(definition)
    if link.is_symlink():
        link.unlink()


def _comparable(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
