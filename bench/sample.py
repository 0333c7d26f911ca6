"""How fast the synthetic feed is made, beside Python's csv writer given the same rows ready in memory.

Run: `.venv/bin/python bench/sample.py [--reviews N] [--rounds N]`. Times are those of the processor, so that other
programs disturb them little; the median of the rounds is shown, the candidates taking turns.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table

from reviewhouse.sample.writer import write_feed

SEED = 1
REVIEWS_PER_PRODUCT = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    reviews, products = arguments.reviews, max(1, arguments.reviews // REVIEWS_PER_PRODUCT)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_feed(folder, reviews, products, SEED, compression="none")
        size = sum(path.stat().st_size for path in paths)
        rows = [_rows(path) for path in paths]
        candidates: dict[str, Callable[[], object]] = {
            "csv.writer, rows ready": lambda: _write_with_csv(folder / "plain", rows),
            "reviewhouse sample": lambda: _make(folder, reviews, products, "none"),
            "reviewhouse sample, zstd": lambda: _make(folder / "zst", reviews, products, "zst"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in candidates}
        for _ in range(arguments.rounds):
            for candidate, run in candidates.items():
                seconds[candidate].append(_processor_seconds(run))
    _show(size, reviews, products, {name: median(times) for name, times in seconds.items()})


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def _write_with_csv(path: Path, files: list[list[list[str]]]) -> None:
    for rows in files:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def _make(folder: Path, reviews: int, products: int, compression: str) -> None:
    write_feed(folder, reviews, products, SEED, compression=compression, overwrite=True)


def _processor_seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _show(size: int, reviews: int, products: int, seconds: dict[str, float]) -> None:
    table = Table(title=f"{reviews:,} reviews, {products:,} products, {size / 1e6:.0f} MB of CSV")
    table.add_column("")
    for heading in ("seconds", "MB/s of CSV", "beside csv.writer"):
        table.add_column(heading, justify="right")
    reference = next(iter(seconds.values()))
    for name, taken in seconds.items():
        rate, times = f"{size / 1e6 / taken:.0f}", f"{reference / taken:.2f} x"
        table.add_row(name, f"{taken:.2f}", rate, times)
        if taken != reference:
            note(f"{name}, one core", f"{rate} MB/s of CSV", f"{times} Python's csv.writer")
    console = Console()
    console.print(table)
    console.print(machine(), highlight=False)


if __name__ == "__main__":
    main()
