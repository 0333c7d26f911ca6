"""Writers and readers that keep a server busy until it dies, and what must be stored afterwards."""

import http.client
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.integration.local_clickhouse.conftest import Answer, Server

GONE = (OSError, http.client.HTTPException)
BLOCK = 100_000
"""Rows of a large block, which is stored as a whole or not at all."""

PARTITIONS = 4
TABLES = {"plain": "", "parted": f"PARTITION BY row % {PARTITIONS}"}


@dataclass
class Writer:
    """Inserts batch after batch of `rows` rows; `acknowledged` are those that the server has answered."""

    name: str
    table: str
    rows: int
    insert: Callable[[Server, "Writer", int], Answer]
    acknowledged: set[int] = field(default_factory=set)
    next_batch: int = 0

    def write_until_it_dies(self, server: Server, complaints: list[str]) -> None:
        try:
            while True:
                batch = self.next_batch
                self.next_batch += 1
                answer = self.insert(server, self, batch)
                if answer.status != 200:
                    complaints.append(f"{self.name}: {answer.text}")
                    return
                self.acknowledged.add(batch)
        except GONE:
            return


def _values(server: Server, writer: Writer, batch: int) -> Answer:
    return server.ask(f"INSERT INTO {writer.table} VALUES ('{writer.name}', {batch}, 0)")


def _csv(server: Server, writer: Writer, batch: int) -> Answer:
    rows = b"".join(b"%s,%d,%d\n" % (writer.name.encode(), batch, row) for row in range(writer.rows))
    return server.ask(f"INSERT INTO {writer.table} FORMAT CSV", body=rows)


def _select(server: Server, writer: Writer, batch: int) -> Answer:
    return server.ask(
        f"INSERT INTO {writer.table} SELECT '{writer.name}', {batch}, number FROM numbers({writer.rows})",
        max_block_size=BLOCK,
        min_insert_block_size_rows=BLOCK,
        min_insert_block_size_bytes=0,
    )


def writers() -> list[Writer]:
    return [
        Writer("one row", "plain", 1, _values),
        Writer("one row into parts", "parted", 1, _values),
        Writer("block", "plain", BLOCK, _csv),
        Writer("block into parts", "parted", BLOCK, _csv),
        Writer("three blocks from a select", "plain", 3 * BLOCK, _select),
    ]


def make_tables(server: Server) -> None:
    for table, partition in TABLES.items():
        columns = "(writer LowCardinality(String), batch UInt32, row UInt32)"
        server.value(f"CREATE TABLE {table} {columns} ENGINE = MergeTree {partition} ORDER BY (writer, batch, row)")


@contextmanager
def load(server: Server, writing: list[Writer]):
    """All of them at work, and a reader per table, until the server dies within. Raises where it refused anything."""
    complaints: list[str] = []

    def read(table: str) -> None:
        try:
            while True:
                answer = server.ask(f"SELECT writer, count(), uniqExact(batch, row) FROM {table} GROUP BY writer")
                if answer.status != 200:
                    complaints.append(f"reader of {table}: {answer.text}")
                    return
        except GONE:
            return

    threads = [threading.Thread(target=writer.write_until_it_dies, args=(server, complaints)) for writer in writing]
    threads += [threading.Thread(target=read, args=(table,)) for table in TABLES]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()
    assert not complaints, complaints


def what_is_wrong(server: Server, writing: list[Writer]) -> list[str]:
    """Acknowledged batches that are not there exactly once, and others of which a part of a block is there."""
    found = []
    for writer in writing:
        stored = _stored(server, writer)
        whole = _blocks(writer)
        for batch in range(writer.next_batch):
            blocks = stored.pop(batch, {})
            if batch in writer.acknowledged and blocks != whole:
                found.append(f"{writer.name}: of the acknowledged batch {batch} there is {blocks}")
            elif not blocks.items() <= whole.items():
                found.append(f"{writer.name}: of the unanswered batch {batch} there is {blocks}")
        found += [f"{writer.name}: batch {batch} was never written" for batch in stored]
    return found


Block = tuple[int, int]
"""Partition, and number of the block within its batch."""


def _blocks(writer: Writer) -> dict[Block, tuple[int, int]]:
    """Of a whole batch, the rows of each block: how many, and how many different ones."""
    partitions = PARTITIONS if writer.table == "parted" and writer.rows > 1 else 1
    rows = min(BLOCK, writer.rows) // partitions
    return {
        (partition, block): (rows, rows)
        for partition in range(partitions)
        for block in range(max(1, writer.rows // BLOCK))
    }


def _stored(server: Server, writer: Writer) -> dict[int, dict[Block, tuple[int, int]]]:
    partition = f"row % {PARTITIONS}" if writer.table == "parted" else "0"
    lines = server.value(
        f"SELECT batch, {partition} AS partition, intDiv(row, {BLOCK}) AS block, count(), uniqExact(row) "
        f"FROM {writer.table} WHERE writer = '{writer.name}' GROUP BY ALL"
    )
    stored: dict[int, dict[Block, tuple[int, int]]] = {}
    for line in lines.splitlines():
        batch, partition_number, block, rows, different = map(int, line.split("\t"))
        stored.setdefault(batch, {})[partition_number, block] = (rows, different)
    return stored
