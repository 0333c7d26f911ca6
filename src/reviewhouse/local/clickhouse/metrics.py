"""`/metrics`: the engine's counters for Prometheus, under the names of ClickHouse's own endpoint."""

import os
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from reviewhouse.local.clickhouse.engine import Engine
from reviewhouse.local.clickhouse.errors import QueryError
from reviewhouse.sql import statement

_STATEMENT = Path(__file__).parent / "sql" / "metrics.sql"
_CONTENT_TYPE = "text/plain; version=0.0.4; charset=UTF-8"


class Metrics:
    """An endpoint without a password, as ClickHouse's own: it shows numbers, and no text of a statement."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def show(self, _: Request) -> Response:
        ask = partial(self._engine.ask, statement(_STATEMENT), "Prometheus", **_memory())
        try:
            found, status = await self._engine.control(ask), 200
        except RuntimeError as error:  # no memory left, for one: the very moment when somebody looks here
            found, status = f"{QueryError.of(error).text}\n".encode(), 503
        return Response(found, status, headers={"Content-Type": _CONTENT_TYPE})


def _memory() -> dict[str, str]:
    """Bytes: what the process holds, and what the machine has."""
    page = os.sysconf("SC_PAGE_SIZE")
    held = int(Path("/proc/self/statm").read_text().split()[1])
    return {"resident": str(held * page), "machine": str(os.sysconf("SC_PHYS_PAGES") * page)}
