"""Builds bronze, silver and gold in a DuckDB database file.

Each table has its `.sql` file, which means what the dbt model of the same name means; keys are DuckDB's hash().
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from html.entities import html5
from pathlib import Path

import duckdb

from bench.usage import peak_bytes

ROOT = Path(__file__).parents[2]
SQL = Path(__file__).parent / "sql"
STEPS = {
    "load": ("bronze/amazon_review", "bronze/amazon_metadata"),
    "silver": (
        "silver/unreadable_review",
        "silver/left_out_review",
        "silver/stg_amazon_review",
        "silver/stg_amazon_review_rejected",
        "silver/left_out_metadata",
        "silver/category_text",
        "silver/stg_amazon_metadata",
        "silver/stg_amazon_metadata_rejected",
    ),
    "gold": (
        "gold/mrt_fact_product_review",
        "gold/mrt_dim_date",
        "gold/mrt_dim_reviewer",
        "gold/mrt_dim_product",
        "gold/mrt_dim_brand",
        "gold/mrt_dim_category",
        "gold/mrt_analytics_brand_ratings",
        "gold/mrt_analytics_category_ratings",
        "gold/mrt_analytics_product_ratings",
    ),
}
"""The statement files of each step, in their order."""

MEMORY = "6GB"


@dataclass(frozen=True)
class Built:
    """Seconds of each step with its checkpoint, on the clock and of all cores. Bytes of memory and of the file."""

    wall: dict[str, float]
    processor: dict[str, float]
    peak_bytes: int
    file_bytes: int


def build_apart(database: Path, feed: Path) -> Built:
    """Like `build`, in a process of its own, so that its peak of memory is known."""
    command = [sys.executable, "-m", "bench.duckdb_side", database, feed.resolve()]
    done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return Built(**json.loads(done.stdout))


def build(database: Path, feed: Path) -> Built:
    """Build `database`, a new file, from the two CSV files in the folder `feed`, with every core and MEMORY.

    What does not fit spills into a folder beside the database. Returns when all is on disk.
    """
    wall, processor = {}, {}
    settings = {"memory_limit": MEMORY, "temp_directory": f"{database}.tmp"}
    with duckdb.connect(str(database), config=settings) as connection:
        _open(connection, feed)
        for step, names in STEPS.items():
            begin, used = time.perf_counter(), time.process_time()
            for name in names:
                connection.execute((SQL / f"{name}.sql").read_text())
            connection.execute("checkpoint")
            wall[step], processor[step] = time.perf_counter() - begin, time.process_time() - used
    return Built(wall, processor, peak_bytes(), database.stat().st_size)


def _open(connection: duckdb.DuckDBPyConnection, feed: Path) -> None:
    """Schemas and macros, and the variables that the statements read."""
    for prefix in ("reviews", "metadata"):
        connection.execute(f"set variable {prefix} = $1", [str(_only_file(feed, prefix))])
    entities = {name.removesuffix(";"): text for name, text in html5.items() if name.endswith(";")}
    connection.execute("set variable entities = map($1, $2)", [list(entities), list(entities.values())])
    for name in ("open", "macros"):
        connection.execute((SQL / f"{name}.sql").read_text())


def _only_file(feed: Path, prefix: str) -> Path:
    found = list(feed.glob(f"{prefix}*.csv*"))
    if len(found) != 1:
        raise SystemExit(f"{feed} holds {len(found)} files {prefix}*.csv*. Name a folder with one.")
    return found[0]
