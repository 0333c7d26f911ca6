"""Files with malformed records: every other record is loaded, and what is not says why."""

import gzip

import pytest

from reviewhouse.errors import NothingToExport
from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest.ledger import Attempt, pending_files
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.quarantine import export, faults
from reviewhouse.upload import upload_folder
from tests.support import HEADER, csv_file, load_everything, put, record

pytestmark = pytest.mark.usefixtures("empty_ledger")

WITHOUT_QUOTES = "{0},R{0},B1,name,,fine,5.0,short,1158019200,2006"


def load(warehouse, lake, *records: str, limit: float = 1, key: str = "jet_reviews/a.csv") -> Attempt:
    put(lake, key, csv_file(*records))
    [file] = pending_files(warehouse, lake, REVIEWS)
    return Loader(warehouse, lake, "run-1", limit).load(REVIEWS, file)


def loaded(warehouse) -> list[str]:
    return [row[0] for row in current(warehouse, "reviewID", "ORDER BY toUInt32(reviewID)")]


def current(warehouse, columns: str, order: str = "ORDER BY ALL") -> list[tuple]:
    return warehouse.client.query(
        f"SELECT {columns} FROM raw_thirdparty.amazon_review "
        f"WHERE _meta_load_id IN (SELECT load_id FROM raw_thirdparty.current_load) {order}"
    ).result_rows


def quarantined(warehouse, columns: str = "record_number, raw_text, reason") -> list[tuple]:
    return warehouse.client.query(f"SELECT {columns} FROM raw_thirdparty.quarantine ORDER BY record_number").result_rows


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (record(7).replace("fine", '"fine'), "text behind the quote that closes a field"),
        ('7,R7,B1,name,,"fine,5.0,short,1158019200,2006', "a quote that is not closed"),
        ("7,R7", "2 fields instead of 10"),
        (record(7) + ",more", "11 fields instead of 10"),
        (record(7, '"two\nlines"') + ",more", "11 fields instead of 10"),
        (record(7, '5" disc'), "a quote within a field"),
        (record(7, 'two " quotes "'), "a quote within a field"),
        (record(7, '"fine" indeed'), "a quote within a field"),
        (record(7, ' "fine"'), "a quote within a field"),
        (record(7, "one\rtwo"), "a carriage return without a line feed"),
    ],
)
def test_a_malformed_record_takes_no_other_along(warehouse, lake, bad, reason):
    attempt = load(warehouse, lake, record(1), bad, record(2), record(3, '"two\nlines, ""quoted"""'))
    assert (attempt.status, attempt.records_read, attempt.rows_loaded, attempt.rows_quarantined) == ("loaded", 4, 3, 1)
    assert loaded(warehouse) == ["1", "2", "3"]
    [(number, raw, why)] = quarantined(warehouse)
    assert (number, raw) == (2, bad)
    assert reason in why
    origin = quarantined(warehouse, "feed, key, etag, toString(load_id)")
    assert origin == [("amazon_review", attempt.key, attempt.etag, str(attempt.load_id))]


def test_fields_and_origin_are_the_same_whichever_way_a_record_comes(warehouse, lake):
    texts = ['"  ""quoted"", two\nlines \\N &amp; ü\U0001f600  "', "\\N", "", "\xa0 x"]
    good = [record(number, text) for number, text in enumerate(texts)]
    found = []
    for records in (good, [*good, "bad"]):
        attempt = load(warehouse, lake, *records)
        found.append(current(warehouse, "COLUMNS('^[^_]'), _meta_run_id, _meta_loaded_from, _meta_is_salvaged"))
        [origin] = set(current(warehouse, "_meta_etag, toUnixTimestamp64Milli(_meta_file_modified_at)"))
        assert origin == (attempt.etag, int(attempt.last_modified.timestamp() * 1000))
        [(age,)] = set(current(warehouse, "dateDiff('s', _meta_loaded_at, now64())"))
        assert 0 <= age < 60
    assert len(found[0]) == 4
    assert found[0] == found[1]


def test_what_an_open_quote_may_reach_into_is_loaded_and_marked(warehouse, lake):
    stray = WITHOUT_QUOTES.format(2).replace("fine", '"fine')
    others = [WITHOUT_QUOTES.format(number) for number in (3, 4)]
    load(warehouse, lake, record(1), stray, *others, record(5), record(6))
    rows = current(warehouse, "reviewID, _meta_is_salvaged")
    # the quotes of record 5 cannot close that text
    assert rows == [("1", False), ("3", True), ("4", True), ("5", True), ("6", False)]


