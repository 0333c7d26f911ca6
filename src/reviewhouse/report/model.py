"""The report as plain values. Ratings are stars from 1 to 5; counts are reviews unless a name says otherwise."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Overview:
    """The warehouse as a whole; rating and days are None as long as there is no review.

    `products` counts inferred ones too: products that reviews name and no metadata has described yet.
    """

    reviews: int
    average_rating: float | None
    products: int
    inferred_products: int
    brands: int
    categories: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Rated:
    """A brand, or a category by its path from the root (`A > B > C`)."""

    name: str
    reviews: int
    average_rating: float


@dataclass(frozen=True)
class Ranking:
    """The best and the worst, both best first, among those of all `members` that have at least `threshold` reviews."""

    threshold: int
    members: int
    qualified: int
    top: tuple[Rated, ...]
    bottom: tuple[Rated, ...]


@dataclass(frozen=True)
class Month:
    """`month` is its first day. Months without reviews are left out."""

    month: date
    reviews: int
    average_rating: float


@dataclass(frozen=True)
class FeedFiles:
    """Files of one feed in the ledger: loaded, and failed at the last attempt (one file can be both)."""

    feed: str
    loaded: int
    failed: int
    records: int
    quarantined: int


@dataclass(frozen=True)
class FailedFile:
    feed: str
    key: str
    reason: str


@dataclass(frozen=True)
class Report:
    database: str
    overview: Overview
    brands: Ranking
    categories: Ranking
    months: tuple[Month, ...]
    files: tuple[FeedFiles, ...]
    failed_files: tuple[FailedFile, ...]
