"""A pipe between a thread of the engine, which writes, and the event loop, which reads a piece with one copy of it.

Or with none: on Linux, what lies in a pipe can be moved into a socket.
"""

import asyncio
import fcntl
import os
import socket
import sys
import termios
from contextlib import suppress
from types import TracebackType
from typing import Self

PIECE = 1 << 20
"""Bytes that one read gives at the most."""


class Pipe:
    """Closes its reading end when it is left; `write_end` belongs to whoever writes."""

    def __init__(self) -> None:
        self._read_end, self.write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        with suppress(PermissionError):  # beyond the system's limit for one user a pipe keeps its common size
            fcntl.fcntl(self.write_end, fcntl.F_SETPIPE_SZ, PIECE)
        self._loop = asyncio.get_running_loop()
        self._is_open = True

    async def read(self) -> bytes:
        """What has arrived; nothing when the writer has closed its end."""
        while True:
            try:
                return os.read(self._read_end, PIECE)
            except BlockingIOError:
                await self._readable()

    async def read_at_least(self, size: int) -> bytes:
        """The next bytes, fewer than asked for only where they end."""
        pieces, length = [], 0
        while length < size and (piece := await self.read()):
            pieces.append(piece)
            length += len(piece)
        return b"".join(pieces)

    async def send_as_chunks(self, connection: socket.socket) -> None:
        """Move all that is still to come into a socket that does not block, in HTTP's chunks, without the last one.

        Raises OSError where the other side has closed the connection.
        """
        while size := await self._waiting():
            await self._write(connection, b"%x\r\n" % size)
            while size:
                try:
                    size -= os.splice(self._read_end, connection.fileno(), size, flags=os.SPLICE_F_NONBLOCK)
                except BlockingIOError:
                    await self._writable(connection)
            await self._write(connection, b"\r\n")

    async def _waiting(self) -> int:
        """How many bytes can be read now, at least one; 0 when the writer has closed its end."""
        size = self._size()
        if not size:
            await self._readable()
            size = self._size()
        return size

    def _size(self) -> int:
        return int.from_bytes(fcntl.ioctl(self._read_end, termios.FIONREAD, bytes(4)), sys.byteorder)

    async def _write(self, connection: socket.socket, text: bytes) -> None:
        while text:
            try:
                text = text[connection.send(text) :]
            except BlockingIOError:
                await self._writable(connection)

    async def _writable(self, connection: socket.socket) -> None:
        free = self._loop.create_future()
        self._loop.add_writer(connection, lambda: free.done() or free.set_result(None))
        try:
            await free
        finally:
            self._loop.remove_writer(connection)

    async def _readable(self) -> None:
        arrived = self._loop.create_future()
        self._loop.add_reader(self._read_end, lambda: arrived.done() or arrived.set_result(None))
        try:
            await arrived
        finally:
            self._loop.remove_reader(self._read_end)

    def close(self) -> None:
        """A writer that still writes gets an error. Once is enough; more does no harm."""
        if self._is_open:
            self._is_open = False
            os.close(self._read_end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
