"""Numbers as a person says them."""

from datetime import UTC, datetime

UNITS = (("day", 86_400), ("h", 3600), ("min", 60), ("s", 1))


def span(seconds: float) -> str:
    """A length of time in its greatest unit: 40 s, 3 min, 5 h, 2 days."""
    unit, length = next(((unit, length) for unit, length in UNITS if seconds >= length), UNITS[-1])
    return counted(int(seconds // length), unit) if unit == "day" else f"{int(seconds // length)} {unit}"


def since(moment: datetime) -> float:
    """Seconds since a moment, none where it is yet to come."""
    return max((datetime.now(UTC) - moment).total_seconds(), 0)


def counted(number: int, noun: str) -> str:
    """1 file, 2 files."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: list[str], most: int = 3) -> str:
    """The first names, and how many more there are."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
