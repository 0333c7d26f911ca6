"""What an answer needs past ASGI: headers that go out before its other headers are known, as ClickHouse sends its
progress, and the socket, into which large results are moved without a copy.

ASGI knows nothing like it, and so this reaches into uvicorn: the first lines are written to the connection past it,
and the status line that it writes itself, later, is taken out.
"""

import os
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

EXTENSION = "reviewhouse.early_head"
_STATUS_LINE = b"HTTP/1.1 200 OK\r\n"


class EarlyHead:
    """The beginning of one answer. After the first `write` its status is 200, whatever comes."""

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle, self._transport = cycle, cycle.transport
        self.begun = False

    def write(self, headers: list[tuple[bytes, bytes]]) -> None:
        """Send some headers. Raises RuntimeError where the head is complete already."""
        if self._cycle.response_started:
            raise RuntimeError("the head of the answer has been sent")
        if self._cycle.disconnected:
            return
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        if not self.begun:
            self.begun = True
            lines = _STATUS_LINE + lines
            self._cycle.transport = _WithoutStatusLine(self._cycle)  # type: ignore[assignment]
        self._transport.write(lines)

    def plain_socket(self) -> socket.socket | None:
        """Another handle of the connection's socket, for writing past uvicorn where that has written all that it had.

        None where it has not, where the connection is encrypted, where no body may be sent, or where this system cannot
        move pipes into sockets.
        """
        transport, cycle = self._transport, self._cycle
        is_encrypted = transport.get_extra_info("sslcontext") is not None
        is_busy = transport.get_write_buffer_size() > 0
        has_no_body = cycle.scope["method"] == "HEAD"
        if is_encrypted or is_busy or has_no_body or cycle.disconnected or not hasattr(os, "splice"):
            return None
        return socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))


class _WithoutStatusLine:
    """Stands in for the transport until the rest of the head is written."""

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle, self._transport = cycle, cycle.transport

    def write(self, head: bytes) -> None:
        self._cycle.transport = self._transport
        _, _, rest = head.partition(b"\r\n")
        self._transport.write(rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
