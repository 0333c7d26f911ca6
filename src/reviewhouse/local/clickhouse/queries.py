"""The endpoint for statements: from a request, through the engine, to the answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.types import Receive, Scope, Send

from reviewhouse.local.clickhouse.auth import Authenticator
from reviewhouse.local.clickhouse.engine import Engine, outcome
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.forms import is_form, load_table, read_form
from reviewhouse.local.clickhouse.inserts import insert
from reviewhouse.local.clickhouse.reply import Reply, Summary
from reviewhouse.local.clickhouse.request import ClientGone, QueryRequest
from reviewhouse.local.clickhouse.results import ResultStream, summary_of
from reviewhouse.local.clickhouse.running import QUERY_ID_SETTING, Running
from reviewhouse.local.clickhouse.sessions import Session, Sessions
from reviewhouse.local.clickhouse.statements import Statement, read

_HEAD = 1 << 18
"""Bytes of a body in which an INSERT's data must begin: ClickHouse's max_query_size."""

_LARGEST_STATEMENT = 1 << 24
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
                    await reply.fail(QueryError.of(error))
        except ClientGone:
            pass
        except asyncio.CancelledError:
            if not reply.started:
                await reply.fail(QueryError(Code.QUERY_WAS_CANCELLED, "Query was cancelled: the server is stopping"))

    def close(self) -> None:
        self._sessions.close()

    async def _answer(self, request: QueryRequest, reply: Reply) -> None:
        if not request.may_write and "query" not in request.parameters:
            return await reply.whole(Summary(), _OK, None)
        self._authenticator.check(request.headers, request.parameters)
        body = request.body()
        if is_form(request):
            await read_form(request, body)
        statement = await _read_statement(request, body)
        with self._running.claim(request.query_id):
            async with self._sessions.use(request) as session:
                await self._execute(request, reply, session, statement, body)

    async def _execute(
        self,
        request: QueryRequest,
        reply: Reply,
        session: Session,
        statement: Statement,
        body: AsyncIterator[bytes],
    ) -> None:
        is_read = await self._engine.run(_prepare, session, request, statement)
        running, connection = self._running, session.connection
        if statement.takes_rows:
            return await reply.whole(await insert(running, request, connection, statement, body), b"", None)
        output_format = request.default_format if statement.has_select else statement.format or request.default_format
        if statement.returns_rows:
            return await ResultStream(running, request, reply).send(connection, statement, output_format)
        sql = statement.sql
        if statement.kind == b"KILL":
            sql = running.kill_statement(statement, request.bound_values)
        work = self._engine.start(_run, session, sql, statement.kind, request.bound_values, output_format)
        try:
            result = await outcome(work)
        finally:
            if not work.done():
                await self._engine.control(running.end, request.query_id, work)
        rows = result.bytes()
        await reply.whole(summary_of(result), rows, output_format if is_read or rows else None)


async def _read_statement(request: QueryRequest, body: AsyncIterator[bytes]) -> Statement:
    """The statement: all of it, or of an INSERT with data as much as surely holds where they begin."""
    text = bytearray(request.parameters.get("query", "").encode("utf-8", "surrogateescape"))
    if text:
        text += b"\n"
    async for chunk in body:
        text += chunk
        if len(text) >= _HEAD:
            break
    statement = read(bytes(text))
    if statement.takes_rows:
        return statement
    async for chunk in body:
        text += chunk
        if len(text) > _LARGEST_STATEMENT:
            raise QueryError(Code.QUERY_IS_TOO_LARGE, f"A statement of more than {_LARGEST_STATEMENT} bytes")
    return read(bytes(text)) if len(text) > len(statement.sql) else statement


def _prepare(session: Session, request: QueryRequest, statement: Statement) -> bool:
    """Make the connection ready and judge the statement; whether it only reads."""
    session.prepare({QUERY_ID_SETTING: request.query_id} | request.settings, request.database)
    is_read = _judge(session.connection, request, statement)
    for name, data in request.files.items():
        load_table(session.connection, request, name, data)
    return is_read


def _judge(connection: Any, request: QueryRequest, statement: Statement) -> bool:
    """Whether a statement only reads. Raises QueryError for one that may not run."""
    found = connection._conn.classify_query(statement.head)  # the engine's parser: chdb gives it no public name
    if found["statement_count"] != 1:
        # the engine would run the statements before the one that it cannot read
        raise _syntax_error(connection, statement.head)
    kind = found["query_class"].name
    if statement.has_select and statement.data.strip():
        # the engine would write nothing, without a word
        raise QueryError(Code.NOT_IMPLEMENTED, "INSERT ... SELECT ... FROM input(...) with data")
    if statement.names_a_file or (statement.returns_rows and kind == "CONTROL"):
        raise QueryError(Code.SUPPORT_IS_DISABLED, "INTO OUTFILE and FROM INFILE are not allowed over HTTP")
    is_read = kind == "READ_ONLY"
    if not (is_read or request.may_write or statement.kind in (b"SET", b"USE")):
        raise QueryError(
            Code.READONLY,
            "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. "
            "You should use method POST for modifying queries",
        )
    return is_read


def _syntax_error(connection: Any, sql: bytes) -> QueryError:
    """The engine's own explanation of what it cannot read, or may not run in one go."""
    found = QueryError(Code.SYNTAX_ERROR, "Syntax error: the statement cannot be read")
    try:
        connection.query("SELECT formatQuery({text:String})", params={"text": sql.decode("utf-8", "replace")})
    except RuntimeError as error:
        explained = QueryError.of(error).text.split(": In scope SELECT formatQuery(")[0]
        found.text = f"{explained.rstrip('. ')}. ({Code.SYNTAX_ERROR.name})"
    return found


def _run(session: Session, sql: bytes, kind: bytes, values: dict[str, str], output_format: str) -> Any:
    result = session.connection.query(sql, output_format, params=values)
    session.remember(sql, kind)
    return result
