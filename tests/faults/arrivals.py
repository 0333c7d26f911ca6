"""Files of both feeds that arrive and are replaced, and how the warehouse is held against what they say in the end."""

import random

from reviewhouse.feeds import METADATA, REVIEWS
from reviewhouse.lake import Lake
from reviewhouse.warehouse import Warehouse
from tests.support import HEADER, put, rows

KEYS = 6
"""Files of each feed; an arrival replaces one of them, or is a new one."""

MOST_REVIEWS, MOST_PRODUCTS = 4_000, 200
FACT = "SELECT source_review_id FROM dwh_dev.mrt_fact_product_review"
PRODUCTS = "SELECT asin FROM dwh_dev.mrt_dim_product WHERE NOT is_inferred"
CURRENT = """
    SELECT {0} FROM raw_thirdparty.{1}
    WHERE _meta_load_id IN (SELECT load_id FROM raw_thirdparty.current_load)
"""


class Arrivals:
    """`reviews` and `products` are the records of each file as the lake shows them now, by the file's key."""

    def __init__(self, lake: Lake, chance: random.Random) -> None:
        self._lake, self._chance, self._count = lake, chance, 0
        self.reviews: dict[str, list[str]] = {}
        self.products: dict[str, list[str]] = {}

    def next(self) -> None:
        """One file of reviews, and in one of two cases one of metadata."""
        self._count += 1
        place = self._chance.randrange(KEYS)
        first = place * 10 * MOST_REVIEWS + self._chance.randrange(MOST_REVIEWS)
        numbers = range(first, first + self._chance.randrange(1, MOST_REVIEWS))
        key = f"{REVIEWS.lake_prefix}{place}.csv"
        self.reviews[key] = [str(number) for number in numbers]
        put(self._lake, key, "\n".join([HEADER, *(self._review(number) for number in numbers), ""]).encode())
        if self._chance.random() < 0.5:
            self._metadata()

    def _metadata(self) -> None:
        place = self._chance.randrange(KEYS)
        first = place * 2 * MOST_PRODUCTS + self._chance.randrange(MOST_PRODUCTS)
        numbers = range(first, first + self._chance.randrange(1, MOST_PRODUCTS))
        key = f"{METADATA.lake_prefix}{place}.csv"
        self.products[key] = [f"B{number}" for number in numbers]
        lines = [",".join(METADATA.columns), *(self._product(number) for number in numbers), ""]
        put(self._lake, key, "\n".join(lines).encode())

    def _review(self, number: int) -> str:
        text, stars, day = f"version {self._count}", number % 5 + 1, 1_158_019_200 + 86_400 * (number % 700)
        return f'{number},R{number % 997},B{number % 3000},name,"[1, 2]",{text},{stars}.0,s,{day},'

    def _product(self, number: int) -> str:
        path = f"[['A', 'B{number % 7}']]"
        return f'{number},B{number},,,"{path}",title {self._count},d,9.49,,Brand {(number + self._count) % 9}'

    def lost_and_doubled(self, warehouse: Warehouse) -> tuple[int, int]:
        """Records that are missing, and rows too many, in the current loads of bronze and in gold.

        Raises AssertionError where there is a row that no file has.
        """
        held = [
            (CURRENT.format("reviewID", REVIEWS.raw_table), self.reviews),
            (CURRENT.format("asin", METADATA.raw_table), self.products),
            (FACT, self.reviews),
            (PRODUCTS, self.products),
        ]
        lost = doubled = 0
        for query, files in held:
            expected = [record for records in files.values() for record in records]
            found = [value for (value,) in rows(warehouse, query)]
            assert not (strange := set(found) - set(expected)), f"rows of no file: {sorted(strange)[:5]} in {query}"
            lost += len(set(expected) - set(found))
            doubled += len(found) - len(set(found))
        return lost, doubled
