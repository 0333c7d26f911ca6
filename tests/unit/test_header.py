import pytest

from reviewhouse.errors import FileRejected
from reviewhouse.feeds import METADATA, REVIEWS
from reviewhouse.ingest.header import read_header

HEADER = ",".join(REVIEWS.columns)
RECORD = "\n0,A1,B1,name,,text,5.0,fine,1158019200,\n"


def columns(text: str | bytes, key: str = "jet_reviews/a.csv") -> list[str]:
    body = text if isinstance(text, bytes) else text.encode()
    return read_header(REVIEWS, key, body).columns


def test_columns_come_in_the_order_of_the_file():
    swapped = ",".join(reversed(REVIEWS.columns))
    assert columns(swapped + RECORD) == list(reversed(REVIEWS.columns))


@pytest.mark.parametrize(
    "header",
    [
        "\ufeff" + HEADER,
        HEADER.upper(),
        HEADER.replace(",", " , "),
        ",".join(f'"{name}"' for name in REVIEWS.columns),
        HEADER + "\r",
    ],
    ids=["byte order mark", "other case", "padded", "quoted", "carriage return"],
)
def test_spellings_of_the_header_that_mean_the_same(header):
    assert columns(header + RECORD) == list(REVIEWS.columns)


def test_columns_that_the_feed_does_not_know_are_set_aside():
    assert columns(f"verified,{HEADER},vote{RECORD}") == ["_extra_0", *REVIEWS.columns, "_extra_11"]


@pytest.mark.parametrize(
    ("header", "note"),
    [
        (HEADER, ""),
        (HEADER.upper(), ""),
        (HEADER.replace("reviewID,reviewerID", "reviewerID,reviewID"), "columns in another order than the feed's"),
        (f"{HEADER},vote, style ", "ignored columns that the feed does not know: vote,style"),
    ],
)
def test_what_is_unusual_is_noted(header, note):
    assert read_header(REVIEWS, "jet_reviews/a.csv", (header + RECORD).encode()).note == note


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (HEADER.replace("overall", "stars") + RECORD, "calls the column overall 'stars'"),
        (HEADER.replace("overall,", "") + RECORD, "lacks the column overall"),
        (HEADER.replace("overall", "asin") + RECORD, "has the column asin more than once"),
        ((HEADER + RECORD).replace("\n", "\r"), "ends its lines with carriage returns alone"),
        (
            f"{HEADER}\r0,A1,B1,name,,text,5.0,fine,1158019200,{RECORD}",
            "carriage returns alone, or at least its header",
        ),
        (f"\n{HEADER}{RECORD}", "begins with a blank line"),
        (
            ",".join([HEADER, *(f"e{number}" for number in range(1_000))]) + RECORD,
            "a header of more than 1,000 columns",
        ),
        (f"{HEADER},{'e' * (1 << 16)}"[: 1 << 16], "64 KiB"),
        (f"{HEADER},asin{RECORD}", "has the column asin more than once"),
        (RECORD.strip(), "has no header"),
        ((HEADER + RECORD).encode("utf-16"), "UTF-8"),
        ('"' + HEADER, "does not begin with a CSV header"),
    ],
    ids=[
        "empty",
        "renamed",
        "missing",
        "twice for another",
        "returns",
        "a return behind the header",
        "blank",
        "columns",
        "long",
        "twice",
        "no header",
        "utf-16",
        "open quote",
    ],
)
def test_files_without_a_right_header_are_rejected_with_the_reason(body, reason):
    with pytest.raises(FileRejected, match=reason):
        columns(body)


def test_a_file_of_the_other_feed_is_not_taken():
    with pytest.raises(FileRejected, match="lacks the column"):
        columns(",".join(METADATA.columns) + "\n")


def test_a_byte_that_is_no_text_may_stand_in_a_record():
    assert columns((HEADER + RECORD).encode() + b"1,A,B,caf\xe9,,,,,,\n") == list(REVIEWS.columns)
