"""How far a statement has come, as the engine tells it about ten times a second."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Summary:
    """What a statement read and wrote; the fields are those of X-ClickHouse-Summary and X-ClickHouse-Progress."""

    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0
    total_rows_to_read: int = 0
    result_rows: int = 0
    result_bytes: int = 0

    @classmethod
    def of_result(cls, result: Any) -> Self:
        """What the engine says of a statement that has run."""
        return cls(
            read_rows=result.storage_rows_read(),
            read_bytes=result.storage_bytes_read(),
            written_rows=result.rows_written(),
            written_bytes=result.bytes_written(),
            total_rows_to_read=result.storage_rows_read(),
            result_rows=result.rows_read(),
            result_bytes=result.bytes_read(),
        )

    def header(self, elapsed_ns: int) -> str:
        counts = {name: str(count) for name, count in vars(self).items()}
        return json.dumps(counts | {"elapsed_ns": str(elapsed_ns)}, separators=(",", ":"))


class Progress:
    """The engine calls this from its own threads; `tell` is called in the loop, not more often than the interval."""

    def __init__(self, tell: Callable[[Summary], None] | None = None, interval_seconds: float = 0.1) -> None:
        self.latest = Summary()
        self._tell, self._interval = tell, interval_seconds
        self._next = time.monotonic() + interval_seconds
        self._loop = asyncio.get_running_loop()

    def __call__(self, values: dict[str, int]) -> None:
        names = Summary.__dataclass_fields__
        self.latest = Summary(**{name: value for name, value in values.items() if name in names})
        if self._tell and time.monotonic() >= self._next:
            self._next = time.monotonic() + self._interval
            self._loop.call_soon_threadsafe(self._tell, self.latest)
