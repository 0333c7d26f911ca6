"""The embedded ClickHouse beside its engine alone: the same statements over HTTP and in the process, taking turns.

Run: `.venv/bin/python bench/clickhouse.py [--rounds N] [--seconds N] [--megabytes N]`; medians of the rounds.
"In process" is chDB as it comes, without our configuration, in a process of its own (in_process.py).
"""

import argparse
import http.client
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from in_process import PIECE, in_process
from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from clients import many_clients

from tests.integration.local_clickhouse.conftest import PASSWORD, USER, Server, new_server

MB = 1_000_000
CLIENTS = 32
SMALL_STATEMENTS = 500
STARTS = 3
FORMATS = ("TSV", "CSV", "JSONEachRow", "Native", "RowBinary", "Parquet")
COLUMNS = "number AS id, concat('review ', toString(cityHash64(number))) AS text, number / 7 AS ratio"
RATES = ("HTTP, MB/s", "in process, MB/s", "ratio", "peak, MB", "its peak, MB")
REVIEWS = "CREATE TABLE inserted (id UInt64, text String, ratio Float64) ENGINE = MergeTree ORDER BY id"
ONE_ROW = "CREATE TABLE one (a UInt64) ENGINE = MergeTree ORDER BY a"
IDENTITY = {"X-ClickHouse-User": USER, "X-ClickHouse-Key": PASSWORD.encode()}


