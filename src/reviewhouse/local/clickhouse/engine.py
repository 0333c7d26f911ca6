"""The engine: one chDB data folder, open in this process, and connections to it."""

import asyncio
import errno
import fcntl
import os
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from reviewhouse.errors import StackError
from reviewhouse.local.clickhouse.errors import QueryError
from reviewhouse.settings import Settings

Result = TypeVar("Result")

CONFIG = Path(__file__).with_name("engine.xml")
OVERLAY = "_overlay"
STATEMENTS_AT_ONCE = 64
"""Further statements wait for their turn."""

CONTROLS_AT_ONCE = 8

_ADVICE = "Set REVIEWHOUSE_HOME to another folder, or mend this one."


class Engine:
    """A data folder that is open until `close`. `version`, `host_name` and `timezone` are the engine's own."""

    def __init__(self, folder: Path) -> None:
        """Opens the folder, making it where there is none. Raises StackError."""
        _prepare(folder)
        import chdb  # noqa: PLC0415 - half a second, for which no wrong setting and no missing folder has to wait

        self._chdb = chdb
        self._address = f"{folder}?config-file={quote(str(CONFIG))}"
        try:
            # the engine lives for as long as one connection does
            self._keeper = self.connect()
            self._keeper.query(f"DROP DATABASE IF EXISTS {OVERLAY}")
            facts = self._keeper.query("SELECT version(), hostName(), serverTimezone()", "TabSeparated")
        except RuntimeError as error:
            text = QueryError.of(error).text
            raise StackError(f"ClickHouse cannot open its data folder {folder}: {text} {_ADVICE}") from None
        self.version, self.host_name, self.timezone = facts.bytes().decode().split()
        self._statements = ThreadPoolExecutor(STATEMENTS_AT_ONCE, "statement")
        # kills must not wait behind the statements that they are to end
        self._controls = ThreadPoolExecutor(CONTROLS_AT_ONCE, "control")

    def connect(self) -> Any:
        """A new connection, with settings of its own, for one thread at a time."""
        return self._chdb.connect(self._address)

    def start(self, function: Callable[..., Result], *values: Any) -> Future[Result]:
        """Start something in a thread."""
        return self._statements.submit(function, *values)

    async def run(self, function: Callable[..., Result], *values: Any) -> Result:
        """Run something in a thread to its end, even where the caller is cancelled: connections are not shared."""
        return await _to_its_end(self._statements.submit(function, *values))

    async def control(self, function: Callable[..., Result], *values: Any) -> Result:
        """The same for what ends statements, or asks about them."""
        return await _to_its_end(self._controls.submit(function, *values))

    def close(self) -> None:
        """Wait for what still runs, and close the folder."""
        self._statements.shutdown()
        self._controls.shutdown()
        self._keeper.close()


async def outcome(work: Future[Result]) -> Result:
    """What a thread returns or raises; cancelling this does not touch the thread."""
    return await asyncio.shield(_in_loop(work))


def _in_loop(work: Future[Result]) -> asyncio.Future[Result]:
    future = asyncio.wrap_future(work)
    # asyncio would log an error that nobody asks this future for: it is told from `work`
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


async def _to_its_end(work: Future[Result]) -> Result:
    cancelled = None
    while not work.done():
        try:
            await asyncio.wait({_in_loop(work)})
        except asyncio.CancelledError as error:  # a server that stops cancels what runs more than once
            cancelled = error
    if cancelled:
        raise cancelled
    return work.result()


def set_environment(settings: Settings) -> None:
    """Put the lake's address and keys where engine.xml looks for them, and the engine into UTC.

    The AWS_ variables go: the engine would sign anybody's `s3('http://…')` with them.
    """
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        "TZ": "UTC",
        "REVIEWHOUSE_LAKE_URL": settings.lake_url,
        "REVIEWHOUSE_LAKE_REGION": settings.aws_region,
        "REVIEWHOUSE_LAKE_KEY": settings.aws_access_key_id,
        "REVIEWHOUSE_LAKE_SECRET": settings.aws_secret_access_key.get_secret_value(),
    }


def _prepare(folder: Path) -> None:
    metadata = folder / "metadata"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        metadata.mkdir(mode=0o700, exist_ok=True)
        _refuse_second_process(folder)
        _make_default_database(metadata)
    except OSError as error:
        raise StackError(f"The ClickHouse data folder {folder} cannot be used: {error.strerror}. {_ADVICE}") from None


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


def _make_default_database(metadata: Path) -> None:
    """Make `default` a common database, as on a server.

    The engine would make it an overlay that also finds every file of the machine as a table. It does so for the
    database that engine.xml calls default_database, and connects to `default`, which must then exist. The link to
    its store would make the overlay take the same identity; the engine makes it anew.
    """
    definition, link = metadata / "default.sql", metadata / "default"
    if not definition.exists():
        draft = metadata / "default.sql.draft"
        draft.write_text(f"ATTACH DATABASE _ UUID '{uuid.uuid4()}'\nENGINE = Atomic\n")
        draft.replace(definition)
    if link.is_symlink():
        link.unlink()
