"""The partition of a raw asset is one version of one file."""

from urllib.parse import quote, unquote

import dagster as dg

from reviewhouse.feeds import Feed
from reviewhouse.lake import LakeFile


def partitions_of(feed: Feed) -> dg.DynamicPartitionsDefinition:
    return dg.DynamicPartitionsDefinition(name=f"{feed.asset}_files")


def partition_key(file: LakeFile) -> str:
    """The file's key and the content it has, as `jet_reviews/part-0.csv@etag`.

    Percent-encoded where Dagster would take characters for its own: `...` is its sign of a range.
    """
    return f"{quote(file.key).replace('..', '%2E%2E')}@{file.etag}"


def file_version(key: str) -> tuple[str, str]:
    """The lake key and the etag that a partition key stands for."""
    path, _, etag = key.rpartition("@")
    return unquote(path), etag
