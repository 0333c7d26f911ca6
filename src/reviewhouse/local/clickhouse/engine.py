"""The engine: one chDB data folder, open in this process, and connections to it."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from xml.sax.saxutils import escape

from reviewhouse.errors import StackError
from reviewhouse.local.clickhouse import history
from reviewhouse.local.clickhouse.access import users_xml
from reviewhouse.local.clickhouse.damage import explained, tell_what_is_missing
from reviewhouse.local.clickhouse.opening import ADVICE, prepare, refuse_newer_data
from reviewhouse.settings import Settings
from reviewhouse.users import users

Result = TypeVar("Result")

CONFIG = Path(__file__).with_name("engine.xml")
OVERLAY = "_overlay"
STATEMENTS_AT_ONCE = 64
"""Further statements wait for their turn."""

CONTROLS_AT_ONCE = 8


class Engine:
    """A data folder that is open until `close`. `version`, `host_name` and `timezone` are the engine's own."""

    def __init__(self, folder: Path, administrator: str) -> None:
        """Opens the folder, making it where there is none; the query log calls the administrator by that name.

        Raises StackError.
        """
        self.folder = folder
        prepare(folder, ("default", history.DATABASE))
        with explained(folder):
            import chdb  # noqa: PLC0415 - half a second, for which no wrong setting and no missing folder has to wait

            self._chdb = chdb
            refuse_newer_data(folder, chdb.engine_version)
            self._address = f"{folder}?config-file={quote(str(CONFIG))}"
            self._keeper = self.connect()  # the engine lives for as long as one connection does
            _take_away_file_function()
            self._keeper.query(f"DROP DATABASE IF EXISTS {OVERLAY}")
            history.keep(self._keeper, administrator)
            facts = self._keeper.query("SELECT version(), hostName(), serverTimezone()", "TabSeparated")
        tell_what_is_missing(self._keeper)
        self.version, self.host_name, self.timezone = facts.bytes().decode().split()
        self._statements = ThreadPoolExecutor(STATEMENTS_AT_ONCE, "statement")
        # kills must not wait behind the statements that they are to end
        self._controls = ThreadPoolExecutor(CONTROLS_AT_ONCE, "control")

    def connect(self) -> Any:
        """A new connection, with settings of its own, for one thread at a time."""
        return self._chdb.connect(self._address)

    def ask(self, sql: str, output_format: str = "TabSeparated", **values: str) -> bytes:
        """The answer to a question of the server's own, with all rights, on a connection for it alone."""
        connection = self.connect()
        try:
            return connection.query(sql, output_format, params=values).bytes()
        finally:
            connection.close()

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
    """Write the users' rights, put what engine.xml takes from the environment there, and the engine into UTC.

    The AWS_ variables go: the engine would sign anybody's `s3('http://…')` with them. Raises StackError.
    """
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    home = settings.reviewhouse_home
    rights, backups = home / "run" / "users.xml", home / "backups"
    try:
        for folder in (rights.parent, backups):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        rights.write_text(users_xml(users(settings).values()))
    except OSError as error:
        raise StackError(f"{home} cannot be used: {error.strerror}. {ADVICE}") from None
    values = {
        "TZ": "UTC",
        "REVIEWHOUSE_CLICKHOUSE_USERS": str(rights),
        "REVIEWHOUSE_CLICKHOUSE_BACKUPS": f"{backups}/",
        "REVIEWHOUSE_CLICKHOUSE_MEMORY": str(int(settings.clickhouse_max_memory or 0)),
        "REVIEWHOUSE_LAKE_URL": settings.lake_url,
        "REVIEWHOUSE_LAKE_REGION": settings.aws_region,
        "REVIEWHOUSE_LAKE_KEY": settings.aws_access_key_id,
        "REVIEWHOUSE_LAKE_SECRET": settings.aws_secret_access_key.get_secret_value(),
    }
    # the engine reads them as pieces of XML
    os.environ |= {name: escape(value) for name, value in values.items()}
    # its allocator gives blocks of 64 MiB and more back to the system at once, which a load and a build ask for anew
    os.environ.setdefault("JE_MALLOC_CONF", "oversize_threshold:0")


def _take_away_file_function() -> None:
    """Put a function in the place of the engine's `file()`, which returns any file of this machine to anybody.

    No grant guards it. (The table function of the same name is another thing; it asks for the grant READ ON FILE.)
    """
    from chdb import _chdb  # noqa: PLC0415

    _chdb.create_function("file", _refuse_file, ["String"], "String", on_null="pass")


def _refuse_file(_path: str) -> str:
    raise PermissionError("file() is not here: no statement reads the files of this machine")