def test_a_file_of_columns_in_another_order_and_of_unknown_ones(warehouse, lake):
    columns = ["vote", *reversed(REVIEWS.columns)]
    rows = [",".join(["9", *(str(number) for _ in REVIEWS.columns)]) for number in range(3)]
    put(lake, "jet_reviews/a.csv.gz", gzip.compress("\r\n".join([",".join(columns), *rows, "bad", ""]).encode()))
    [file] = pending_files(warehouse, lake, REVIEWS)
    attempt = Loader(warehouse, lake, limit=1).load(REVIEWS, file)
    assert (attempt.rows_loaded, attempt.rows_quarantined) == (3, 1)
    assert loaded(warehouse) == ["0", "1", "2"]


def test_blank_lines_are_no_records(warehouse, lake):
    attempt = load(warehouse, lake, record(1), "", record(2), "\r", "", limit=0)
    assert (attempt.status, attempt.records_read, attempt.rows_loaded) == ("loaded", 2, 2)


def test_bytes_that_are_no_text_come_through(warehouse, lake):
    body = csv_file(record(1), "bad").replace(b"fine", b"\xff\x00\xfe")
    put(lake, "jet_reviews/a.csv", body + b'\xff"\x00\n')
    [file] = pending_files(warehouse, lake, REVIEWS)
    assert Loader(warehouse, lake, limit=1).load(REVIEWS, file).rows_loaded == 1
    assert current(warehouse, "hex(reviewText)") == [("FF00FE",)]
    assert quarantined(warehouse, "hex(raw_text)")[1] == ("FF2200",)


def test_too_many_stop_the_file_with_three_examples(warehouse, lake):
    bad = [f"bad {number}" for number in range(4)]
    attempt = load(warehouse, lake, *(record(number) for number in range(70)), *bad, limit=0.05)
    assert (attempt.status, attempt.is_permanent, attempt.rows_loaded, attempt.rows_quarantined) == (
        "failed",
        True,
        0,
        0,
    )
    assert "4 of 74 records are malformed, more than 5 %" in attempt.error
    assert "record 71 (1 fields instead of 10): bad 0" in attempt.error
    assert "bad 2" in attempt.error
    assert "bad 3" not in attempt.error
    attempt = load(warehouse, lake, *(record(number) for number in range(76)), *bad, limit=0.05)
    assert (attempt.status, attempt.rows_loaded, attempt.rows_quarantined) == ("loaded", 76, 4)


def test_a_hopeless_file_is_not_read_to_its_end(warehouse, lake):
    attempt = load(warehouse, lake, *["bad"] * 100_000, limit=0.05)
    assert "at least 5,001 of 100,001 records are malformed" in attempt.error
    assert quarantined(warehouse) == []


def test_a_corrected_file_takes_the_place_of_the_old_one(warehouse, lake):
    load(warehouse, lake, record(1), "bad")
    [attempt] = load_everything(warehouse, lake) or [load(warehouse, lake, record(1), record(2))]
    assert (attempt.rows_loaded, attempt.rows_quarantined) == (2, 0)
    total = "SELECT sum(rows_quarantined) FROM raw_thirdparty.current_load"
    assert warehouse.client.query(total).result_rows == [(0,)]


def test_quarantine_is_written_in_batches(warehouse, lake, monkeypatch):
    monkeypatch.setattr("reviewhouse.ingest.salvage._BATCH_RECORDS", 7)
    attempt = load(warehouse, lake, *(line for number in range(50) for line in (record(number), "bad")))
    assert (attempt.rows_loaded, attempt.rows_quarantined) == (50, 50)
    assert quarantined(warehouse, "record_number") == [(2 * number,) for number in range(1, 51)]


def test_header_in_quotes_and_with_a_byte_order_mark(warehouse, lake):
    names = ",".join(f'"{name}"' for name in HEADER.split(","))
    put(lake, "jet_reviews/a.csv", f"\ufeff{names}\r\n{record(1)}\r\nbad\r\n".encode())
    [file] = pending_files(warehouse, lake, REVIEWS)
    attempt = Loader(warehouse, lake, limit=1).load(REVIEWS, file)
    assert (attempt.rows_loaded, attempt.rows_quarantined, attempt.note) == (1, 1, "")


