"""When the reviews of the invented shop were written: growth over the years, and a season with its peak in December."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from reviewhouse.sample.csvtext import EMPTY, bare, quoted
from reviewhouse.sample.draws import urn

FIRST_DAY = date(2019, 1, 1)
LAST_DAY = date(2025, 12, 31)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]

_SEASON = (132, 96, 92, 86, 80, 78, 84, 82, 90, 102, 134, 190)
_GROWTH = 4
"""How many times as many reviews a day of the last year brings as one of the first."""

DAY_URN = urn(
    [_SEASON[day.month - 1] * (len(DAYS) + (_GROWTH - 1) * n) // (8 * len(DAYS)) for n, day in enumerate(DAYS)]
)

DAY_LEVEL = np.array([(n * 3) // len(DAYS) - 1 - (day.month == 1) for n, day in enumerate(DAYS)])
"""How the shop does on each day, in levels of quality: better over the years, worse when gifts turn out wrong."""

_SPELLINGS = (3000, 6830, 100, 30, 20, 4, 4)
SPELLING_URN = urn(_SPELLINGS)


def time_fields() -> tuple[list[bytes], list[bytes]]:
    """The fields unixReviewTime and reviewTime; the entry of a day in a spelling is `spelling * len(DAYS) + day`.

    The last two spellings cannot be read as a date; in the two before the one field has to stand in for the other.
    """
    unix = [bare(str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))) for day in DAYS]
    padded = [quoted(f"{day:%m %d}, {day.year}") for day in DAYS]
    usual = [quoted(f"{day:%m} {day.day}, {day.year}") for day in DAYS]
    nothing = [EMPTY] * len(DAYS)
    words = [bare("unknown")] * len(DAYS)
    impossible = [quoted(f"02 31, {day.year}") for day in DAYS]
    spellings = (
        (unix, padded),
        (unix, usual),
        (nothing, usual),
        (words, padded),
        (unix, nothing),
        (nothing, words),
        (words, impossible),
    )
    return (
        [text for unix_texts, _ in spellings for text in unix_texts],
        [text for _, date_texts in spellings for text in date_texts],
    )
