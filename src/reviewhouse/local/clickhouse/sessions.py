"""Connections to the engine, and what requests set on them. One request, one connection, unless it names a session."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, Self

from reviewhouse.local.clickhouse.access import OWNER_SETTING, steps_into
from reviewhouse.local.clickhouse.engine import Engine
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.request import QueryRequest
from reviewhouse.local.clickhouse.statements import Statement
from reviewhouse.sql import identifier, literal
from reviewhouse.users import User

DEFAULT_DATABASE = "default"
UNUSED_AT_MOST = 32
"""Connections of one user that wait for the next request."""

_LEAVES_NOTHING = (b"SELECT", b"WITH", b"FROM", b"(", b"SHOW", b"DESCRIBE", b"DESC", b"EXISTS", b"EXPLAIN", b"INSERT")


class Traces(NamedTuple):
    """What a request leaves on its connection: settings, which are not reset to the profile's, and names of values."""

    settings: frozenset[tuple[str, str]]
    bound: frozenset[str]

    @classmethod
    def of(cls, request: QueryRequest) -> Self:
        """Those of a request; another one that leaves the same finds nothing of it."""
        return cls(frozenset(request.settings.items()), frozenset(request.bound_values))


class Session:
    """A connection with its own SET and USE. What the parameters of a request set holds for that request alone."""

    def __init__(self, engine: Engine, user: User) -> None:
        self._engine, self.user = engine, user
        self.is_busy = False
        self.left: Traces | None = None
        """What the last request has left here; None where nobody can tell."""
        self.expiry: asyncio.TimerHandle | None = None
        self._of_request: dict[str, str | None] = {}
        self._own_statements: dict[bytes, None] = {}
        self._own_database = self._database = DEFAULT_DATABASE
        self.tables_of_request: list[str] = []
        """The external tables of the last request, which end with it."""

    @cached_property
    def connection(self) -> Any:
        """Made when it is first used, in the thread that uses it."""
        made = self._engine.connect()
        try:
            for step in steps_into(self.user):
                made.query(step)
        except RuntimeError:
            made.close()
            raise
        return made

    def prepare(self, owner: str, settings: dict[str, str], database: str) -> None:
        """Put a request's owner, settings and database in force, and end those of the request before it."""
        steps = [f"DROP TEMPORARY TABLE IF EXISTS {identifier(name)}" for name in self.tables_of_request]
        self.tables_of_request = []
        ended = self._of_request.keys() - settings.keys()
        if ended:
            steps.append(_assignment(owner, {name: str(self.user.limits.get(name, "DEFAULT")) for name in ended}))
            steps += [sql.decode("utf-8", "surrogateescape") for sql in self._own_statements]
        changed = {name: value for name, value in settings.items() if ended or self._of_request.get(name) != value}
        steps.append(_assignment(owner, {name: literal(value) for name, value in changed.items()}))
        # kept even where a step fails: the next request then ends these
        self._of_request = dict(settings)
        wanted = database or self._own_database
        if wanted != self._database:
            steps.append(f"USE {identifier(wanted)}")
        for step in steps:
            self.connection.query(step)
        self._database = wanted

    def has_set(self, setting: str) -> bool:
        """Whether a SET of the client's may have named it."""
        return any(setting.encode() in sql for sql in self._own_statements)

    def note_what_stays(self, request: QueryRequest, statement: Statement) -> None:
        """To be called when a statement has ended well."""
        is_clean = statement.kind in _LEAVES_NOTHING and not (request.files or statement.input_at)
        self.left = Traces.of(request) if is_clean else None

    def remember(self, sql: bytes, kind: bytes) -> None:
        """Note what a SET or USE of the client has changed for the requests to come.

        Raises QueryError (497) where it took on a role that is not the user's, and gives it back.
        """
        if kind == b"SET":
            self._keep_role()
            self._own_statements.pop(sql, None)
            self._own_statements[sql] = None
            self._of_request = dict.fromkeys(self._of_request)
        elif kind == b"USE":
            found = self.connection.query("SELECT currentDatabase()", "TSVRaw").bytes().decode()
            self._database = self._own_database = found.removesuffix("\n")

    def _keep_role(self) -> None:
        # the guard refuses SET ROLE; this holds should it be misled about what it reads
        if self.user.is_admin:
            return
        roles = self.connection.query("SELECT arrayStringConcat(currentRoles(), ' ')", "TSVRaw").bytes().decode()
        if roles.strip() != self.user.name:
            self.connection.query(f"SET ROLE {self.user.name}")
            raise QueryError(
                Code.ACCESS_DENIED, f"{self.user.name}: Not enough privileges: another role is not allowed"
            )

    def close(self) -> None:
        if "connection" in vars(self):
            self.connection.close()


def _assignment(owner: str, values: dict[str, str]) -> str:
    # begins with the owner, by which feed_query_log.sql knows that no client has sent it
    values = {OWNER_SETTING: literal(owner)} | values
    return "SET " + ", ".join(f"{name} = {value}" for name, value in values.items())


class Sessions:
    """The sessions that users named; each is closed when nobody has used it for its timeout.

    A request without one has a connection to itself. It serves its user again, for a request that sets the same, as
    those of one client do: to make another takes longer than a small statement.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._unused: dict[str, list[Session]] = defaultdict(list)
        self._named: dict[tuple[str, str], Session] = {}

    @asynccontextmanager
    async def use(self, request: QueryRequest, user: User) -> AsyncIterator[Session]:
        """The session of a request. Raises QueryError (372, 373, 374) where it is missing, locked or ill-timed."""
        session_id = request.parameters.get("session_id")
        if not session_id:
            session = self._take_unused(user, Traces.of(request))
            try:
                yield session
            finally:
                self._give_back(session)
            return
        seconds = request.session_seconds
        name = (user.name, session_id)
        session = self._take(name, user, must_exist=request.asks("session_check"))
        try:
            yield session
        finally:
            session.is_busy = False
            if request.asks("close_session"):
                self._expire(name)
            else:
                session.expiry = asyncio.get_running_loop().call_later(seconds, self._expire, name)

    def _take_unused(self, user: User, traces: Traces) -> Session:
        unused = self._unused[user.name]
        session = next((one for one in reversed(unused) if one.left == traces), None)
        if session is None:
            return Session(self._engine, user)
        unused.remove(session)
        session.left = None
        return session

    def _give_back(self, session: Session) -> None:
        unused = self._unused[session.user.name]
        if session.left is None:
            self._engine.start(session.close)
            return
        unused.append(session)
        if len(unused) > UNUSED_AT_MOST:
            self._engine.start(unused.pop(0).close)

    def _take(self, name: tuple[str, str], user: User, *, must_exist: bool) -> Session:
        session = self._named.get(name)
        if session is None:
            if must_exist:
                raise QueryError(Code.SESSION_NOT_FOUND, f"Session {name[1]} not found")
            session = self._named[name] = Session(self._engine, user)
        if session.is_busy:
            raise QueryError(Code.SESSION_IS_LOCKED, f"Session {name[1]} is locked by a concurrent client")
        if session.expiry:
            session.expiry.cancel()
        session.is_busy = True
        return session

    def _expire(self, name: tuple[str, str]) -> None:
        session = self._named.pop(name)
        self._engine.start(session.close)

    def close(self) -> None:
        """Close them all; for when no request runs any more."""
        for session in (*self._named.values(), *chain(*self._unused.values())):
            self._engine.start(session.close)
        self._named.clear()
        self._unused.clear()
