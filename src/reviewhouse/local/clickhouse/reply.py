"""The answer to a request: ClickHouse's headers, the body in pieces, and errors before or within it."""

import asyncio
import secrets
import socket
import time

from starlette.types import Send

from reviewhouse.local.clickhouse.compression import Encoder, Plain, accepted_encoding, encoder
from reviewhouse.local.clickhouse.engine import Engine
from reviewhouse.local.clickhouse.errors import QueryError
from reviewhouse.local.clickhouse.native_blocks import BlockEncoder
from reviewhouse.local.clickhouse.progress import Progress, Summary
from reviewhouse.local.clickhouse.request import QueryRequest

PLAIN_TEXT = "text/plain; charset=UTF-8"
_CONTENT_TYPES = {
    "JSON": "application/json; charset=UTF-8",
    "CSVWithNames": "text/csv; charset=UTF-8; header=present",
    "CSV": "text/csv; charset=UTF-8; header=absent",
    "TabSeparated": "text/tab-separated-values; charset=UTF-8",
    "TSV": "text/tab-separated-values; charset=UTF-8",
    "XML": "application/xml; charset=UTF-8",
    "Native": "application/octet-stream",
    "RowBinary": "application/octet-stream",
    "Parquet": "application/octet-stream",
    "Arrow": "application/octet-stream",
    "ORC": "application/octet-stream",
}
"""By the beginning of a format's name, the first that fits."""

_SMALL = 1 << 16


class Reply:
    """Sends one answer, whole or piece by piece. `headers` may be added to until it starts."""

    def __init__(self, send: Send, request: QueryRequest, engine: Engine) -> None:
        self._send, self._request, self._engine = send, request, engine
        self._began = time.monotonic_ns()
        self._encoder: Encoder = Plain()
        self._tag = secrets.token_hex(8)
        self._sent_early: set[str] = set()
        self.started = False
        self.progress = Progress(self._tell_progress if request.wants_progress else None, request.progress_seconds)
        self.headers = {
            "X-ClickHouse-Server-Display-Name": engine.host_name,
            "X-ClickHouse-Timezone": request.parameters.get("session_timezone") or engine.timezone,
            "X-ClickHouse-Query-Id": request.query_id,
            "X-ClickHouse-Exception-Tag": self._tag,
        }
        if "origin" in request.headers or request.asks("add_http_cors_header"):
            self.headers |= {
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Expose-Headers": "X-ClickHouse-Query-Id,X-ClickHouse-Summary,X-ClickHouse-Format,"
                "X-ClickHouse-Timezone,X-ClickHouse-Server-Display-Name,X-ClickHouse-Exception-Code",
            }

    async def whole(self, summary: Summary, body: bytes, output_format: str | None) -> None:
        """Send everything; without a format where the statement has no result."""
        self._describe(summary, output_format, compressed=bool(body))
        if body:
            body = await self._compress(body) + self._encoder.flush()
        await self._start(200, len(body))
        await self._send({"type": "http.response.body", "body": body})

    async def begin(self, summary: Summary, output_format: str, length: int | None = None) -> None:
        """Send the head; `length` in bytes, where it is known, is that of the body before it is compressed."""
        self._describe(summary, output_format, compressed=True)
        await self._start(200, length if isinstance(self._encoder, Plain) else None)

    async def piece(self, data: bytes) -> None:
        if sent := await self._compress(data):
            await self._send({"type": "http.response.body", "body": sent, "more_body": True})

    def plain_socket(self) -> socket.socket | None:
        """Where the rest of a body can go as it is, in HTTP's chunks; None where pieces have to be sent."""
        early_head = self._request.early_head
        return early_head.plain_socket() if early_head and isinstance(self._encoder, Plain) else None

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": self._encoder.flush()})

    async def break_off(self, error: QueryError) -> None:
        """An error after the first piece: ClickHouse's marked block, and no proper end, so that no client takes
        the pieces for the whole."""
        # the line break at the text's end belongs to its length, as clients that go by the length expect
        text, tag = self._text(error).encode("utf-8", "surrogateescape"), self._tag.encode()
        block = b"\r\n__exception__\r\n%s\r\n%s%d %s\r\n__exception__\r\n" % (tag, text, len(text), tag)
        last = self._encoder.compress(block) + self._encoder.flush()
        await self._send({"type": "http.response.body", "body": last, "more_body": True})

    async def fail(self, error: QueryError) -> None:
        """An error instead of a result."""
        body = self._text(error).encode("utf-8", "surrogateescape")
        self.headers["Content-Type"] = PLAIN_TEXT
        self.headers["X-ClickHouse-Exception-Code"] = str(error.code)
        for name in ("X-ClickHouse-Format", "Content-Encoding"):
            self.headers.pop(name, None)
        await self._start(error.status, len(body))
        await self._send({"type": "http.response.body", "body": body})

    def _tell_progress(self, summary: Summary) -> None:
        """Send X-ClickHouse-Progress, and before the first one the headers that every answer has."""
        if self.started or self._request.early_head is None:
            return
        progress = {"X-ClickHouse-Progress": summary.header(time.monotonic_ns() - self._began)}
        early = {name: value for name, value in self.headers.items() if name not in self._sent_early}
        self._request.early_head.write(_encoded(early | progress))
        self._sent_early |= early.keys()

    def _text(self, error: QueryError) -> str:
        return f"{error.text} (version {self._engine.version} (official build))\n"

    def _describe(self, summary: Summary, output_format: str | None, *, compressed: bool) -> None:
        if output_format:
            self.headers["X-ClickHouse-Format"] = output_format
        self.headers["Content-Type"] = _content_type(output_format or "TabSeparated")
        self.headers["X-ClickHouse-Summary"] = summary.header(time.monotonic_ns() - self._began)
        if not compressed:
            return
        encoding = None
        if self._request.asks("enable_http_compression") and not self._request.is_old:
            encoding = accepted_encoding(self._request.headers.get("accept-encoding", ""))
        if encoding:
            self._encoder = encoder(encoding)
            self.headers["Content-Encoding"] = encoding
        elif self._request.asks("compress"):
            self._encoder = BlockEncoder()

    async def _compress(self, data: bytes) -> bytes:
        if len(data) <= _SMALL or isinstance(self._encoder, Plain):
            return self._encoder.compress(data)
        return await asyncio.to_thread(self._encoder.compress, data)

    async def _start(self, status: int, length: int | None = None) -> None:
        if length is not None:
            self.headers["Content-Length"] = str(length)
        self.started = True
        headers = {name: value for name, value in self.headers.items() if name not in self._sent_early}
        if self._sent_early:
            status = 200  # it is out already; clients also look at X-ClickHouse-Exception-Code
        await self._send({"type": "http.response.start", "status": status, "headers": _encoded(headers)})


def _content_type(output_format: str) -> str:
    known = (value for name, value in _CONTENT_TYPES.items() if output_format.lower().startswith(name.lower()))
    return next(known, PLAIN_TEXT)


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), _header_value(value)) for name, value in headers.items()]


def _header_value(text: str) -> bytes:
    # a query_id or time zone is the client's text: no line break of it may become a header of ours
    if text.isascii() and text.isprintable():
        return text.encode()
    return "".join(character if character.isprintable() else "?" for character in text).encode("latin-1", "replace")
