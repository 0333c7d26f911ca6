"""INSERTs whose rows could not be stored: the engine ends them without a word, as if they had been.

A full disk, a constraint, a view that throws, too many partitions. But it counts them, and logs why. The count costs
a millisecond or so for each INSERT; the log is read only where the count has grown meanwhile.
"""

import json
import threading
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from reviewhouse.local.clickhouse.access import OWNER_SETTING
from reviewhouse.local.clickhouse.engine import Engine
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.sql import literal, statement

_SQL = Path(__file__).parent / "sql"
_COUNT = "SELECT sum(value) FROM system.events WHERE event = 'FailedInsertQuery'"


class SilentFailures:
    """Knows how many INSERTs of this process have failed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known = 0
        self._one_at_a_time = threading.Lock()

    @cached_property
    def _connection(self) -> Any:
        return self._engine.connect()

    def close(self) -> None:
        if "_connection" in vars(self):
            self._connection.close()

    def watch(self) -> Callable[[str], None]:
        """To be called when an INSERT begins. What it returns is to be called, with the statement's owner, when it has
        ended well, as it seems, and raises QueryError where it has not."""
        known, began_at = self._known, time.time_ns() // 1000

        def look(owner: str) -> None:
            with self._one_at_a_time:
                count = int(self._connection.query(_COUNT, "TSV").bytes())
                self._known = max(self._known, count)
                if count > known and (error := _reason(self._connection, owner, began_at)):
                    raise error

        return look


def _reason(connection: Any, owner: str, began_at: int) -> QueryError | None:
    """Why the INSERT failed; None where it did not, but another one. `began_at` in microseconds of the epoch."""
    connection.query("SYSTEM FLUSH LOGS query_log_of_process")
    find = statement(_SQL / "find_failed_insert.sql", owner_setting=literal(OWNER_SETTING))
    rows = connection.query(find, params={"owner": owner, "began_at": began_at}).bytes()
    if not rows:  # a user may do without the log; better an error for rows that are stored than none for lost ones
        return QueryError(Code.UNKNOWN_EXCEPTION, "An INSERT failed, perhaps this one, and the query log does not say")
    exception = json.loads(rows)["exception"]
    return QueryError.of(RuntimeError(exception)) if exception else None
