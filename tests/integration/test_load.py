"""File versions into bronze: what counts, what does not, and why."""

import bz2
import gzip
import hashlib
import lzma
import time

import pytest
import zstandard

from reviewhouse.feeds import METADATA, REVIEWS
from reviewhouse.ingest.batch import load_versions
from reviewhouse.ingest.ledger import file_states, pending_files
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.schema import create_tables
from reviewhouse.lake import CHECKSUM
from tests.support import HEADER, csv_file, load_everything, put, record, remove

ZSTD_WITH_CHECKSUM = zstandard.ZstdCompressor(write_checksum=True)
MANY = csv_file(*(record(number, f"{number * 7919 % 10007} words") for number in range(9_000)))

pytestmark = pytest.mark.usefixtures("empty_ledger")


def broken(body: bytes) -> bytes:
    """With one byte in the middle turned over."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 255]) + body[middle + 1 :]


def committed(warehouse, columns: str) -> list[tuple]:
    """Rows of bronze whose load the ledger names as current."""
    return warehouse.client.query(
        f"SELECT {columns} FROM raw_thirdparty.amazon_review "
        "WHERE _meta_load_id IN (SELECT load_id FROM raw_thirdparty.current_load) ORDER BY ALL"
    ).result_rows


def test_bronze_of_an_earlier_version_gets_the_columns_that_it_lacks(warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1), record(2, "ü")))
    load_everything(warehouse, lake)
    before = committed(warehouse, "reviewID, _meta_content_bytes")
    warehouse.client.command("ALTER TABLE raw_thirdparty.amazon_review DROP COLUMN _meta_content_bytes")
    create_tables(warehouse)
    assert committed(warehouse, "reviewID, _meta_content_bytes") == before
    put(lake, "jet_reviews/b.csv", csv_file(record(3)))
    [attempt] = load_everything(warehouse, lake)
    assert (attempt.status, attempt.rows_loaded) == ("loaded", 1)


def test_fields_arrive_as_they_came_with_their_origin(warehouse, lake):
    text = '"  ""quoted"", two\nlines \\N &amp; <b>ü\U0001f600</b>  "'
    put(lake, "jet_reviews/a.csv", csv_file(record(1, text), record(2, "\\N"), record(3, "")))
    [attempt] = load_everything(warehouse, lake)
    assert (attempt.status, attempt.records_read, attempt.rows_loaded, attempt.error) == ("loaded", 3, 3, "")
    assert committed(warehouse, "reviewText") == [
        ("",),
        ('  "quoted", two\nlines \\N &amp; <b>ü\U0001f600</b>  ',),
        ("\\N",),
    ]
    [origin] = set(committed(warehouse, "_meta_run_id, _meta_loaded_from, toString(_meta_load_id), _meta_etag"))
    assert origin == ("run-1", "s3://reviews/jet_reviews/a.csv", str(attempt.load_id), attempt.etag)


PACKS = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("suffix", PACKS)
@pytest.mark.parametrize("content", PACKS)
def test_each_compression_whatever_the_name_promises(warehouse, lake, suffix, content):
    body = csv_file(record(1), record(2))
    pack = PACKS[content]
    parts = [pack(body)] if content == "" else [pack(body[:100]), pack(body[100:])]
    put(lake, f"jet_reviews/2026/11/a.csv{suffix}", b"".join(parts))
    [attempt] = load_everything(warehouse, lake)
    assert (attempt.status, attempt.rows_loaded, attempt.error) == ("loaded", 2, "")


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".xz"])
def test_a_cut_between_two_members_is_told_by_the_checksum_of_the_uploader(warehouse, lake, tmp_path, suffix):
    body, pack = csv_file(record(1), record(2)), PACKS[suffix]
    end = body.index(b"\n2,R2") + 1
    whole = tmp_path / "reviews.csv"
    whole.write_bytes(pack(body[:end]) + pack(body[end:]))
    key = f"jet_reviews/a.csv{suffix}"
    lake.put(whole, key, {CHECKSUM: hashlib.sha256(whole.read_bytes()).hexdigest()})
    put(lake, key, pack(body[:end]), checksum=lake.metadata(key)[CHECKSUM])
    [attempt] = load_everything(warehouse, lake)
    assert (attempt.status, attempt.is_permanent) == ("failed", True)
    assert "is not what was uploaded" in attempt.error


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "{1,2}",
        "star*?[a-z]",
        "100%25+",
        "quote'\"`",
        "ümlaut\U0001f600",
        "a...b",
        "/".join(["x" * 200] * 4),
    ],
)
def test_a_key_is_a_name_and_never_a_pattern(warehouse, lake, name):
    put(lake, f"jet_reviews/{name}.csv", csv_file(record(1)))
    put(lake, "jet_reviews/1.csv", csv_file(record(2), record(3)))
    assert sorted(attempt.rows_loaded for attempt in load_everything(warehouse, lake)) == [1, 2]
    assert pending_files(warehouse, lake, REVIEWS) == []


def test_columns_are_matched_by_their_names(warehouse, lake):
    put(lake, "jet_reviews/a.csv", b"more,ASIN," + HEADER.replace("asin,", "").encode() + b"\nx,B7,1,R1,,,,5.0,,,\n")
    [attempt] = load_everything(warehouse, lake)
    assert attempt.status == "loaded", attempt.error
    assert attempt.note == "ignored columns that the feed does not know: more; columns in another order than the feed's"
    assert committed(warehouse, "reviewID, reviewerID, asin, overall") == [("1", "R1", "B7", "5.0")]


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("empty.csv", b"", "is empty"),
        ("renamed.csv", HEADER.replace("overall", "stars").encode() + b"\n", "calls the column overall 'stars'"),
        ("missing.csv", HEADER.replace(",overall", "").encode() + b"\n", "lacks the column overall"),
        ("twice.csv", f"{HEADER},asin\n".encode(), "has the column asin more than once"),
        ("no header.csv", csv_file(record(1)).partition(b"\n")[2], "has no header"),
        ("ragged.csv", csv_file("a,b"), "2 fields instead of 10): a,b"),
        ("not.csv.gz", b"plain", "has no header"),
        ("returns.csv", csv_file(record(1)).replace(b"\n", b"\r"), "carriage returns alone"),
        ("wide.csv", csv_file(record(1)).decode().encode("utf-16"), "does not begin as UTF-8 text"),
        ("zip.csv", b"PK\x03\x04" + bytes(30), "is a zip archive"),
        ("bz2.csv", bz2.compress(MANY), "is bzip2"),
        ("cut.csv.gz", gzip.compress(MANY)[:-2_000], "cut short"),
        ("cut.csv.xz", lzma.compress(MANY)[:-2_000], "cut short"),
        ("cut.csv.zst", zstandard.compress(MANY)[:-2_000], "cut short"),
        ("broken.csv.gz", broken(gzip.compress(MANY)), "cannot be decompressed"),
        ("broken.csv.xz", broken(lzma.compress(MANY)), "cannot be decompressed"),
        ("broken.csv.zst", broken(ZSTD_WITH_CHECKSUM.compress(MANY)), "cannot be decompressed"),
    ],
)
def test_a_bad_file_fails_alone_and_says_why(warehouse, lake, name, body, reason):
    put(lake, f"jet_reviews/{name}", body)
    put(lake, "jet_reviews/good.csv", csv_file(record(1)))
    attempts = {attempt.key: attempt for attempt in load_everything(warehouse, lake)}
    assert attempts["jet_reviews/good.csv"].status == "loaded"
    bad = attempts[f"jet_reviews/{name}"]
    assert (bad.status, bad.rows_loaded, bad.is_permanent) == ("failed", 0, True)
    assert reason in bad.error
    assert len(committed(warehouse, "reviewID")) == 1
    assert pending_files(warehouse, lake, REVIEWS) == []  # neither of them is tried again at once


def test_a_header_alone_is_a_file_of_no_records(warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file())
    [attempt] = load_everything(warehouse, lake)
    assert (attempt.status, attempt.rows_loaded) == ("loaded", 0)


def test_new_content_replaces_the_old_and_what_the_lake_shows_is_the_truth(warehouse, lake):
    first, second = csv_file(record(1), record(2)), csv_file(record(3))
    for body, expected in [(first, ["1", "2"]), (second, ["3"]), (first, ["1", "2"])]:
        put(lake, "jet_reviews/a.csv", body)
        assert len(load_everything(warehouse, lake)) == 1
        assert load_everything(warehouse, lake) == []
        assert [row[0] for row in committed(warehouse, "reviewID")] == expected


def test_the_same_content_again_is_no_work(warehouse, lake):
    for _ in range(2):
        put(lake, "jet_reviews/a.csv", csv_file(record(1)))
        load_everything(warehouse, lake)
    assert warehouse.client.query("SELECT count() FROM raw_thirdparty.file_load").result_rows == [(1,)]


def test_a_deleted_object_changes_nothing(warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    load_everything(warehouse, lake)
    remove(lake, "jet_reviews/a.csv")
    assert pending_files(warehouse, lake, REVIEWS) == []
    assert len(committed(warehouse, "reviewID")) == 1


def test_rows_of_an_attempt_that_was_not_committed_do_not_count(warehouse, lake):
    """What a process leaves that dies between the insert and the ledger."""
    put(lake, "jet_reviews/a.csv", csv_file(record(1), record(2)))
    [file] = pending_files(warehouse, lake, REVIEWS)
    attempt = load_everything(warehouse, lake)[0]
    warehouse.client.command("TRUNCATE TABLE raw_thirdparty.file_load")
    assert committed(warehouse, "reviewID") == []
    assert pending_files(warehouse, lake, REVIEWS) == [file]
    again = load_everything(warehouse, lake)[0]
    assert again.load_id != attempt.load_id
    assert len(committed(warehouse, "reviewID")) == 2


def test_an_object_replaced_after_the_listing_is_not_loaded_under_the_old_name(warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    [listed] = pending_files(warehouse, lake, REVIEWS)
    put(lake, "jet_reviews/a.csv", csv_file(record(2), record(3)))
    stale = Loader(warehouse, lake).load(REVIEWS, listed)
    assert (stale.status, stale.is_permanent) == ("failed", False)
    load_everything(warehouse, lake)
    assert [row[0] for row in committed(warehouse, "reviewID")] == ["2", "3"]


def test_a_failure_that_may_pass_is_tried_again_later_and_not_at_once(warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    [listed] = pending_files(warehouse, lake, REVIEWS)
    remove(lake, "jet_reviews/a.csv")
    Loader(warehouse, lake).load(REVIEWS, listed)
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    [state] = file_states(warehouse, lake, REVIEWS)
    assert (state.status, pending_files(warehouse, lake, REVIEWS)) == ("pending", [])
    assert state.due_at > state.file.last_modified


def test_a_batch_passes_over_what_is_loaded_or_gone_unless_told_to_reload(stack_settings, warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    [attempt] = load_everything(warehouse, lake)
    versions = [(attempt.key, attempt.etag), ("jet_reviews/gone.csv", "0")]
    assert list(load_versions(stack_settings, REVIEWS, versions)) == []
    [again] = load_versions(stack_settings, REVIEWS, versions, reload=True)
    assert again.load_id != attempt.load_id
    assert len(committed(warehouse, "reviewID")) == 1


def test_the_same_content_put_once_more_is_no_newer_version(stack_settings, warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    [attempt] = load_everything(warehouse, lake)
    time.sleep(1.1)  # the lake tells seconds
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    assert next(lake.files("jet_reviews/")).last_modified > attempt.last_modified
    [again] = load_versions(stack_settings, REVIEWS, [(attempt.key, attempt.etag)], reload=True)
    assert again.last_modified == attempt.last_modified


def test_a_line_feed_in_a_key_is_a_character_like_any_other(warehouse, lake):
    put(lake, "jet_reviews/new\nline\r.csv", csv_file(record(1)))
    assert [attempt.rows_loaded for attempt in load_everything(warehouse, lake)] == [1]


def test_metadata_is_a_feed_like_the_other(warehouse, lake):
    put(lake, "jet_metadata/a.csv", ",".join(METADATA.columns).encode() + b"\n0,B1,,,[['A']],t,,9.99,,\n")
    [file] = pending_files(warehouse, lake, METADATA)
    assert Loader(warehouse, lake).load(METADATA, file).rows_loaded == 1


def test_no_secret_stands_in_what_clickhouse_remembers(stack_settings, warehouse, lake):
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    load_everything(warehouse, lake)
    warehouse.client.command("SYSTEM FLUSH LOGS")
    for secret in (stack_settings.aws_secret_access_key, stack_settings.clickhouse_password):
        for table in ("query_log", "named_collections", "processes", "tables"):
            shown = warehouse.client.raw_query(
                f"SELECT * FROM system.{table} SETTINGS log_queries = 0", fmt="JSONEachRow"
            )
            assert secret.get_secret_value().encode() not in shown, table
