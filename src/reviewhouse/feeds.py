"""What a feed is. Raw tables, file structures, assets, sensors and jobs all follow from these descriptions."""

from dataclasses import dataclass

RAW_DATABASE = "raw_thirdparty"
SUFFIXES = (".csv", ".csv.gz", ".csv.zst", ".csv.xz")
"""Endings of the files that are loaded."""


@dataclass(frozen=True)
class Feed:
    """One kind of file that lands in the lake.

    `columns` are the names in the header of its files; `key` those that tell one record from another.
    `file_prefix` is how its files are called in a folder that somebody uploads.
    """

    name: str
    lake_prefix: str
    raw_table: str
    asset: str
    job: str
    sensor: str
    file_prefix: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def accepts(self, key: str) -> bool:
        """Whether an object of the lake is a file of this feed (a key ending in `/` is a folder marker)."""
        return key.startswith(self.lake_prefix) and key.endswith(SUFFIXES)


REVIEWS = Feed(
    name="amazon_review",
    lake_prefix="jet_reviews/",
    raw_table="amazon_review",
    asset="raw_amazon_reviews",
    job="load_raw_amazon_reviews",
    sensor="jet_reviews_s3_sensor",
    file_prefix="reviews",
    columns=(
        "reviewID",
        "reviewerID",
        "asin",
        "reviewerName",
        "helpful",
        "reviewText",
        "overall",
        "summary",
        "unixReviewTime",
        "reviewTime",
    ),
    key=("reviewID", "reviewerID", "asin"),
)

METADATA = Feed(
    name="amazon_metadata",
    lake_prefix="jet_metadata/",
    raw_table="amazon_metadata",
    asset="raw_amazon_metadata",
    job="load_raw_amazon_metadata",
    sensor="jet_metadata_s3_sensor",
    file_prefix="metadata",
    columns=(
        "metadataid",
        "asin",
        "salesrank",
        "imurl",
        "categories",
        "title",
        "description",
        "price",
        "related",
        "brand",
    ),
    key=("asin",),
)

FEEDS = (REVIEWS, METADATA)
