"""What loads cost: ClickHouse that only parses the files, the least that an INSERT can do, a plain `INSERT … SELECT …
FROM s3()` with default settings, the INSERT of the loader alone, and the load, which counts besides.

"At best" is how near that least INSERT could come to the parsing's rate, whatever the disk does: the seconds of the
parsing, times the cores, by the processor seconds that lake and engine need for the INSERT.

Run: `.venv/bin/python bench/load.py [--rounds N] [--megabytes N]`; medians of the rounds. The same reviews in one file,
in ten and in a thousand. The malformed file is the same one with a stray quote in each 10,000th record: it is read
record by record.
"""

import argparse
import csv
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from uuid import uuid4

import zstandard
from machine import machine
from noted import note
from rich.console import Console
from rich.table import Table
from usage import forget_peak, peak_bytes
from warehouses import MB, Cost, cost, engine_peak, temporary_warehouse

from reviewhouse.feeds import RAW_DATABASE, REVIEWS
from reviewhouse.ingest.content import Content
from reviewhouse.ingest.header import read_header
from reviewhouse.ingest.incoming import Incoming
from reviewhouse.ingest.insert import insert_from_lake
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.together import load_all
from reviewhouse.lake import CHECKSUM, Lake, LakeFile
from reviewhouse.sample import write_feed
from reviewhouse.settings import settings
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse
from tests.support import empty_tables

BYTES_OF_A_REVIEW = 427
EACH = 10_000
PARSING, LEAST = "parsing", "least INSERT"
STATEMENTS = Path(__file__).parent / "sql"
PARSE, PLAIN_INSERT = STATEMENTS / "parse_file.sql", STATEMENTS / "plain_insert.sql"
LEAST_TABLE, LEAST_INSERT = STATEMENTS / "least_table.sql", STATEMENTS / "least_insert.sql"


