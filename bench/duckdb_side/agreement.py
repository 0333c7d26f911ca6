"""Holds the warehouse's tables and DuckDB's against each other, row for row.

Keys are hashes of two kinds, so each row is written with the natural keys that its keys stand for: `compare/*.sql`, one
statement for both sides. The rows of a table are compared by a 64-bit hash of the text of all columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse

COMPARE = Path(__file__).parent / "compare"
BRONZE = tuple(feed.raw_table for feed in FEEDS)
TABLES = (*BRONZE, *sorted(path.stem for path in COMPARE.glob("*.sql") if path.stem not in BRONZE))
PIECE = 1 << 20
EXAMPLES = 3
SIDES = ("ours", "theirs")


@dataclass(frozen=True)
class Agreement:
    """The rows of a table on both sides, and how many of these the other side lacks; some of them, with their side."""

    table: str
    ours: int
    theirs: int
    differing: int
    examples: list[tuple[str, str]]


def export(warehouse: Warehouse, database: str, folder: Path) -> None:
    """Write each table of the warehouse into `folder` as Parquet, `database` being that of silver and gold."""
    folder.mkdir(parents=True)
    for table in TABLES:
        name = f"{identifier(RAW_DATABASE if table in BRONZE else database)}.{identifier(table)}"
        rows = warehouse.client.raw_stream(f"select columns('^[^_]') from {name}", fmt="Parquet")
        with rows, (folder / f"{table}.parquet").open("wb") as out:
            while piece := rows.read(PIECE):
                out.write(piece)


def compare(exported: Path, built: Path) -> Iterator[Agreement]:
    """Each table of `exported`, a folder that `export` wrote, beside the one in `built`, a database of DuckDB."""
    with duckdb.connect(config={"temp_directory": f"{built}.tmp"}) as connection:
        connection.execute(f"attach '{built}' as built (read_only)")
        for side in SIDES:
            connection.execute(f"create schema {side}")
        for table in TABLES:
            schema = "raw_thirdparty" if table in BRONZE else "dwh"
            connection.execute(f"create view ours.{table} as from read_parquet('{exported / table}.parquet')")
            connection.execute(f"create view theirs.{table} as from built.{schema}.{table}")
        for table in TABLES:
            yield _agreement(connection, table)


def _agreement(connection: duckdb.DuckDBPyConnection, table: str) -> Agreement:
    rows = f"(select columns(*)::varchar from ({(COMPARE / f'{table}.sql').read_text()}))"
    counts, missing, examples = {}, {}, []
    for side in SIDES:
        connection.execute(f"set schema = '{side}'")
        connection.execute(
            f"create or replace temp table {side}_hash as select hash(line) as row_hash from {rows} as line"
        )
        [counts[side]] = _row(connection, f"select count(*) from {side}_hash")
    for side, other in (SIDES, SIDES[::-1]):
        alone = f"(from {side}_hash except all from {other}_hash)"
        [missing[side]] = _row(connection, f"select count(*) from {alone}")
        if missing[side]:
            connection.execute(f"set schema = '{side}'")
            found = f"select line::varchar from {rows} as line where hash(line) in {alone} order by 1 limit {EXAMPLES}"
            examples += [(side, text) for (text,) in connection.execute(found).fetchall()]
    return Agreement(table, **counts, differing=sum(missing.values()), examples=examples)


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple:
    [row] = connection.execute(query).fetchall()
    return row
