"""Records of the metadata feed, chunk by chunk. A chunk depends on the seed and its number alone."""

from html import escape
from string import capwords

import numpy as np

from reviewhouse.feeds import METADATA
from reviewhouse.sample import phrases, words
from reviewhouse.sample.catalog import Catalog
from reviewhouse.sample.categories import leaves
from reviewhouse.sample.codes import asins
from reviewhouse.sample.csvtext import EMPTY, bare, escaped, field, numbers, records, take
from reviewhouse.sample.dirt import leave_out, repeat_records
from reviewhouse.sample.draws import Draws, ramp, urn
from reviewhouse.sample.prose import Prose

_PLACE = 3
_SENTENCES = 512
_CHUNK_NEIGHBOURS = 2048
_SENTENCE_COUNTS = ramp([(0, 0), (200, 1), (800, 13), (980, 36), (1000, 80)])
_RELATED_COUNTS = ramp([(0, 0), (150, 1), (900, 40), (1000, 100)])
_CENTS = ramp([(0, 99), (300, 999), (700, 2999), (930, 14900), (985, 60000), (1000, 249900)])
_MISSING_PRICES = 200
_UNREADABLE_PRICES = ("$4.99 - $9.99", "call for price", "—")
_SPELLINGS = (90, 3, 3, 2, 2)
_BRAND_SPELLING_URN = urn(_SPELLINGS)
_RANKS = 1 << 20
_LEFT_OUT = {"asin": 900, "salesrank": 50, "categories": 100, "title": 60, "brand": 7}
_REPEATED = 500
"""One record in so many has an empty field there, or repeats the record before."""


class Metadata:
    """The fields that records are put together from, prepared once."""

    def __init__(self, seed: int, catalog: Catalog) -> None:
        self._seed = seed
        self._catalog = catalog
        self._brands = [field(text) for name in catalog.brand_names for text in _spellings(name)]
        self._title_brands = [escaped(name) for name in catalog.brand_names]
        self._title_nouns = [escaped(capwords(leaf.noun)) for leaf in leaves()]
        self._title_series = [escaped(name) for name in words.SERIES]
        self._traits = [escaped(text) for text in words.TRAITS]
        self._paths = _paths()
        self._rank_names = [bare(f"{{'{leaf.department}': ") for leaf in leaves()]
        self._prices = _prices()

    def chunk(self, number: int, first: int, size: int) -> bytes:
        """`size` records, of the products from number `first` on."""
        draws = Draws(self._seed, _PLACE, number)
        products = np.arange(first, first + size)
        codes = asins(products, self._catalog.salt)
        leaf = self._catalog.leaf[products]
        columns = [
            numbers(products),
            codes,
            self._ranks(draws, leaf),
            [b"http://images.example.com/I/%b._SX300_.jpg" % code for code in codes],
            self._categories(draws, products),
            self._titles(draws, products),
            _descriptions(draws, size),
            take(self._prices, draws.below(len(self._prices), size)),
            self._related(draws, size),
            self._brand_fields(draws, products),
        ]
        for name, one_in in _LEFT_OUT.items():
            leave_out(draws, columns[METADATA.columns.index(name)], one_in)
        repeat_records(draws, columns, _REPEATED)
        return records(columns)

    def _ranks(self, draws: Draws, leaf: np.ndarray) -> list[bytes]:
        ranks = draws.ranks(_RANKS, len(leaf), steep=False).tolist()
        return [b"%b%d}" % pair for pair in zip(take(self._rank_names, leaf), ranks, strict=True)]

    def _categories(self, draws: Draws, products: np.ndarray) -> list[bytes]:
        """Lists of one to three paths as Python writes them; one list in four has its names HTML-escaped."""
        nowhere, size = len(leaves()), len(products)
        first = self._catalog.leaf[products]
        second = self._catalog.second_leaf[products]
        third = draws.below(nowhere, size)
        second = np.where((draws.below(100, size) < 45) & (second != first), second, nowhere)
        third = np.where((draws.below(100, size) < 12) & (third != first) & (third != second), third, nowhere)
        spelling = (draws.below(4, size) == 0) * (nowhere + 1)
        paths = (take(self._paths, spelling + leaf) for leaf in (first, second, third))
        # Each path brings its own comma; the one before the first is left out.
        return [b'"[%b%b%b]"' % (one[2:], two, three) for one, two, three in zip(*paths, strict=True)]

    def _titles(self, draws: Draws, products: np.ndarray) -> list[bytes]:
        parts = zip(
            take(self._title_brands, self._catalog.brand[products]),
            take(self._title_series, draws.below(len(self._title_series), len(products))),
            take(self._title_nouns, self._catalog.leaf[products]),
            take(self._traits, draws.below(len(self._traits), len(products))),
            strict=True,
        )
        return [b'"%b %b %b, %b"' % part for part in parts]

    def _related(self, draws: Draws, size: int) -> list[bytes]:
        others = draws.below(self._catalog.known, _CHUNK_NEIGHBOURS)
        listed = [b"'%b', " % code for code in asins(others, self._catalog.salt)]
        text, width = b"".join(listed), len(listed[0])
        counts = draws.from_urn(_RELATED_COUNTS, size)
        first = draws.below(_CHUNK_NEIGHBOURS - int(counts.max()), size)
        return [
            b"\"{'also_bought': [%b], 'bought_together': [%b]}\""
            % (text[start * width : (start + count) * width - 2], text[start * width : (start + 1) * width - 2])
            if count
            else EMPTY
            for start, count in zip(first.tolist(), counts.tolist(), strict=True)
        ]

    def _brand_fields(self, draws: Draws, products: np.ndarray) -> list[bytes]:
        spelling = draws.from_urn(_BRAND_SPELLING_URN, len(products))
        return take(self._brands, self._catalog.brand[products] * len(_SPELLINGS) + spelling)


def _descriptions(draws: Draws, size: int) -> list[bytes]:
    lengths = draws.from_urn(_SENTENCE_COUNTS, size)
    prose = Prose(draws, [phrases.DESCRIPTIONS], _SENTENCES)
    return [b'"%b"' % text if text else EMPTY for text in prose.stretches(draws, np.zeros_like(lengths), lengths)]


def _spellings(brand: str) -> list[str]:
    """The ways in which one brand is written; _BRAND_SPELLING_URN says how often each."""
    return [brand, brand.upper(), f" {brand.lower()}", f"{brand.replace(' ', '  ')} ", escape(brand, quote=False)]


def _paths() -> list[bytes]:
    """Paths of the leaves with a comma before each, then nothing (no path), then the same HTML-escaped."""
    plain = [list(leaf.path) for leaf in leaves()]
    html = [[escape(name, quote=False) for name in path] for path in plain]
    return [piece for paths in (plain, html) for piece in [*(escaped(f", {path}") for path in paths), EMPTY]]


def _prices() -> list[bytes]:
    """Fields to draw from: plain prices, some with a dollar sign, a few that are no price, and some missing."""
    prices = []
    for number, cents in enumerate(_CENTS.tolist()):
        dollars, is_formal = cents // 100, cents >= 100_000 or number % 20 == 0
        prices.append(f"${dollars:,}.{cents % 10}9" if is_formal else f"{dollars}.{cents % 10}9")
    return [field(text) for text in (*prices, *_UNREADABLE_PRICES)] + [EMPTY] * _MISSING_PRICES
