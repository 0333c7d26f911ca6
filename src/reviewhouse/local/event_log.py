"""Dagster's event log in SQLite, which writes the events of a batch together.

A run begins with an event for each model and check, or file, that it plans. Dagster's own class opens three
connections and commits three times for each of them, at 10 ms an event. `DAGSTER_EVENT_BATCH_SIZE` in the environment
says how many it hands over at once.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Self

from dagster import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.engine import Connection


class BatchingEventLog(SqliteEventLogStorage):
    """One transaction in each database concerned for a whole batch; Dagster writes the events singly if it fails."""

    def __init__(self, *arguments, **named) -> None:
        self._batch = threading.local()
        super().__init__(*arguments, **named)
        self._db_lock = threading.RLock()  # a batch writes to the databases of its run and of all runs

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, str]) -> Self:
        return cls(inst_data=inst_data, **config_value)  # Dagster's own names its class

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        with self._db_lock, ExitStack() as transactions:
            self._batch.transactions, self._batch.connections = transactions, {}
            try:
                super().store_event_batch(events)
            finally:
                del self._batch.transactions, self._batch.connections

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        connections = getattr(self._batch, "connections", None)
        if connections is None:
            with super()._connect(shard) as connection:
                yield connection
            return
        if shard not in connections:
            connections[shard] = self._batch.transactions.enter_context(super()._connect(shard))
        yield connections[shard]
