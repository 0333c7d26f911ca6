"""Rows on their way to a client: the engine writes a result into a pipe, and the answer is read from it.

So every format streams with its own framing, and memory stays flat whatever the size.
"""

import asyncio
import os
import socket
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from reviewhouse.local.clickhouse.engine import outcome
from reviewhouse.local.clickhouse.errors import QueryError
from reviewhouse.local.clickhouse.pipe import Pipe
from reviewhouse.local.clickhouse.progress import Summary
from reviewhouse.local.clickhouse.reply import Reply
from reviewhouse.local.clickhouse.request import ClientGone, QueryRequest
from reviewhouse.local.clickhouse.running import Running
from reviewhouse.local.clickhouse.statements import Statement, into_descriptor

FORMATTING_SETTING = "output_format_parallel_formatting"

_BUFFER = 1 << 20
"""Bytes: an error before the result has grown to this is answered with its proper status, as ClickHouse does."""


def all_cores_format(output_format: str) -> bool:
    """Whether all cores are to write a result: only where each row repeats the names of its fields, which keeps one
    core busy for longer than it takes to send them. Every further core holds blocks of its own."""
    name = output_format.upper()
    return "JSON" in name or name == "XML"


class ResultStream:
    """Runs one SELECT and answers with its rows. The client's going away ends the statement."""

    def __init__(self, running: Running, request: QueryRequest, reply: Reply) -> None:
        self._running, self._request, self._reply = running, request, reply

    async def send(self, prepared: Callable[[], Any], statement: Statement, output_format: str) -> None:
        """Send the rows; `prepared` gives the connection, and is called in the thread that uses it.

        Raises what the engine or `prepared` raises; where rows have been sent already, the answer tells of it too.
        """
        with Pipe() as pipe:
            sql = into_descriptor(statement, output_format, pipe.write_end)
            work = self._running.engine.start(_produce, prepared, sql, self._request.bound_values, pipe.write_end)
            watch = asyncio.create_task(self._kill_when_gone(work))
            try:
                await self._send(pipe, work, output_format)
            finally:
                watch.cancel()
                # an engine that waits for somebody to read its rows hears of no KILL
                pipe.close()
                await self._end(work)

    async def _send(self, pipe: Pipe, work: Future[Summary], output_format: str) -> None:
        head = await pipe.read_at_least(_BUFFER)
        if len(head) < _BUFFER:
            return await self._reply.whole(await outcome(work), head, output_format)
        if self._request.wants_whole_result:
            return await self._send_when_complete(head, pipe, work, output_format)
        await self._reply.begin(self._reply.progress.latest, output_format)
        piece = head
        while piece:
            await self._reply.piece(piece)
            if connection := self._reply.plain_socket():
                with connection:
                    await self._move(pipe, connection)
            piece = await pipe.read()
        try:
            await outcome(work)
        except (RuntimeError, ValueError) as error:
            await self._reply.break_off(QueryError.of(error))
            raise
        await self._reply.end()

    @staticmethod
    async def _move(pipe: Pipe, connection: socket.socket) -> None:
        try:
            await pipe.send_as_chunks(connection)
        except OSError:
            raise ClientGone from None

    async def _send_when_complete(self, head: bytes, pipe: Pipe, work: Future[Summary], output_format: str) -> None:
        with tempfile.TemporaryFile() as store:
            piece = head
            while piece:
                await asyncio.to_thread(store.write, piece)
                piece = await pipe.read()
            await self._reply.begin(await outcome(work), output_format, store.tell())
            store.seek(0)
            while piece := await asyncio.to_thread(store.read, _BUFFER):
                await self._reply.piece(piece)
        await self._reply.end()

    async def _kill_when_gone(self, work: Future[Summary]) -> None:
        await self._request.gone()
        await self._end(work)

    async def _end(self, work: Future[Summary]) -> None:
        if not work.done():
            await self._running.engine.control(self._running.end, self._request.query_id, work)


def _produce(prepared: Callable[[], Any], sql: bytes, bound_values: dict[str, str], write_end: int) -> Summary:
    try:
        return Summary.of_result(prepared().query(sql, "TabSeparated", params=bound_values))
    finally:
        os.close(write_end)
