"""Rows on their way from a client: the body of an INSERT goes to the engine in pieces, as it arrives."""

from collections.abc import AsyncIterator
from typing import Any

from reviewhouse.local.clickhouse.access import owner_of
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.progress import Summary
from reviewhouse.local.clickhouse.request import QueryRequest
from reviewhouse.local.clickhouse.running import Running
from reviewhouse.local.clickhouse.statements import Statement
from reviewhouse.sql import literal

_PIECE = 1 << 20


async def insert(
    running: Running, request: QueryRequest, connection: Any, statement: Statement, body: AsyncIterator[bytes]
) -> Summary:
    """Insert the rows that follow the statement, and then those of `body`; they are stored when this returns.

    As on a server, blocks of rows that were complete before an error may stay.
    """
    engine, kills_before = running.engine, running.kills
    length = 0
    look_for_failure = running.silent_failures.watch()
    inserter = await engine.run(_begin, connection, statement, request.bound_values)
    try:
        async for piece in _pieces(statement.data, body):
            length += len(piece)
            await engine.run(inserter.append, piece)
        # the engine ends a killed INSERT without a word, as if it had been empty
        if running.kills != kills_before and await engine.control(running.is_cancelled, request.query_id):
            raise QueryError(Code.QUERY_WAS_CANCELLED, "Query was cancelled")
        result = await engine.run(inserter.finish)
        if running.kills != kills_before and length and not result.rows_written:
            raise QueryError(Code.QUERY_WAS_CANCELLED, "Query was cancelled")
        if request.user:
            await engine.run(look_for_failure, owner_of(request.user, request.query_id))
    except BaseException:
        await engine.run(inserter.cancel)
        raise
    return Summary(
        read_rows=result.rows_written,
        read_bytes=result.bytes_written,
        written_rows=result.rows_written,
        written_bytes=result.bytes_written,
    )


def _begin(connection: Any, statement: Statement, bound_values: dict[str, str]) -> Any:
    if bound_values:
        values = ", ".join(f"param_{name} = {literal(value)}" for name, value in bound_values.items())
        connection.query(f"SET {values}")
    head = statement.sql[: statement.format_at].decode("utf-8", "surrogateescape")
    return connection.send_insert(head, statement.format)


async def _pieces(first: bytes, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The data in pieces of about a megabyte, whatever the sizes in which they arrive."""
    waiting, length = [first], len(first)
    async for chunk in body:
        waiting.append(chunk)
        length += len(chunk)
        if length >= _PIECE:
            yield b"".join(waiting)
            waiting, length = [], 0
    if length:
        yield b"".join(waiting)