@dataclass(frozen=True)
class Drop:
    """The same reviews in one way, `size` bytes of CSV in all."""

    name: str
    files: list[LakeFile]
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=500, help="of CSV")
    arguments = parser.parse_args()
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="rh-bench-") as folder,
        temporary_warehouse(Path(folder) / "stack") as warehouse,
    ):
        drops = list(_drops(Path(folder) / "feed", arguments.megabytes * MB // BYTES_OF_A_REVIEW))
        forget_peak()  # to prepare the files is not what is measured
        console.print(_measured(warehouse, drops, arguments.rounds))
    console.print(f"Peak memory of this process, which counts: {peak_bytes() / MB:.0f} MB.", highlight=False)
    console.print(machine(), highlight=False)


def _drops(folder: Path, reviews: int) -> Iterator[Drop]:
    """Uploads the same reviews plain, compressed, in more files and malformed.

    With their checksums, as `reviewhouse upload` does it; plain files also without, as other tools put them.
    """
    folder.mkdir()
    write_feed(folder, reviews=reviews, products=1_000, seed=7, compression="none")
    plain, malformed = folder / "reviews.csv", folder / "malformed.csv"
    with plain.open("rb") as lines, malformed.open("wb") as out:
        for number, line in enumerate(lines):
            out.write(line.replace(b",", b',"x"y,', 1) if number % EACH == 1 else line)
    size = plain.stat().st_size
    yield _uploaded("plain", [plain], size, is_checked=False)
    yield _uploaded("plain-checked", [plain], size)
    for count in (1, 10, 1000):
        yield _uploaded(f"zstd-{count}", _split(plain, folder, count, reviews), size)
    yield _uploaded("malformed", [malformed], size)


def _split(plain: Path, folder: Path, count: int, reviews: int) -> list[Path]:
    """The records of a file in some compressed ones, one part behind another."""
    paths = [folder / f"{count}-{number}.csv.zst" for number in range(count)]
    with plain.open(encoding="utf-8", newline="") as text:
        records = csv.reader(text)
        header = next(records)
        for path in paths:
            with zstandard.open(path, "wt", encoding="utf-8", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows(chain([header], islice(records, -(-reviews // count))))
    return paths


def _uploaded(name: str, paths: list[Path], size: int, *, is_checked: bool = True) -> Drop:
    lake, prefix = Lake(settings()), f"jet_reviews/{name}/"
    for path in paths:
        with path.open("rb") as body:
            metadata = {CHECKSUM: hashlib.file_digest(body, "sha256").hexdigest()} if is_checked else {}
        lake.put(path, f"{prefix}{path.name}", metadata)
    return Drop(name, list(lake.files(prefix)), size)


def _measured(warehouse: Warehouse, drops: list[Drop], rounds: int) -> Table:
    headings = ("files", *WAYS, *(f"load / {name}" for name in BESIDE), "at best", "engine's peak, MB")
    table = Table(*headings, title="MB of CSV in a second, and how many times as long the load takes", box=None)
    lake = Lake(settings())
    for drop in drops:
        names = {"malformed": ("load",), "zstd-1000": (PARSING, "load")}.get(drop.name, tuple(WAYS))
        found: dict[str, list[Cost]] = {name: [] for name in names}
        for _ in range(rounds):
            for name, costs in found.items():
                empty_tables(warehouse)
                warehouse.command(LEAST_TABLE, database=identifier(RAW_DATABASE), feed=REVIEWS)
                os.sync()  # what was written before is not to be paid for now
                costs.append(cost(warehouse, lambda name=name, drop=drop: WAYS[name](warehouse, lake, drop)))
        middle = {name: Cost.middle(costs) for name, costs in found.items()}
        rates = [f"{drop.size / MB / middle[name].wall:.0f}" if name in middle else "" for name in WAYS]
        ratios = {name: f"{middle['load'].wall / middle[name].wall:.2f}" for name in BESIDE if name in middle}
        at_best = _at_best(middle)
        table.add_row(
            drop.name, *rates, *(ratios.get(name, "") for name in BESIDE), at_best, f"{engine_peak() / MB:.0f}"
        )
        beside = ", ".join(f"{ratio} times {name}" for name, ratio in ratios.items())
        note(f"load of {drop.name}", f"{rates[-1]} MB/s of CSV", beside)
        if at_best:
            note(f"the least INSERT of {drop.name}, at best", f"{at_best} of the parsing's rate")
    return table


def _at_best(middle: dict[str, Cost]) -> str:
    if LEAST not in middle:
        return ""
    return f"{middle[PARSING].wall * (os.cpu_count() or 1) / middle[LEAST].processor:.2f}"


def _parse(warehouse: Warehouse, lake: Lake, drop: Drop) -> None:
    warehouse.command(PARSE, values=_from_lake(lake, drop))


def _insert_least(warehouse: Warehouse, lake: Lake, drop: Drop) -> None:
    warehouse.command(LEAST_INSERT, values=_from_lake(lake, drop), database=identifier(RAW_DATABASE))


def _insert_plain(warehouse: Warehouse, lake: Lake, drop: Drop) -> None:
    """What one would type: the same columns into the same table, no settings."""
    values = _from_lake(lake, drop) | {"load_id": str(uuid4())}
    warehouse.command(PLAIN_INSERT, values=values, database=identifier(RAW_DATABASE), feed=REVIEWS)


def _from_lake(lake: Lake, drop: Drop) -> dict[str, str]:
    structure = ", ".join(f"{column} String" for column in REVIEWS.columns)
    compression = _incoming(lake, drop.files[0]).compression
    return {"filename": f"jet_reviews/{drop.name}/*", "structure": structure, "compression": compression}


def _insert(warehouse: Warehouse, lake: Lake, drop: Drop) -> None:
    insert_from_lake(warehouse, [_incoming(lake, file) for file in drop.files], lake.connections)


def _incoming(lake: Lake, file: LakeFile) -> Incoming:
    with lake.reading(file) as (body, _):
        content = Content(file.key, body)
        header = read_header(REVIEWS, file.key, content.head)
    return Incoming(REVIEWS, file, lake.address(file.key), header, content.compression, "")


def _load(warehouse: Warehouse, lake: Lake, drop: Drop) -> None:
    for attempt in load_all(Loader(warehouse, lake), REVIEWS, drop.files):
        assert attempt.status == "loaded", attempt.error


WAYS: dict[str, Callable[[Warehouse, Lake, Drop], None]] = {
    PARSING: _parse,
    LEAST: _insert_least,
    "plain INSERT": _insert_plain,
    "own INSERT": _insert,
    "load": _load,
}
BESIDE = tuple(name for name in WAYS if name not in (LEAST, "load"))


if __name__ == "__main__":
    main()
