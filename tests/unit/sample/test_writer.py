"""Writing a feed: repeatable, complete or absent, in flat memory, with clear refusals."""

import csv
import hashlib
import io
import resource
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import zstandard

from reviewhouse.feeds import METADATA, REVIEWS
from reviewhouse.sample.codes import asins, reviewer_ids
from reviewhouse.sample.writer import SampleError, write_feed


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_feed(tmp_path / name, 3_000, 300, seed=5, compression="none")
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    write_feed(tmp_path / "here", 3_000, 300, seed=5)
    script = "import sys; from pathlib import Path; from reviewhouse.sample.writer import write_feed as write; "
    script += "write(Path(sys.argv[1]), 3_000, 300, seed=5)"
    subprocess.run([sys.executable, "-c", script, tmp_path / "there"], check=True)
    assert content(tmp_path / "here") == content(tmp_path / "there")


def test_the_bytes_are_those_of_this_release(tmp_path: Path) -> None:
    """Feeds are named by their numbers and seed: whoever changes what these make says so in the changelog."""
    write_feed(tmp_path, 3_000, 300, seed=5, compression="none")
    digests = {name: hashlib.sha256(text).hexdigest()[:16] for name, text in content(tmp_path).items()}
    assert digests == {"reviews.csv": "d2de7357cfffaee5", "metadata.csv": "4567eefbfbdf2842"}


def test_another_seed_gives_other_records(tmp_path: Path) -> None:
    for seed in (5, 6):
        write_feed(tmp_path / str(seed), 300, 30, seed=seed, compression="none")
    records = [
        {tuple(row) for row in csv.reader(io.StringIO((tmp_path / seed / name).read_text(), newline=""))}
        for name in ("reviews.csv", "metadata.csv")
        for seed in ("5", "6")
    ]
    only_headers = [{REVIEWS.columns}, {METADATA.columns}]
    assert [records[0] & records[1], records[2] & records[3]] == only_headers


def test_compression_changes_nothing_but_the_file(tmp_path: Path) -> None:
    write_feed(tmp_path / "none", 3_000, 300, seed=5, compression="none")
    paths = write_feed(tmp_path / "zst", 3_000, 300, seed=5, compression="zst")
    assert [path.name for path in paths] == ["reviews.csv.zst", "metadata.csv.zst"]
    plain = content(tmp_path / "none")
    for path in paths:
        text = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(path.read_bytes())).read()
        assert text == plain[path.name.removesuffix(".zst")]


@pytest.mark.parametrize(("reviews", "products"), [(0, 1), (1, 1), (1, 5_000), (20_000, 1)])
def test_sizes_at_the_edges(tmp_path: Path, reviews: int, products: int) -> None:
    heard: list[int] = []
    write_feed(tmp_path, reviews, products, seed=0, on_progress=heard.append)
    assert sum(heard) == reviews + products
    assert sorted(content(tmp_path)) == ["metadata.csv.zst", "reviews.csv.zst"]


def test_codes_are_distinct() -> None:
    many = np.concatenate([np.arange(200_000), np.arange(10**9 - 1000, 10**9)])
    for codes in (asins(many, salt=77), reviewer_ids(many, salt=77)):
        assert len(set(codes)) == len(many)
        assert len({len(code) for code in codes}) == 1


def test_memory_is_flat(tmp_path: Path) -> None:
    peaks = []
    for reviews in (16_384, 81_920):
        tracemalloc.start()
        write_feed(tmp_path / str(reviews), reviews, 500, seed=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 60_000_000


def test_an_interrupted_feed_leaves_no_file(tmp_path: Path) -> None:
    def interrupt(records: int) -> None:
        assert any(tmp_path.iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_feed(tmp_path, 1_000, 100, seed=1, on_progress=interrupt)
    assert content(tmp_path) == {}


def test_a_full_disk_is_said_and_leaves_the_old_feed_alone(tmp_path: Path) -> None:
    write_feed(tmp_path, 100, 10, seed=1, compression="none")
    before = content(tmp_path)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, usual[1]))
    try:
        with pytest.raises(SampleError, match="no room"):
            write_feed(tmp_path, 1_000, 100, seed=1, compression="none", overwrite=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert content(tmp_path) == before


def test_a_feed_in_the_folder_is_kept_unless_it_is_to_be_overwritten(tmp_path: Path) -> None:
    (tmp_path / "reviews-2026.csv.gz").write_bytes(b"somebody's")
    with pytest.raises(SampleError, match=r"already holds a feed \(reviews-2026\.csv\.gz\)"):
        write_feed(tmp_path, 10, 10, seed=1)
    # It would be uploaded together with the new files, so overwriting is refused as well.
    with pytest.raises(SampleError, match="already holds a feed"):
        write_feed(tmp_path, 10, 10, seed=1, overwrite=True)
    assert list(content(tmp_path)) == ["reviews-2026.csv.gz"]


def test_a_feed_can_be_overwritten(tmp_path: Path) -> None:
    write_feed(tmp_path, 10, 10, seed=1)
    first = content(tmp_path)
    with pytest.raises(SampleError):
        write_feed(tmp_path, 20, 10, seed=1)
    assert content(tmp_path) == first
    write_feed(tmp_path, 20, 10, seed=1, overwrite=True)
    assert content(tmp_path).keys() == first.keys()
    assert content(tmp_path) != first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"reviews": -1}, "-1 reviews cannot be made"),
        ({"products": -3}, "-3 products cannot be made"),
        ({"reviews": 10**10}, "10,000,000,000 reviews cannot be made"),
        ({"seed": -1}, "seed -1 is below zero"),
        ({"compression": "zip"}, "`zip` is not known"),
    ],
)
def test_wrong_arguments_are_named(tmp_path: Path, arguments: dict, said: str) -> None:
    with pytest.raises(SampleError, match=said):
        write_feed(**{"folder": tmp_path, "reviews": 10, "products": 10, "seed": 1} | arguments)
    assert content(tmp_path) == {}


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SampleError, match="cannot be written"):
        write_feed(tmp_path / "taken", 10, 10, seed=1)
