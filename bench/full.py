"""From the files to all tables: the warehouse beside DuckDB, which builds the same ones, compared row for row.

Run: `.venv/bin/python bench/full.py [--reviews N] [--products N]`, or with `--feed FOLDER`. Both read the same files,
the warehouse from its lake, DuckDB from the disk; to bring them into the lake is not counted. DuckDB checks nothing, so
the build is also shown without its checks.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import zstandard
from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table
from usage import SampledPeak
from warehouses import BUILD, MB, Cost, build, bytes_on_disk, engine_peak, load, temporary_warehouse, upload

from bench.duckdb_side.agreement import Agreement, compare, export
from bench.duckdb_side.build import Built, build_apart
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse
from tests.support import settle

PIECE = 1 << 20


@dataclass(frozen=True)
class Ours:
    """What the warehouse took. Memory and layers in bytes; `outside` is this process with dbt, `words` are the seconds
    from the end of a build to the index of words."""

    load: Cost
    checked: Cost
    words: float
    unchecked: Cost
    engine: int
    outside: int
    layers: dict[str, int]
    reviews: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=5_750_000)
    parser.add_argument("--products", type=int, default=1_500_000)
    parser.add_argument("--feed", type=Path, help="a folder with reviews*.csv* and metadata*.csv*, one of each")
    arguments = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        home = Path(folder)
        feed = arguments.feed or _make_feed(home / "feed", arguments.reviews, arguments.products)
        ours = _ours(home, feed)
        theirs = build_apart(home / "duck.db", feed)
        agreements = list(compare(home / "exported", home / "duck.db"))
        console.print(_table(ours, theirs, _csv_bytes(feed)))
    differing = _show_differences(console, agreements)
    console.print(machine(), highlight=False)
    sys.exit(f"{differing:,} rows differ." if differing else 0)


def _make_feed(folder: Path, reviews: int, products: int) -> Path:
    """In a process of its own, whose memory is not ours."""
    program = Path(sys.executable).with_name("reviewhouse")
    sizes = ["--reviews", str(reviews), "--products", str(products)]
    subprocess.run([program, "sample", *sizes, "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def _ours(home: Path, feed: Path) -> Ours:
    with temporary_warehouse(home / "stack") as warehouse:
        lake = upload(feed)
        with SampledPeak() as outside:
            loading = load(warehouse, lake)
            checked = build(warehouse, *BUILD)
        engine = engine_peak()
        words = settle(warehouse)
        unchecked = build(warehouse, "run", "--full-refresh")
        settle(warehouse)
        export(warehouse, settings().warehouse_database, home / "exported")
        layers = bytes_on_disk(warehouse)
        return Ours(loading, checked, words, unchecked, engine, outside.bytes, layers, _reviews(warehouse))


def _reviews(warehouse: Warehouse) -> int:
    return warehouse.client.query(f"select count() from {RAW_DATABASE}.amazon_review").result_rows[0][0]


def _csv_bytes(feed: Path) -> int:
    """The size of the files, decompressed where they end in .zst."""
    total = 0
    for path in feed.glob("*.csv*"):
        with zstandard.open(path, "rb") if path.suffix == ".zst" else path.open("rb") as text:
            while piece := text.read(PIECE):
                total += len(piece)
    return total


def _table(ours: Ours, theirs: Built, csv_bytes: int) -> Table:
    title, caption = f"{ours.reviews:,} reviews, {csv_bytes / MB:,.0f} MB of CSV", "processor: all cores together"
    table = Table(title=title, caption=caption)
    for heading in ("", "reviewhouse", "processor", "DuckDB", "processor"):
        table.add_column(heading, justify="right" if heading else "left")
    _add_times(table, ours, theirs)
    table.add_section()
    table.add_row("peak of memory", _mb(ours.engine), "", _mb(theirs.peak_bytes))
    table.add_row("… outside of engine and lake", _mb(ours.outside))
    table.add_section()
    for layer in ("bronze", "silver", "gold"):
        table.add_row(f"{layer} on disk", _mb(ours.layers[layer]))
    sizes = (sum(ours.layers.values()), theirs.file_bytes)
    for name, shown in (
        ("all on disk", [_mb(size) for size in sizes]),
        ("… for each review", [f"{size / ours.reviews:,.0f} bytes" for size in sizes]),
        ("… of the CSV", [f"{size / csv_bytes:.1%}" for size in sizes]),
    ):
        table.add_row(name, shown[0], "", shown[1])
        note(name.replace("…", "on disk,"), shown[0], f"{shown[1]} in DuckDB")
    note("memory of the engine, and outside of it", f"{_mb(ours.engine)}, {_mb(ours.outside)}")
    return table


def _add_times(table: Table, ours: Ours, theirs: Built) -> None:
    for name, our, their in (
        ("load", [ours.load], ["load"]),
        ("silver", [], ["silver"]),
        ("gold", [], ["gold"]),
        ("silver and gold", [ours.unchecked], ["silver", "gold"]),
        ("… with every check", [ours.checked], []),
        ("all of it", [ours.load, ours.unchecked], ["load", "silver", "gold"]),
        ("… with every check", [ours.load, ours.checked], []),
    ):
        seconds = [
            sum(cost.wall for cost in our),
            sum(cost.processor for cost in our),
            sum(theirs.wall[step] for step in their),
            sum(theirs.processor[step] for step in their),
        ]
        table.add_row(name, *(f"{value:,.1f} s" if value else "" for value in seconds))
    table.add_row("the index of words, after that", f"{ours.words:,.1f} s")
    note("the index of words, after a build", f"{ours.words:.1f} s")
    for name, built in (("with every check", ours.checked), ("without checks", ours.unchecked)):
        our, their = ours.load.wall + built.wall, sum(theirs.wall.values())
        note(f"from the lake to the analytics, {name}", f"{our:.1f} s", f"{our / their:.2f} of DuckDB's {their:.1f} s")


def _mb(size: int) -> str:
    return f"{size / MB:,.0f} MB"


def _show_differences(console: Console, agreements: list[Agreement]) -> int:
    """Say how many rows of which tables differ, with examples; their number."""
    for agreement in (found for found in agreements if found.differing):
        console.print(f"{agreement.table}: {agreement.differing:,} rows stand on one side alone.", highlight=False)
        for side, text in agreement.examples:
            console.print(f"  {side}: {text[:500]}", highlight=False, markup=False)
    rows, differing = sum(found.ours for found in agreements), sum(found.differing for found in agreements)
    console.print(f"{rows:,} rows of {len(agreements)} tables compared: {differing:,} differ.", highlight=False)
    return differing


if __name__ == "__main__":
    main()
