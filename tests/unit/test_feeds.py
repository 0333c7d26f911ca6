import pytest
import yaml

from reviewhouse.feeds import FEEDS, RAW_DATABASE, REVIEWS
from reviewhouse.transform import DBT_DIR


@pytest.mark.parametrize(
    ("key", "is_taken"),
    [
        ("jet_reviews/a.csv", True),
        ("jet_reviews/2026/11/part-0.csv.zst", True),
        ("jet_reviews/a.csv.gz", True),
        ("jet_reviews/a.csv.xz", True),
        ("jet_reviews/a.csv.bz2", False),
        ("jet_reviews/a.parquet", False),
        ("jet_reviews/2026/", False),
    ],
)
def test_files_are_taken_by_their_ending(key, is_taken):
    assert REVIEWS.accepts(key) == is_taken


def test_a_feed_takes_only_its_own_prefix():
    assert not REVIEWS.accepts("jet_metadata/a.csv")
    assert not REVIEWS.accepts("other/jet_reviews/a.csv")


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_dbt_source_describes_the_feed(feed):
    """The sources of dbt are written by hand, for people; this holds them to the description of the feed."""
    [source] = yaml.safe_load((DBT_DIR / "models/staging/_sources.yml").read_text())["sources"]
    assert source["schema"] == RAW_DATABASE
    table = next(table for table in source["tables"] if table["name"] == feed.raw_table)
    names = [column["name"] for column in table["columns"]]
    assert [name for name in names if not name.startswith("_meta_")] == list(feed.columns)
