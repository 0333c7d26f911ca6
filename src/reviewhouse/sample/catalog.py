"""The products of the invented shop: who makes them, where they stand in the category tree, how good they are."""

import numpy as np

from reviewhouse.sample import words
from reviewhouse.sample.categories import leaves
from reviewhouse.sample.draws import Draws, urn

LEVELS = 21
"""Levels of quality, from 0 (what people send back) to LEVELS - 1; the middle one is the average of the shop."""

_PLACE = 1
_STEMS = len(words.BRAND_STARTS) * len(words.BRAND_ENDS)
_PRODUCTS_PER_BRAND = 25
_PRODUCTS_PER_STRANGER = 40
_BRAND_EFFECTS = urn((1, 2, 3, 4, 5, 6, 6, 6, 5, 4, 3, 2, 1))
_LEAF_EFFECTS = urn((1, 2, 3, 4, 4, 4, 3, 2, 1))
_OWN_EFFECTS = urn((1, 2, 3, 2, 1))


class Catalog:
    """Products as arrays, by product number. Those below `known` have metadata, the few after them are strangers.

    `brand` and `leaf` are positions in `brand_names` and `leaves()`, `level` is the quality.
    `by_popularity` holds all product numbers, the most reviewed first. `salt` makes codes differ from seed to seed.
    """

    def __init__(self, seed: int, products: int) -> None:
        draws = Draws(seed, _PLACE)
        self.known = products
        total = products + products // _PRODUCTS_PER_STRANGER + 1
        self.brand_names = _brand_names(draws, min(_STEMS, 12 + products // _PRODUCTS_PER_BRAND))
        departments = [leaf.department for leaf in leaves()]
        starts = np.array([departments.index(name) for name in dict.fromkeys(departments)])
        sizes = np.diff(np.append(starts, len(departments)))

        brand_home = draws.below(len(starts), len(self.brand_names))
        brand_effect = _centred(draws, _BRAND_EFFECTS, len(self.brand_names))
        leaf_effect = _centred(draws, _LEAF_EFFECTS, len(departments))
        # Which leaf of a department sells best is up to the seed, not to the order of the tree.
        leaf_order = np.concatenate(
            [start + draws.shuffled(size) for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)]
        )

        self.brand = draws.ranks(len(self.brand_names), total, steep=True)
        home = brand_home[self.brand]
        self.leaf = leaf_order[starts[home] + draws.ranks(sizes[home], total, steep=False)]
        self.second_leaf = starts[home] + draws.ranks(sizes[home], total, steep=False)
        level = LEVELS // 2 + brand_effect[self.brand] + leaf_effect[self.leaf] + _centred(draws, _OWN_EFFECTS, total)
        self.level = np.clip(level, 0, LEVELS - 1)
        self.by_popularity = draws.shuffled(total)
        self.salt = int(draws.below(1 << 30, 1)[0])


def _centred(draws: Draws, effects: np.ndarray, size: int) -> np.ndarray:
    """Effects on the level of quality, as many above as below zero."""
    return draws.from_urn(effects, size) - effects[-1] // 2


def _brand_names(draws: Draws, count: int) -> list[str]:
    stems = draws.shuffled(_STEMS)[:count].tolist()
    forms = draws.below(len(words.BRAND_FORMS), count).tolist()
    return [
        words.BRAND_FORMS[form].format(
            words.BRAND_STARTS[stem // len(words.BRAND_ENDS)] + words.BRAND_ENDS[stem % len(words.BRAND_ENDS)]
        )
        for stem, form in zip(stems, forms, strict=True)
    ]