def test_faults_are_listed_by_file_and_reason(warehouse, lake):
    load(warehouse, lake, record(1), "bad 1", "bad 2", 'x"y')
    load(warehouse, lake, record(1), key="jet_reviews/b.csv")
    found = [fault for fault in faults(warehouse, lake, "dwh_of_nobody") if fault.step == "load"]
    shown = [(fault.key, fault.records, fault.example) for fault in found]
    assert shown == [("jet_reviews/a.csv", 2, "bad 1"), ("jet_reviews/a.csv", 1, 'x"y')]


def test_malformed_records_are_exported_mended_and_loaded(warehouse, lake, tmp_path):
    columns = ["vote", *reversed(REVIEWS.columns)]
    body = "\r\n".join([",".join(columns), ",".join("1" * 11), 'x,"two\r\nlines', "ü", ""])
    put(lake, "jet_reviews/2026/11/a.csv.gz", gzip.compress(body.encode()))
    [file] = pending_files(warehouse, lake, REVIEWS)
    Loader(warehouse, lake, limit=1).load(REVIEWS, file)
    target, count = export(warehouse, lake, file.key, tmp_path)
    assert (target.name[:21], count) == ("reviews_of_2026_11_a_", 1)
    assert target.read_bytes().decode() == ",".join(columns) + '\nx,"two\r\nlines\r\nü\n'
    with pytest.raises(NothingToExport, match="is there already"):
        export(warehouse, lake, file.key, tmp_path)
    target.write_text(",".join(columns) + "\n" + ",".join("2" * 11) + "\n")
    assert upload_folder(lake, tmp_path) == 1
    assert [attempt.rows_loaded for attempt in load_everything(warehouse, lake)] == [1]
    assert loaded(warehouse) == ["1", "2"]


def test_no_two_files_are_exported_under_one_name(warehouse, lake, tmp_path):
    keys = ["jet_reviews/a/b.csv", "jet_reviews/a_b.csv", "jet_reviews/a/b.csv.gz", f"jet_reviews/{'long/' * 120}b.csv"]
    for key in keys:
        body = csv_file("bad", *(record(number) for number in range(30)))
        put(lake, key, gzip.compress(body) if key.endswith(".gz") else body)
    assert all(attempt.rows_quarantined == 1 for attempt in load_everything(warehouse, lake))
    assert len({export(warehouse, lake, key, tmp_path)[0] for key in keys}) == len(keys)


def test_a_folder_that_cannot_be_written_is_said(warehouse, lake, tmp_path):
    load(warehouse, lake, record(1), "bad")
    (tmp_path / "file").write_text("")
    with pytest.raises(NothingToExport, match="cannot be written"):
        export(warehouse, lake, "jet_reviews/a.csv", tmp_path / "file" / "folder")


def test_a_header_that_ends_in_a_carriage_return_takes_no_record_along(warehouse, lake):
    header, *records = csv_file(*(record(number) for number in range(5))).decode().splitlines()
    for between in ("\n", "\r"):
        put(lake, "jet_reviews/a.csv", f"{header}\r{between.join(records)}\n".encode())
        [attempt] = load_everything(warehouse, lake)
        assert "carriage returns alone" in attempt.error
        assert attempt.is_permanent


def test_the_limit_is_met_where_it_is_no_binary_fraction(warehouse, lake):
    lines = [record(number) for number in range(71)] + ["bad"] * 29
    put(lake, "jet_reviews/a.csv", csv_file(*lines))
    [file] = pending_files(warehouse, lake, REVIEWS)
    assert Loader(warehouse, lake, limit=29 / 100).load(REVIEWS, file).rows_quarantined == 29


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("jet_reviews/none.csv", "The lake has no file"),
        ("other/a.csv", "The lake has no file"),
        ("jet_reviews/good.csv", "has no malformed records"),
        ("jet_reviews/a.csv", "was replaced since it was loaded"),
    ],
)
def test_what_cannot_be_exported_is_said(warehouse, lake, tmp_path, key, reason):
    load(warehouse, lake, record(1), key="jet_reviews/good.csv")
    load(warehouse, lake, "bad")
    put(lake, "jet_reviews/a.csv", csv_file(record(1)))
    with pytest.raises(NothingToExport, match=reason):
        export(warehouse, lake, key, tmp_path / "folder")
    assert not (tmp_path / "folder").exists()
