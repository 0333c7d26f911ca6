"""The statements that run now, by the query_id that clients know them by, and how to end them.

The engine names its queries itself. A client's id travels in a setting of each statement, which system.processes
shows (access.OWNER_SETTING).
"""

import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager

from reviewhouse.local.clickhouse.access import OWNER_SETTING
from reviewhouse.local.clickhouse.engine import Engine
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.silent_failures import SilentFailures
from reviewhouse.local.clickhouse.statements import Statement, replace_name
from reviewhouse.local.clickhouse.turns import Turns
from reviewhouse.sql import literal

THREADS_SETTING = "max_threads"
ALL_CORES = 0
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

_KILL_AGAIN_SECONDS = 0.5
_OWNER = f"Settings['{OWNER_SETTING}']"
_LIST = re.compile(rb"\A\s*SHOW\s+(?:FULL\s+)?PROCESSLIST\b", re.IGNORECASE)
_SHOWN = "system.processes_of_clients"
_CLIENTS_ID = f"substring({_OWNER}, position({_OWNER}, '/') + 1)"


class Running:
    """`kills` counts the KILL QUERY statements of clients, so that an INSERT can tell whether there were any."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._ids: set[str] = set()
        self.silent_failures = SilentFailures(engine)
        self.kills = 0
        # one more than there are cores: while a result is sent, the next is computed
        self.turns = Turns(CORES + 1)

    @contextmanager
    def claim(self, query_id: str) -> Iterator[None]:
        """Hold a query_id for as long as its statement runs. Raises QueryError (216) where another one holds it."""
        if query_id in self._ids:
            raise QueryError(
                Code.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING, f"Query with id = {query_id} is already running"
            )
        self._ids.add(query_id)
        try:
            yield
        finally:
            self._ids.discard(query_id)

    def share_of_cores(self) -> int:
        """The threads of a result that is asked for now: two for each core are at work, and none is without.

        What many threads compute they also put together again: eight questions at once are answered sooner when each
        has one. A server shares its cores out itself (`concurrent_threads_soft_limit_ratio_to_cores`).
        """
        share = max(1, 2 * CORES // len(self._ids))
        return share if share < CORES else ALL_CORES

    def end(self, query_id: str, work: Future) -> None:
        """Kill a statement, and return when its thread has ended."""
        while not work.done():
            # again and again: the engine may not have known the statement yet
            self.engine.ask(f"KILL QUERY WHERE {_CLIENTS_ID} = {literal(query_id)} ASYNC")
            wait([work], timeout=_KILL_AGAIN_SECONDS)

    def is_cancelled(self, query_id: str) -> bool:
        condition = f"is_cancelled AND {_CLIENTS_ID} = {literal(query_id)}"
        return self.engine.ask(f"SELECT count() FROM system.processes WHERE {condition}") != b"0\n"

    @staticmethod
    def as_clients_see_it(sql: bytes) -> bytes:
        """A statement that reads system.processes, as the engine must read it to show the query_id of clients."""
        sql = _LIST.sub(b"SELECT * FROM system.processes", sql)
        return replace_name(sql, (b"system", b"processes"), _SHOWN.encode()) if b"processes" in sql else sql

    def kill_statement(self, statement: Statement) -> bytes:
        """A client's KILL QUERY as the engine must read it, with the ids that clients know."""
        self.kills += 1
        return replace_name(statement.sql, (b"query_id",), f"if({_OWNER} = '', query_id, {_CLIENTS_ID})".encode())
