"""What a load costs: ClickHouse that only parses the file, `INSERT … SELECT … FROM s3()`, and the load that counts.

Run: `.venv/bin/python bench/load.py [--rounds N] [--megabytes N]`; medians of the rounds. The malformed file is the
same one with a stray quote in each 10,000th record: it is read record by record.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from machine import machine
from rich.console import Console
from rich.table import Table
from usage import peak_bytes
from warehouses import MB, engine_peak, temporary_warehouse

from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest.content import Content
from reviewhouse.ingest.header import read_header
from reviewhouse.ingest.incoming import Incoming
from reviewhouse.ingest.insert import insert_from_lake
from reviewhouse.ingest.load import Loader
from reviewhouse.lake import CHECKSUM, Lake, LakeFile
from reviewhouse.sample import write_feed
from reviewhouse.settings import settings
from reviewhouse.warehouse import Warehouse
from tests.support import empty_tables

BYTES_OF_A_REVIEW = 427
EACH = 10_000
PARSE = Path(__file__).parent / "sql" / "parse_file.sql"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=500, help="of CSV")
    arguments = parser.parse_args()
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="rh-bench-") as folder,
        temporary_warehouse(Path(folder) / "stack") as found,
    ):
        files = _files(Path(folder) / "feed", arguments.megabytes * MB // BYTES_OF_A_REVIEW)
        console.print(_measured(found, files, arguments.rounds))
    console.print(f"Peak memory of this process, which counts: {peak_bytes() / MB:.0f} MB.", highlight=False)
    console.print(machine(), highlight=False)


def _files(folder: Path, reviews: int) -> dict[str, tuple[LakeFile, int]]:
    """Uploads the same reviews plain, compressed and malformed; each with its bytes of CSV."""
    lake = Lake(settings())
    for compression in ("none", "zst"):
        (folder / compression).mkdir(parents=True)
        write_feed(folder / compression, reviews=reviews, products=1_000, seed=7, compression=compression)
    plain, malformed = folder / "none" / "reviews.csv", folder / "none" / "malformed.csv"
    with plain.open("rb") as lines, malformed.open("wb") as out:
        for number, line in enumerate(lines):
            out.write(line.replace(b",", b',"x"y,', 1) if number % EACH == 1 else line)
    size = plain.stat().st_size
    for path in (plain, folder / "zst" / "reviews.csv.zst", malformed):
        with path.open("rb") as body:
            sha256 = hashlib.file_digest(body, "sha256").hexdigest()
        lake.put(path, f"jet_reviews/{path.name}", {CHECKSUM: sha256})
    return {file.key.split("/")[-1]: (file, size) for file in lake.files("jet_reviews/")}


def _measured(warehouse: Warehouse, files: dict[str, tuple[LakeFile, int]], rounds: int) -> Table:
    rates = ("parse alone, MB/s", "insert alone, MB/s", "load, MB/s")
    table = Table("file", *rates, "insert / load", "parse / load", "engine's peak, MB")
    lake = Lake(settings())
    for name, (file, size) in files.items():
        ways = (_load,) if "malformed" in name else (_parse, _insert, _load)
        seconds: dict[Callable, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, found in seconds.items():
                empty_tables(warehouse)
                found.append(_seconds(lambda way=way, file=file: way(warehouse, lake, file)))
        medians = [median(seconds[way]) if way in seconds else None for way in (_parse, _insert, _load)]
        shown = [f"{size / MB / found:.0f}" if found else "" for found in medians]
        ratios = [f"{medians[way] / medians[2]:.2f}" if medians[way] else "" for way in (1, 0)]
        table.add_row(name, *shown, *ratios, f"{engine_peak() / MB:.0f}")
    return table


def _parse(warehouse: Warehouse, lake: Lake, file: LakeFile) -> None:
    structure = ", ".join(f"{column} String" for column in REVIEWS.columns)
    values = {"filename": file.key, "structure": structure, "compression": _incoming(lake, file).compression}
    warehouse.command(PARSE, values=values)


def _insert(warehouse: Warehouse, lake: Lake, file: LakeFile) -> None:
    insert_from_lake(warehouse, [_incoming(lake, file)])


def _incoming(lake: Lake, file: LakeFile) -> Incoming:
    with lake.reading(file) as (body, _):
        content = Content(file.key, body)
        header = read_header(REVIEWS, file.key, content.head)
    return Incoming(REVIEWS, file, lake.address(file.key), header, content.compression, "")


def _load(warehouse: Warehouse, lake: Lake, file: LakeFile) -> None:
    attempt = Loader(warehouse, lake).load(REVIEWS, file)
    assert attempt.status == "loaded", attempt.error


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
