"""Records of irregular files: which are good, where a bad one ends, and what is in doubt."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewhouse.ingest import records as splitting
from reviewhouse.ingest.records import records
from reviewhouse.ingest.survey import survey
from tests.csv_model import expected
from tests.unit.test_survey import pieces

HEADER = b"a,b,c\n"


def split(body: bytes, size: int = 1 << 20) -> list[tuple[bytes, bool, bool]]:
    """The bytes of each record behind the header, whether it is good, and whether it is in doubt."""
    found = list(records(pieces(HEADER + body, size), 3))
    assert [record.number for record in found] == list(range(len(found)))
    assert found[0][1:] == (HEADER, "", False)
    return [(record.raw, not record.reason, record.is_salvaged) for record in found[1:]]


GOOD, BAD, DOUBTFUL = (True, False), (False, False), (True, True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'1,"x,3\n2,y,3\n3,z,3\n', [BAD, DOUBTFUL, DOUBTFUL]),
        (b'1,"x,3\n2,"y",3\n3,z,3\n', [BAD, DOUBTFUL, GOOD]),
        (b'1,"two\nlines"\n2,y,3\n', [BAD, GOOD]),
        (b'1,"two\nlines",3,4\n2,y,3\n', [BAD, GOOD]),
        (b'1,5" disc,3\n2,"two\nlines",3\n', [BAD, GOOD]),
        (b'1,"x"y,3\n2\n3,,\n', [BAD, BAD, GOOD]),
        (b"1,2\n\n\r\n3,4,5\n", [BAD, GOOD]),
        (b"1,2,3\r\n4,5\r6\r\n7,8,9", [GOOD, BAD, GOOD]),
        (b'1,2,"3"\r', [GOOD]),
        (b"1,2,3\r", [GOOD]),
        (b'1,2,"to the end\n', [BAD]),
        (b'1,2,"to the end', [BAD]),
    ],
)
def test_a_bad_record_ends_where_good_ones_begin(body, expected):
    for size in (1, 2, 3, 7, 1 << 20):
        found = split(body, size)
        assert [(is_good, in_doubt) for _, is_good, in_doubt in found] == expected
    blank_lines = body.count(b"\n\n") + 2 * body.count(b"\n\r\n")
    line_end_added = not body.endswith(b"\n")
    assert sum(len(raw) for raw, *_ in found) == len(body) + line_end_added - blank_lines


@given(st.text(st.sampled_from('a,,"\n\r'), max_size=60), st.integers(1, 9))
def test_every_byte_is_in_one_record_and_good_ones_are_regular(text, size):
    body = text.encode()
    found = split(body, size)
    assert found == split(body)
    rest = body + b"\n" if body[-1:] not in (b"", b"\n") else body
    for raw, is_good, _ in found:
        before, _, rest = rest.partition(raw)
        assert not before.strip(b"\r\n")
        if is_good:
            assert survey([raw]).is_regular
            [fields] = csv.reader(io.StringIO(raw.decode(), newline=""), strict=True)
            assert len(fields) == 3
    assert not rest.strip(b"\r\n")


@settings(max_examples=1_000)
@given(st.text(st.sampled_from('a,,"\n\r'), max_size=60), st.integers(1, 9))
def test_records_are_those_of_a_reading_byte_by_byte(text, size):
    model = expected(text.encode(), 3)
    found = split(text.encode(), size)
    assert [raw.removesuffix(b"\n").removesuffix(b"\r") for raw, is_good, _ in found if not is_good] == model.bad
    good = [next(csv.reader(io.StringIO(raw.decode(), newline=""))) for raw, is_good, _ in found if is_good]
    assert [[field.encode() for field in row] for row in good] == model.good


@given(st.lists(st.lists(st.text(st.sampled_from('a",\n\r é'), max_size=5), min_size=3, max_size=3), max_size=8))
def test_a_regular_file_has_no_bad_record(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    body = text.getvalue().encode()
    assert [raw for raw, is_good, _ in split(body, 5) if is_good] == [raw for raw, *_ in split(body)]
    assert len(split(body)) == len(rows)


def test_a_line_that_is_no_record_and_has_no_end_is_held_in_parts(monkeypatch):
    monkeypatch.setattr(splitting, "LONGEST", 1_000)
    body = b"x" * 10_000
    found = split(body + b"\n1,2,3\n", 100)
    assert b"".join(raw for raw, *_ in found) == body + b"\n1,2,3\n"
    assert all(len(raw) < 3_000 for raw, *_ in found)
    assert [is_good for _, is_good, _ in found][-1]


def test_a_quote_that_is_never_closed_is_not_searched_for_ever(monkeypatch):
    monkeypatch.setattr(splitting, "LONGEST", 1_000)
    body = b'1,"open,3\n' + b"2,x,3\n" * 1_000
    assert [is_good for _, is_good, _ in split(body, 100)] == [False, *[True] * 1_000]