@dataclass
class Rates:
    """Bytes in a second, and the peak of memory in bytes, of each round."""

    rates: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    def add(self, size: int, seconds: float, peak: int) -> None:
        self.rates.append(size / seconds)
        self.peaks.append(peak)

    @property
    def median(self) -> float:
        return median(self.rates) / MB

    @property
    def most(self) -> str:
        return f"{max(self.peaks) / MB:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60, help="how long the clients work")
    parser.add_argument("--megabytes", type=int, default=1000, help="of a result; the CSV has half of it")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="rh-bench-"))
    console = Console()
    try:
        server = _starts(console, folder)
        try:
            _small_statements(console, server)
            _restart(server)
            _results(console, server, arguments.rounds, arguments.megabytes * MB)
            _restart(server)
            _insert(console, server, arguments.rounds, arguments.megabytes * MB // 2, folder)
            _restart(server)
            _clients(console, server, arguments.seconds)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
    console.print(machine(), highlight=False)


def _starts(console: Console, folder: Path) -> Server:
    seconds = []
    for number in range(STARTS):
        server = new_server(folder / f"home-{number}")
        begin = time.monotonic()
        server.start()
        seconds.append(time.monotonic() - begin)
        if number < STARTS - 1:
            server.stop()
    time.sleep(3)
    console.print(f"Ready after {median(seconds):.2f} s; {server.rss_bytes() / MB:.0f} MB idle.", highlight=False)
    return server


def _restart(server: Server) -> None:
    # what merges and caches of one part hold is not to count among the peaks of the next
    server.stop()
    server.start()


def _small_statements(console: Console, server: Server) -> None:
    table = _table("milliseconds", "HTTP, median", "HTTP, p99", "in process, median")
    server.value(ONE_ROW)
    connection = server.open()
    for sql, before in (("SELECT 1", []), ("INSERT INTO one VALUES (1)", [ONE_ROW])):
        seconds = [_seconds(connection, sql) for _ in range(SMALL_STATEMENTS)]
        alone = in_process(sql, *before, times=SMALL_STATEMENTS)["seconds"]
        values = (median(seconds), quantiles(seconds, n=100)[98], median(alone))
        shown = [f"{1000 * value:.1f}" for value in values]
        table.add_row(sql, *shown)
        note(f"{sql} over HTTP, median", f"{shown[0]} ms", f"{shown[2]} ms in the process")
    connection.close()
    console.print(table)


def _results(console: Console, server: Server, rounds: int, size: int) -> None:
    table = _table(
        f"result of {size / MB:.0f} MB", "HTTP, MB/s", "in process, MB/s", "ratio", "peak, MB", "its peak, MB"
    )
    for output_format in FORMATS:
        sample = 500_000
        rows = sample * size // len(server.ask(f"{_select(sample)} FORMAT {output_format}").body)
        over_http, alone = Rates(), Rates()
        for _ in range(rounds):
            server.forget_peak()
            begin = time.perf_counter()
            received = _receive(server, f"{_select(rows)} FORMAT {output_format}")
            over_http.add(received, time.perf_counter() - begin, server.rss_bytes(peak=True))
            done = in_process(_select(rows), "SELECT 1", output_format=output_format)
            alone.add(done["bytes"], done["seconds"][0], done["peak_bytes"])
        table.add_row(output_format, *_compared(f"1 GB as {output_format} over HTTP", over_http, alone))
    console.print(table)


def _insert(console: Console, server: Server, rounds: int, size: int, folder: Path) -> None:
    table = _table(
        f"insert of {size / MB:.0f} MB", "HTTP, MB/s", "in process, MB/s", "ratio", "peak, MB", "its peak, MB"
    )
    path = folder / "rows.csv"
    sample = 500_000
    rows = sample * size // len(server.ask(f"{_select(sample)} FORMAT CSV").body)
    with path.open("wb") as file:
        _receive(server, f"{_select(rows)} FORMAT CSV", file.write)
    size = path.stat().st_size
    over_http, alone = Rates(), Rates()
    server.value(REVIEWS)
    for _ in range(rounds):
        server.value("TRUNCATE TABLE inserted SYNC")
        server.forget_peak()
        begin = time.perf_counter()
        _upload(server, "INSERT INTO inserted FORMAT CSV", path)
        over_http.add(size, time.perf_counter() - begin, server.rss_bytes(peak=True))
        assert server.value("SELECT count() FROM inserted") == str(rows)
        done = in_process(f"INSERT INTO inserted FROM INFILE '{path}' FORMAT CSV", REVIEWS)
        alone.add(size, done["seconds"][0], done["peak_bytes"])
    table.add_row("CSV", *_compared("500 MB of CSV inserted over HTTP", over_http, alone))
    console.print(table)


def _clients(console: Console, server: Server, seconds: float) -> None:
    load = many_clients(server, CLIENTS, seconds)
    memory = ", ".join(f"{value / MB:.0f}" for value in load.memory)
    note(f"{CLIENTS} clients for {seconds:.0f} s", f"{len(load.seconds):,} statements, {len(load.complaints)} wrong")
    console.print(
        f"{CLIENTS} clients for {seconds:.0f} s: {len(load.seconds):,} statements, {len(load.complaints)} wrong, "
        f"median {1000 * median(load.seconds):.0f} ms, p99 {1000 * quantiles(load.seconds, n=100)[98]:.0f} ms; "
        f"MB of memory after each tenth of it: {memory}.",
        highlight=False,
    )
    for complaint in load.complaints[:5]:
        console.print(complaint, highlight=False, markup=False)


def _select(rows: int) -> str:
    return f"SELECT {COLUMNS} FROM numbers({rows})"


def _seconds(connection: http.client.HTTPConnection, sql: str) -> float:
    begin = time.perf_counter()
    connection.request("POST", "/", sql, IDENTITY)
    response = connection.getresponse()
    response.read()
    assert response.status == 200
    return time.perf_counter() - begin


def _receive(server: Server, sql: str, take=lambda piece: None) -> int:
    connection, received = server.open(), 0
    server.send(connection, sql)
    response = connection.getresponse()
    while piece := response.read1(PIECE):
        received += len(piece)
        take(piece)
    connection.close()
    return received


def _upload(server: Server, sql: str, path: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600, blocksize=PIECE)
    with path.open("rb", buffering=0) as file:
        length = {"Content-Length": str(path.stat().st_size)}
        connection.request("POST", "/?query=" + sql.replace(" ", "+"), file, IDENTITY | length)
        response = connection.getresponse()
        assert response.status == 200, response.read()
    connection.close()


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="dim")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    return table


def _compared(what: str, over_http: Rates, alone: Rates) -> list[str]:
    rates = (over_http.median, alone.median)
    ratio = f"{rates[0] / rates[1]:.2f}"
    note(what, f"{rates[0]:.0f} MB/s, peak {over_http.most} MB", f"{ratio} of the process alone")
    return [*(f"{rate:.0f}" for rate in rates), ratio, over_http.most, alone.most]


if __name__ == "__main__":
    main()
