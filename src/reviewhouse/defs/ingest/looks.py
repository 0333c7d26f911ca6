"""How far a sensor looks: into all of a small lake at each tick, and into a large one's last days, with a look at
everything now and then. Its cursor also remembers which objects have been named as no files of the feed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

import dagster as dg

from reviewhouse.feeds import SUFFIXES
from reviewhouse.lake import LakeFile

FEW_FILES = 5_000
"""Files of a feed that are listed in a second or two."""

ALL_EVERY = timedelta(minutes=10)
DAYS = timedelta(days=2)
"""Folders of these days are looked into each time: clocks differ, and an upload may take a night."""


@dataclass(frozen=True)
class Looks:
    """Of earlier ticks: hashes of what has been named, when everything was looked at, and how many files that were."""

    named: Sequence[str] = ()
    looked_at: float = 0
    files: int = 0

    @classmethod
    def of(cls, context: dg.SensorEvaluationContext) -> "Looks":
        found = json.loads(context.cursor or "{}")
        return cls(**found) if isinstance(found, dict) else cls(named=found)

    def since(self, now: datetime) -> date | None:
        """The first day whose folder is looked into at this tick; None for all of them."""
        is_due = now.timestamp() - self.looked_at >= ALL_EVERY.total_seconds()
        return None if is_due or self.files <= FEW_FILES else (now - DAYS).date()

    def note(self, context: dg.SensorEvaluationContext, ignored: list[LakeFile], files: int, whole: bool) -> None:
        """Name what is no file of the feed, each object once; forget those that a look at everything does not find."""
        marks = {_mark(file.key): file.key for file in ignored}
        for mark in marks.keys() - set(self.named):
            context.log.warning("%s is never loaded: it ends in none of %s.", marks[mark], ", ".join(SUFFIXES))
        after = replace(self, named=sorted(marks.keys() if whole else marks.keys() | set(self.named)))
        if whole:
            after = replace(after, looked_at=datetime.now(UTC).timestamp(), files=files)
        context.update_cursor(json.dumps(asdict(after)))


def _mark(key: str) -> str:
    return blake2b(key.encode(), digest_size=8).hexdigest()
