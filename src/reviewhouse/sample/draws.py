"""Random draws that are the same on every machine.

Only what numpy promises to keep (the raw numbers of PCG64) and exact arithmetic (integers, square roots) is used:
numpy's own distributions may change from one release to the next, and logarithms differ between processors.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

_RAW_BITS = 64
_MANTISSA_BITS = 53


class Draws:
    """A stream of random numbers, named by a seed and a place (say, the number of a chunk)."""

    def __init__(self, seed: int, *place: int) -> None:
        self._source = np.random.PCG64(np.random.SeedSequence((seed, *place)))

    def below(self, limit: int, size: int) -> np.ndarray:
        """`size` integers from 0 up to and without `limit`, which is at most 2**32, as int64."""
        raw = self._source.random_raw(size) >> np.uint64(_RAW_BITS // 2)
        return ((raw * np.uint64(limit)) >> np.uint64(_RAW_BITS // 2)).astype(np.int64)

    def fractions(self, size: int) -> np.ndarray:
        """`size` numbers from 0 up to and without 1."""
        return (self._source.random_raw(size) >> np.uint64(_RAW_BITS - _MANTISSA_BITS)) * 2.0**-_MANTISSA_BITS

    def from_urn(self, urn: np.ndarray, size: int) -> np.ndarray:
        """`size` balls, each put back."""
        return urn[self.below(len(urn), size)]

    def ranks(self, limit: int | np.ndarray, size: int, steep: bool) -> np.ndarray:
        """Ranks below `limit` (one, or one per draw) by a power law: weight rank**-0.6 where steep, else rank**-0.5."""
        fractions = self.fractions(size)
        law = fractions * fractions
        if steep:
            law *= np.sqrt(fractions)
        return (law * limit).astype(np.int64)

    def shuffled(self, size: int) -> np.ndarray:
        """The integers below `size`, each once, in random order."""
        return np.argsort(self._source.random_raw(size), kind="stable")


def urn(weights: Sequence[int]) -> np.ndarray:
    """An urn with as many balls of each number (0, 1, …) as its weight says."""
    return np.repeat(np.arange(len(weights)), weights)


def ramp(knots: Sequence[tuple[int, int]]) -> np.ndarray:
    """An urn given by quantiles: pairs of (per mille, value), straight between one pair and the next."""
    values: list[int] = []
    for (start, low), (end, high) in pairwise(knots):
        values += [low + (high - low) * step // (end - start) for step in range(end - start)]
    return np.array(values)
