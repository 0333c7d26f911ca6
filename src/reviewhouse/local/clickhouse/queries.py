"""The endpoint for statements: from a request, through the engine, to the answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from starlette.types import Receive, Scope, Send

from reviewhouse.local.clickhouse.access import EXPRESSIONS_SETTING, owner_of
from reviewhouse.local.clickhouse.auth import Authenticator
from reviewhouse.local.clickhouse.engine import Engine, outcome
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.forms import is_form, load_table, read_form
from reviewhouse.local.clickhouse.full_disk import refuse_on_full_disk
from reviewhouse.local.clickhouse.guard import judge
from reviewhouse.local.clickhouse.input_function import into_temporary_table
from reviewhouse.local.clickhouse.inserts import insert
from reviewhouse.local.clickhouse.progress import Progress, Summary
from reviewhouse.local.clickhouse.reply import Reply
from reviewhouse.local.clickhouse.request import ClientGone, QueryRequest
from reviewhouse.local.clickhouse.results import FORMATTING_SETTING, ResultStream, all_cores_format
from reviewhouse.local.clickhouse.running import ALL_CORES, THREADS_SETTING, Running
from reviewhouse.local.clickhouse.sessions import Session, Sessions
from reviewhouse.local.clickhouse.statements import Statement, read

_HEAD = 1 << 18
"""Bytes of a body in which an INSERT's data must begin: ClickHouse's max_query_size."""

_LARGEST_STATEMENT = 1 << 24
_QUICKLY_READ = 1 << 14
"""Bytes of a statement that is read at once; to read a longer one takes a while, in which others are to be served."""

_OK = b"Ok.\n"


class Queries:
    """An ASGI application that runs statements."""

    def __init__(self, engine: Engine, authenticator: Authenticator) -> None:
        self._engine, self._authenticator = engine, authenticator
        self._running = Running(engine)
        self._sessions = Sessions(engine)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = QueryRequest(scope, receive)
        reply = Reply(send, request, self._engine)
        try:
            try:
                await self._answer(request, reply)
            except (QueryError, RuntimeError, OSError, ValueError) as error:
                if not reply.started:
                    await request.drain()
                    await reply.fail(QueryError.of(error).in_name_of(request.user))
        except ClientGone:
            pass
        except asyncio.CancelledError:
            if not reply.started:
                await reply.fail(QueryError(Code.QUERY_WAS_CANCELLED, "Query was cancelled: the server is stopping"))

    def close(self) -> None:
        self._sessions.close()
        self._running.silent_failures.close()

    async def _answer(self, request: QueryRequest, reply: Reply) -> None:
        if not request.is_posted and "query" not in request.parameters:
            return await reply.whole(Summary(), _OK, None)
        request.user = await self._authenticator.check(request)
        body = request.body()
        if is_form(request):
            await read_form(request, body)
        statement = await _read_statement(request, body)
        if statement.returns_rows or statement.kind == b"SHOW":
            sql = self._running.as_clients_see_it(statement.sql)
            statement = statement if sql == statement.sql else await _read(sql)
        with self._running.claim(request.query_id):
            async with self._sessions.use(request, request.user) as session:
                await self._execute(request, reply, session, statement, body)
                session.note_what_stays(request, statement)

    async def _execute(
        self,
        request: QueryRequest,
        reply: Reply,
        session: Session,
        statement: Statement,
        body: AsyncIterator[bytes],
    ) -> None:
        threads = self._running.share_of_cores() if statement.returns_rows else ALL_CORES
        prepare = partial(_prepare, self._engine, session, request, reply.progress, statement, threads=threads)
        if statement.returns_rows:
            output_format = statement.format or request.default_format
            async with self._running.turns.take():
                return await ResultStream(self._running, request, reply).send(
                    partial(_prepared, session, prepare), statement, output_format
                )
        if statement.kind == b"KILL":
            return await self._kill(request, reply, session, statement, prepare)
        is_read = await self._engine.run(prepare)
        if not is_read:
            refuse_on_full_disk(self._engine.folder, statement.kind)
        running, connection = self._running, session.connection
        following = None
        if statement.input_at and statement.takes_rows:
            statement, following = await self._engine.run(into_temporary_table, connection, statement)
        if statement.takes_rows:
            summary = await insert(running, request, connection, statement, body)
            if following is None:
                return await reply.whole(summary, b"", None)
        is_insert = statement.kind == b"INSERT"
        output_format = request.default_format if is_insert else statement.format or request.default_format
        sql = following or statement.sql
        work = self._engine.start(_run, session, sql, statement.kind, request.bound_values, output_format)
        try:
            result = await outcome(work)
        finally:
            if not work.done():
                await self._engine.control(running.end, request.query_id, work)
        rows = result.bytes()
        await reply.whole(Summary.of_result(result), rows, output_format if is_read or rows else None)

    async def _kill(
        self,
        request: QueryRequest,
        reply: Reply,
        session: Session,
        statement: Statement,
        prepare: Callable[[], object],
    ) -> None:
        """Run a KILL, which must not wait behind the statements that it is to end."""
        output_format = statement.format or request.default_format
        await self._engine.control(prepare)
        sql = self._running.kill_statement(statement)
        values = request.bound_values
        result = await self._engine.control(_run, session, sql, statement.kind, values, output_format)
        await reply.whole(Summary.of_result(result), result.bytes(), output_format)


async def _read_statement(request: QueryRequest, body: AsyncIterator[bytes]) -> Statement:
    """The statement: all of it, or of an INSERT with data as much as surely holds where they begin."""
    text = bytearray(request.parameters.get("query", "").encode("utf-8", "surrogateescape"))
    if text:
        text += b"\n"
    async for chunk in body:
        text += chunk
        if len(text) >= _HEAD:
            break
    statement = await _read(bytes(text))
    if statement.takes_rows:
        return statement
    async for chunk in body:
        text += chunk
        if len(text) > _LARGEST_STATEMENT:
            raise QueryError(Code.QUERY_IS_TOO_LARGE, f"A statement of more than {_LARGEST_STATEMENT} bytes")
    return await _read(bytes(text)) if len(text) > len(statement.sql) else statement


async def _read(text: bytes) -> Statement:
    return read(text) if len(text) <= _QUICKLY_READ else await asyncio.to_thread(read, text)


def _prepare(
    engine: Engine, session: Session, request: QueryRequest, progress: Progress, statement: Statement, *, threads: int
) -> bool:
    """Make the connection ready and judge the statement; whether it only reads."""
    has_values = statement.takes_rows and (statement.format or "").upper() == "VALUES"
    settings = request.settings | {EXPRESSIONS_SETTING: str(int(has_values))}
    output_format = statement.format or request.default_format
    chosen = {FORMATTING_SETTING: int(all_cores_format(output_format)), THREADS_SETTING: threads}
    settings = {name: str(value) for name, value in chosen.items() if not session.has_set(name)} | settings
    session.prepare(owner_of(session.user, request.query_id), settings, request.database)
    is_read = judge(session.connection, session.user, statement, may_write=request.may_write, ask=engine.ask)
    session.connection.set_progress_callback(progress)
    session.tables_of_request = list(request.files)
    for name, data in request.files.items():
        load_table(session.connection, request, name, data)
    return is_read


def _prepared(session: Session, prepare: Callable[[], object]) -> Any:
    prepare()
    return session.connection


def _run(session: Session, sql: bytes, kind: bytes, values: dict[str, str], output_format: str) -> Any:
    result = session.connection.query(sql, output_format, params=values)
    session.remember(sql, kind)
    return result
