"""Many clients at once for a while: reads, writes, sessions and wrong statements, each on its own connection."""

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.integration.local_clickhouse.conftest import Server

TABLE = "CREATE TABLE busy (client UInt32, n UInt64) ENGINE = MergeTree ORDER BY (client, n)"


@dataclass
class Load:
    """What came of it. `memory` in bytes, after each tenth of the time."""

    seconds: list[float] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def many_clients(server: Server, clients: int, duration: float) -> Load:
    """Run them for `duration` seconds. A wrong answer, also a right one to a wrong statement, is a complaint."""
    server.value(TABLE)
    load, end = Load(), time.monotonic() + duration
    threads = [threading.Thread(target=_client, args=(server, number, end, load)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for left in range(9, -1, -1):
        time.sleep(max(0, end - time.monotonic() - duration * left / 10))
        load.memory.append(server.rss_bytes())
    for thread in threads:
        thread.join()
    return load


def _client(server: Server, number: int, end: float, load: Load) -> None:
    written = 0
    for turn in itertools.count():
        if time.monotonic() > end:
            break
        session = {"session_id": f"client-{number}"}
        statements: list[tuple[str, dict[str, Any], str | int]] = [
            (f"INSERT INTO busy VALUES ({number}, {turn})", {}, ""),
            (f"SELECT count() FROM busy WHERE client = {number}", {}, f"{written + 1}\n"),
            (f"SET param_mine = {number}", session, ""),
            ("SELECT {mine:UInt32}", session, f"{number}\n"),
            ("SELECT sum(number) FROM numbers(100000)", {}, "4999950000\n"),
            ("SELECT nothing FROM nowhere", {}, 60),
        ]
        for sql, parameters, expected in statements:
            begin = time.perf_counter()
            try:
                answer = server.ask(sql, **parameters)
            except OSError as error:
                load.complaints.append(f"{sql}: {error}")
                continue
            load.seconds.append(time.perf_counter() - begin)
            if (answer.code if isinstance(expected, int) else answer.text) != expected:
                load.complaints.append(f"{sql}: {answer.text[:200]}")
        written += 1
