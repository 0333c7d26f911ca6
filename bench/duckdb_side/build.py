"""Builds bronze, silver and gold in a DuckDB database file.

Each table has its `.sql` file, which means what the dbt model of the same name means; keys come from DuckDB's own hash().
"""

import time
from dataclasses import dataclass
from html.entities import html5
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "sql"
STEPS = {
    "load": ("bronze/amazon_review", "bronze/amazon_metadata"),
    "silver": (
        "silver/losing_review",
        "silver/stg_amazon_review",
        "silver/stg_amazon_review_rejected",
        "silver/losing_metadata",
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
    ),
}
"""The statement files of each step, in their order."""

MEMORY = "6GB"


@dataclass(frozen=True)
class Seconds:
    """Wall time of each step, its checkpoint included, and of each file by its name."""

    steps: dict[str, float]
    tables: dict[str, float]


def build(database: Path, feed: Path) -> Seconds:
    """Build `database`, a new file, from the two CSV files in the folder `feed`, with every core and MEMORY.

    What does not fit spills into a folder beside the database. Returns when all is on disk.
    """
    steps, tables = {}, {}
    settings = {"memory_limit": MEMORY, "temp_directory": f"{database}.tmp"}
    with duckdb.connect(str(database), config=settings) as connection:
        _open(connection, feed)
        for step, names in STEPS.items():
            begin = time.perf_counter()
            for name in names:
                begin_of_table = time.perf_counter()
                connection.execute((SQL / f"{name}.sql").read_text())
                tables[name.split("/")[1]] = time.perf_counter() - begin_of_table
            connection.execute("checkpoint")
            steps[step] = time.perf_counter() - begin
    return Seconds(steps, tables)


def _open(connection: duckdb.DuckDBPyConnection, feed: Path) -> None:
    """Schemas and macros, and the variables that the statements read."""
    for prefix in ("reviews", "metadata"):
        connection.execute(f"set variable {prefix} = $1", [str(_only_file(feed, prefix))])
    entities = {name.removesuffix(";"): text for name, text in html5.items() if name.endswith(";")}
    connection.execute("set variable entities = map($1, $2)", [list(entities), list(entities.values())])
    for name in ("open", "macros"):
        connection.execute((SQL / f"{name}.sql").read_text())


def _only_file(feed: Path, prefix: str) -> Path:
    found = sorted(feed.glob(f"{prefix}*.csv*"))
    if len(found) != 1:
        raise SystemExit(f"{feed} holds {len(found)} files {prefix}*.csv*. Name a folder with one.")
    return found[0]
