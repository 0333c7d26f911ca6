"""Files of a folder in the lake: compressed, below the day of their first upload, replaced by the next one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reviewhouse.lake import CHECKSUM
from reviewhouse.upload import feed_files, placed, send, upload_folder
from reviewhouse.zstd import zstd
from tests.support import csv_file, load_everything, put, record

pytestmark = pytest.mark.usefixtures("empty_ledger")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    (folder / "reviews.csv").write_bytes(csv_file(record(1), record(2)))
    return folder


def keys(lake) -> list[str]:
    return [file.key for file in lake.files("jet_")]


def content(lake, key: str) -> bytes:
    return lake._client.get_object(Bucket=lake.bucket, Key=key)["Body"].read()


def test_plain_files_are_compressed_and_lie_below_the_day(warehouse, lake, music):
    (music / "metadata.csv.gz").write_bytes(b"as it is")
    assert upload_folder(lake, music) == 2
    day = f"{datetime.now(UTC):%Y/%m/%d}"
    assert keys(lake) == [f"jet_metadata/{day}/music/metadata.csv.gz", f"jet_reviews/{day}/music/reviews.csv.zst"]
    assert zstd.decompress(content(lake, keys(lake)[1])) == (music / "reviews.csv").read_bytes()
    assert content(lake, keys(lake)[0]) == b"as it is"


def test_what_was_uploaded_is_loaded_and_held_against_its_checksum(warehouse, lake, music):
    upload_folder(lake, music)
    [key] = keys(lake)
    sha256 = lake.metadata(key)[CHECKSUM]
    put(lake, key, zstd.compress(csv_file(record(1))), checksum=sha256)
    [cut] = load_everything(warehouse, lake)
    assert "checksum differs" in cut.error
    upload_folder(lake, music)
    assert load_everything(warehouse, lake)[0].error == ""


def test_the_same_folder_again_is_no_work(lake, music):
    assert [upload_folder(lake, music), upload_folder(lake, music)] == [1, 0]


def test_a_changed_file_replaces_what_its_folder_brought_on_an_earlier_day(lake, music):
    for key in ("jet_reviews/2026/01/02/music/reviews.csv.zst", "jet_reviews/2026/01/02/other/reviews.csv.zst"):
        put(lake, key, zstd.compress(b"old"))
    before = keys(lake)
    assert upload_folder(lake, music) == 1
    assert keys(lake) == before
    assert zstd.decompress(content(lake, before[0])) == (music / "reviews.csv").read_bytes()


def test_a_plain_file_of_an_earlier_upload_stays_plain(lake, music):
    put(lake, "jet_reviews/music/reviews.csv", b"old")
    upload_folder(lake, music)
    assert keys(lake) == ["jet_reviews/music/reviews.csv"]
    assert content(lake, keys(lake)[0]) == (music / "reviews.csv").read_bytes()


def test_files_stay_as_they_are_where_that_is_asked_for(lake, music):
    [upload] = placed(lake, feed_files(music), compress=False)
    sizes = []
    send(lake, upload, sizes.append)
    [key] = keys(lake)
    assert key.endswith("music/reviews.csv")
    assert sum(sizes) == (music / "reviews.csv").stat().st_size
