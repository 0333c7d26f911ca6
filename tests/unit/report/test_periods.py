"""Months, put together into what fits a screen."""

from datetime import date

import pytest

from reviewhouse.report.model import Month
from reviewhouse.report.periods import group


def months(first: date, count: int, step: int = 1) -> list[Month]:
    numbers = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + count, step)
    return [Month(date(number // 12, number % 12 + 1, 1), 10, 4.0) for number in numbers]


@pytest.mark.parametrize(
    ("count", "unit", "rows", "first", "last"),
    [
        (1, "month", 1, "2010-05", "2010-05"),
        (36, "month", 36, "2010-05", "2013-04"),
        (37, "quarter", 13, "2010 Q2", "2013 Q2"),
        (108, "quarter", 37, "2010 Q2", "2019 Q2"),
        (109, "year", 10, "2010", "2019"),
        (600, "year", 51, "2010", "2060"),
    ],
)
def test_the_unit_grows_with_the_span(count: int, unit: str, rows: int, first: str, last: str) -> None:
    found, periods = group(months(date(2010, 5, 1), count))
    assert (found, len(periods), periods[0].label, periods[-1].label) == (unit, rows, first, last)
    assert sum(period.reviews for period in periods) == 10 * count


def test_ratings_are_weighted_by_reviews() -> None:
    unit, periods = group(
        [Month(date(2010, 1, 1), 1, 1.0), Month(date(2010, 3, 1), 3, 5.0), Month(date(2014, 1, 1), 5, 2.0)]
    )
    assert unit == "quarter"
    assert periods[0].average_rating == 4.0
    assert periods[0].reviews == 4


def test_gaps_are_filled() -> None:
    _, periods = group(months(date(2010, 1, 1), 13, step=12))
    assert [period.reviews for period in periods] == [10] + [0] * 11 + [10]
    assert periods[1].average_rating is None


def test_nothing_stays_nothing() -> None:
    assert group([])[1] == []
