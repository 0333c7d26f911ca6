"""Reads the report from the analytics tables and the ledger."""

from pathlib import Path
from typing import Any

from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.report.model import FailedFile, FeedFiles, Month, Overview, Ranking, Rated, Report
from reviewhouse.sql import identifier
from reviewhouse.warehouse import Warehouse

_SQL = Path(__file__).with_name("sql")
_LISTED = 5
_FAILED_FILES_LISTED = 10
_ROUND = (1, 2, 5)


def collect(warehouse: Warehouse, database: str) -> Report:
    """The report of the marts in `database`. Raises WarehouseError, also where the marts have not been built yet."""
    names = {"database": identifier(database)}
    (overview,) = warehouse.rows(_SQL / "overview.sql", **names)
    ledger = {"database": identifier(RAW_DATABASE)}
    failed = warehouse.rows(_SQL / "failed_files.sql", values={"limit": _FAILED_FILES_LISTED}, **ledger)
    return Report(
        database=database,
        overview=Overview(**overview),
        brands=_ranking(warehouse, {**names, "subject": "rated_brands.sql"}),
        categories=_ranking(warehouse, {**names, "subject": "rated_categories.sql"}),
        months=tuple(Month(**row) for row in warehouse.rows(_SQL / "months.sql", **names)),
        files=tuple(FeedFiles(**row) for row in warehouse.rows(_SQL / "files.sql", **ledger)),
        failed_files=tuple(FailedFile(**row) for row in failed),
    )


def _ranking(warehouse: Warehouse, names: dict[str, str]) -> Ranking:
    (sizes,) = warehouse.rows(_SQL / "sizes.sql", **names)
    threshold = round_down(sizes["size_of_last"])
    rows = warehouse.rows(_SQL / "ranking.sql", values={"threshold": threshold, "limit": _LISTED}, **names)
    qualified = rows[0]["qualified"] if rows else 0
    # Where too few qualify for two lists, nobody stands in both, and the better half is the larger one.
    worst = min(_LISTED, qualified // 2)
    best = min(_LISTED, qualified - worst)
    return Ranking(
        threshold=threshold,
        members=sizes["members"],
        qualified=qualified,
        top=tuple(_rated(row) for row in rows if row["place"] <= best),
        bottom=tuple(_rated(row) for row in rows if row["place"] > qualified - worst),
    )


def round_down(reviews: int) -> int:
    """The largest of 1, 2, 5, 10, 20, 50, 100, … that is not above `reviews`; 1 for 0."""
    power = 10 ** (len(str(reviews)) - 1)
    return max(factor * power for factor in _ROUND if factor * power <= max(reviews, 1))


def _rated(row: dict[str, Any]) -> Rated:
    return Rated(row["name"], row["reviews"], row["average_rating"])
