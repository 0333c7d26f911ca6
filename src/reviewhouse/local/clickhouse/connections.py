"""Connections as uvicorn keeps them, and what it leaves open: how long the head of a request may take, and its size.

Both hold before anybody has logged in.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from reviewhouse.local.clickhouse.early_head import EXTENSION, EarlyHead

HEAD_SECONDS = 30
"""From the first byte, or from the connection, to the end of the head: ClickHouse's http_receive_timeout."""

LARGEST_HEAD = 2 << 20
"""Bytes: a URL of a megabyte, which is as long as ClickHouse takes, and headers."""


class Protocol(HttpToolsProtocol):
    """uvicorn's, with an EarlyHead for each request in its scope."""

    _patience: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._patience:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self._head_is_here()
                return self.send_400_response(f"The head of a request has {LARGEST_HEAD} bytes at the most.")
        super().data_received(data)

    def on_message_begin(self) -> None:
        if not self._patience:
            self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_is_here()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._patience = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _head_is_here(self) -> None:
        if self._patience:
            self._patience.cancel()
        self._patience, self._head_bytes = None, 0

    def _give_up(self) -> None:
        if self.cycle and not self.cycle.response_complete:
            # nothing is read while a statement runs: the client may have sent the rest long ago
            return self._await_head()
        self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        cycle.scope["extensions"] = {EXTENSION: EarlyHead(cycle)}  # type: ignore[typeddict-unknown-key, typeddict-item]
        super()._start_asgi_task(cycle, app)
