"""Objects below a feed's prefix that are no files of it: each is named once in the sensor's log, not at every tick."""

import json
from hashlib import blake2b

import dagster as dg

from reviewhouse.feeds import SUFFIXES
from reviewhouse.lake import LakeFile


def name_once(context: dg.SensorEvaluationContext, files: list[LakeFile]) -> None:
    """The cursor remembers, as hashes, which of them have been named; it forgets those that are gone."""
    ignored = {_mark(file.key): file.key for file in files}
    named = set(json.loads(context.cursor or "[]"))
    for mark in ignored.keys() - named:
        context.log.warning("%s is never loaded: it ends in none of %s.", ignored[mark], ", ".join(SUFFIXES))
    if ignored.keys() != named:
        context.update_cursor(json.dumps(sorted(ignored)))


def _mark(key: str) -> str:
    return blake2b(key.encode(), digest_size=8).hexdigest()
