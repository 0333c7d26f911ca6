"""Months put together until the whole trend fits a screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewhouse.report.model import Month

_MOST_ROWS = 36
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """A month, a quarter or a year. Its rating, weighted by reviews, is None where it has none."""

    label: str
    reviews: int
    average_rating: float | None


def group(months: Sequence[Month]) -> tuple[str, list[Period]]:
    """The unit and the periods from the first to the last month, without gaps; years where nothing smaller fits."""
    numbers = [_number(month.month) for month in months]
    span = numbers[-1] - numbers[0] + 1 if numbers else 0
    unit = next((unit for unit, size in _MONTHS_IN.items() if span <= _MOST_ROWS * size), "year")
    size = _MONTHS_IN[unit]
    groups: dict[int, list[Month]] = {}
    for number, month in zip(numbers, months, strict=True):
        groups.setdefault(number // size, []).append(month)
    if not groups:
        return unit, []
    return unit, [_period(place * size, unit, groups.get(place, [])) for place in range(min(groups), max(groups) + 1)]


def _number(day: date) -> int:
    """Months since the beginning of our era: comparable, and without gaps."""
    return day.year * 12 + day.month - 1


def _period(first_month: int, unit: str, months: Sequence[Month]) -> Period:
    year, month = divmod(first_month, 12)
    labels = {"month": f"{year}-{month + 1:02d}", "quarter": f"{year} Q{month // 3 + 1}", "year": str(year)}
    reviews = sum(month.reviews for month in months)
    rating = sum(month.average_rating * month.reviews for month in months) / reviews if reviews else None
    return Period(labels[unit], reviews, rating)
