import pytest

from reviewhouse.upload import NothingToUpload, planned


def test_files_get_keys_below_the_prefix_of_their_feed(tmp_path):
    folder = tmp_path / "music"
    folder.mkdir()
    for name in ("reviews-1.csv.zst", "reviews.csv", "metadata.csv.gz", "notes.txt", "reviews.csv.bak"):
        (folder / name).write_text("x")
    assert [upload.key for upload in planned(folder)] == [
        "jet_reviews/music/reviews-1.csv.zst",
        "jet_reviews/music/reviews.csv",
        "jet_metadata/music/metadata.csv.gz",
    ]


def test_a_folder_without_feed_files_says_what_it_should_hold(tmp_path):
    with pytest.raises(NothingToUpload, match=r"reviews\* or metadata\*"):
        planned(tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NothingToUpload, match="There is no folder"):
        planned(tmp_path / "nowhere")
