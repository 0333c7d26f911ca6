import pytest

from reviewhouse.upload import NothingToUpload, feed_files, placed


def test_the_files_of_a_folder_are_those_that_a_feed_knows(tmp_path):
    folder = tmp_path / "music"
    folder.mkdir()
    for name in ("reviews-1.csv.zst", "reviews.csv", "metadata.csv.gz", "notes.txt", "reviews.csv.bak"):
        (folder / name).write_text("x")
    assert [(file.feed.name, file.name) for file in feed_files(folder)] == [
        ("amazon_review", "music/reviews-1.csv.zst"),
        ("amazon_review", "music/reviews.csv"),
        ("amazon_metadata", "music/metadata.csv.gz"),
    ]


def test_a_folder_without_feed_files_says_what_it_should_hold(tmp_path):
    with pytest.raises(NothingToUpload, match=r"reviews\* or metadata\*"):
        feed_files(tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NothingToUpload, match="There is no folder"):
        feed_files(tmp_path / "nowhere")


class EmptyLake:
    def files(self, _prefix):
        return []


def test_two_files_are_never_sent_to_one_key(tmp_path):
    for name in ("reviews.csv", "reviews.csv.zst"):
        (tmp_path / name).write_text("x")
    with pytest.raises(NothingToUpload, match=r"reviews\.csv and reviews\.csv\.zst would both be .*Rename one"):
        placed(EmptyLake(), feed_files(tmp_path))
    assert len(placed(EmptyLake(), feed_files(tmp_path), compress=False)) == 2
