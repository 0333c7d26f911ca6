"""Records of the review feed, chunk by chunk. A chunk depends on the seed and its number alone."""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice

import numpy as np

from reviewhouse.feeds import REVIEWS
from reviewhouse.sample import phrases, season, words
from reviewhouse.sample.catalog import LEVELS, Catalog
from reviewhouse.sample.categories import leaves
from reviewhouse.sample.codes import asins, reviewer_ids
from reviewhouse.sample.csvtext import EMPTY, escaped, field, numbers, quoted, records, take
from reviewhouse.sample.dirt import leave_out, repeat_records
from reviewhouse.sample.draws import Draws, ramp, urn
from reviewhouse.sample.prose import Prose

_PLACE = 2
_REVIEWS_PER_REVIEWER = 3
_SENTENCES = 8192
_SENTENCE_COUNTS = ramp([(0, 0), (6, 1), (120, 2), (500, 3), (750, 5), (900, 7), (970, 11), (990, 20), (1000, 140)])

_WORST, _USUAL, _BEST = (230, 130, 160, 180, 300), (60, 50, 90, 200, 600), (20, 10, 30, 140, 800)
"""How many of 1,000 reviews give 1, 2, 3, 4, 5 at the lowest, the middle and the highest level of quality."""
_MOODS = np.array([0, 0, 0, 1, 2, 2])
"""The mood of each rating, by place in phrases.MOODS (ratings count from 1)."""

_OVERALL_FORMS = (b"%d.0", b"%d", b"0.0", b"6.0", EMPTY)
_OVERALL_FORM_URN = urn((9795, 200, 2, 1, 2))
_LEFT_OUT = {"asin": 4000, "reviewerName": 100}
_REPEATED, _RENAMED = 1000, 60
"""One record in so many has an empty field there, repeats the record before, or bears another name of its reviewer."""

_NAMES = 1 << 13
_NAME_STEP = 2_654_435_761
_VARIANTS = 16
"""Openings, and summaries, that are prepared for each kind of product and mood."""


class Reviews:
    """The fields that records are put together from, prepared once."""

    def __init__(self, seed: int, catalog: Catalog, reviews: int) -> None:
        self._seed = seed
        self._catalog = catalog
        self._reviewers = reviews // _REVIEWS_PER_REVIEWER + 1
        self._names = _names(Draws(seed, _PLACE))
        self._ratings = _ratings_by_level()
        self._overall = [form.replace(b"%d", b"%d" % rating) for form in _OVERALL_FORMS for rating in range(6)]
        self._helpful = _helpful()
        self._openings = [escaped(text) for text in _by_noun_and_mood(phrases.OPENINGS)]
        self._summaries = [
            field(text)
            for text in _by_noun_and_mood({mood: texts.split("|") for mood, texts in phrases.SUMMARIES.items()})
        ]
        self._unix_times, self._times = season.time_fields()

    def chunk(self, number: int, first: int, size: int) -> bytes:
        """`size` records, the first of which has `first` as its reviewID."""
        draws = Draws(self._seed, _PLACE, number)
        catalog = self._catalog
        product = catalog.by_popularity[draws.ranks(len(catalog.by_popularity), size, steep=True)]
        reviewer = draws.ranks(self._reviewers, size, steep=False)
        day = draws.from_urn(season.DAY_URN, size)
        level = np.clip(catalog.level[product] + season.DAY_LEVEL[day], 0, LEVELS - 1)
        rating = self._ratings[level, draws.below(self._ratings.shape[1], size)]
        mood = _MOODS[rating]
        kind = (catalog.leaf[product] * len(phrases.MOODS) + mood) * _VARIANTS
        when = draws.from_urn(season.SPELLING_URN, size) * len(season.DAYS) + day
        overall = draws.from_urn(_OVERALL_FORM_URN, size) * 6 + rating

        columns = [
            numbers(np.arange(first, first + size)),
            reviewer_ids(reviewer, catalog.salt),
            asins(product, catalog.salt),
            self._reviewer_names(draws, reviewer),
            take(self._helpful, draws.below(len(self._helpful), size)),
            self._texts(draws, kind, mood),
            take(self._overall, overall),
            take(self._summaries, kind + draws.below(_VARIANTS, size)),
            take(self._unix_times, when),
            take(self._times, when),
        ]
        for name, one_in in _LEFT_OUT.items():
            leave_out(draws, columns[REVIEWS.columns.index(name)], one_in)
        repeat_records(draws, columns, _REPEATED)
        return records(columns)

    def _reviewer_names(self, draws: Draws, reviewer: np.ndarray) -> list[bytes]:
        renamed = draws.below(_RENAMED, len(reviewer)) == 0
        return take(self._names, (reviewer * _NAME_STEP + renamed) % _NAMES)

    def _texts(self, draws: Draws, kind: np.ndarray, mood: np.ndarray) -> list[bytes]:
        prose = Prose(draws, [phrases.SENTENCES[name] for name in phrases.MOODS], _SENTENCES)
        lengths = draws.from_urn(_SENTENCE_COUNTS, len(mood))
        opening = take(self._openings, kind + draws.below(_VARIANTS, len(mood)))
        # Half of the longer texts begin by naming the product.
        named = (lengths > 1) & (draws.below(2, len(mood)) == 1)
        body = prose.stretches(draws, mood, lengths)
        return [
            b'"%b%b"' % (start, text) if with_start else b'"%b"' % text
            for start, text, with_start in zip(opening, body, named.tolist(), strict=True)
        ]


def _names(draws: Draws) -> list[bytes]:
    """Fields with the names that reviewers go by."""
    choices = zip(
        take(words.HANDLE_FORMS, draws.below(len(words.HANDLE_FORMS), _NAMES)),
        take(words.HANDLE_STARTS, draws.below(len(words.HANDLE_STARTS), _NAMES)),
        take(words.HANDLE_ENDS, draws.below(len(words.HANDLE_ENDS), _NAMES)),
        draws.below(100, _NAMES).tolist(),
        strict=True,
    )
    return [
        field(form.format(start=start, end=end, number=number, Start=start.capitalize(), End=end.capitalize()))
        for form, start, end, number in choices
    ]


def _ratings_by_level() -> np.ndarray:
    """An urn of 1,000 ratings for each level of quality, shape (LEVELS, 1000)."""
    middle = LEVELS // 2
    urns = []
    for level in range(LEVELS):
        end = _WORST if level < middle else _BEST
        away = abs(level - middle)
        weights = [(usual * (middle - away) + far * away) // middle for usual, far in zip(_USUAL, end, strict=True)]
        weights[4] += 1000 - sum(weights)
        urns.append(urn([0, *weights]))
    return np.stack(urns)


def _helpful() -> list[bytes]:
    """Fields `[helpful, total]` as often as they should be drawn: small numbers mostly, some empty."""
    votes = [(helpful, total) for total in range(12) for helpful in range(total + 1) for _ in range(12 - total)]
    votes += [(0, 0)] * len(votes) + [(47, 52), (130, 141), (3, 88)]
    fields = [quoted(f"[{helpful}, {total}]") for helpful, total in votes]
    return fields + [EMPTY] * (len(fields) // 6)


def _by_noun_and_mood(phrases_by_mood: Mapping[str, Sequence[str]]) -> list[str]:
    """_VARIANTS phrases for each leaf of the category tree and each mood, with the kind of product filled in."""
    return [
        phrase.format(noun=leaf.noun)
        for leaf in leaves()
        for mood in phrases.MOODS
        for phrase in islice(cycle(phrases_by_mood[mood]), _VARIANTS)
    ]
