"""Records and bytes counted by their quotes and line ends, held against Python's csv module."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewhouse.ingest.survey import survey

FIELDS = st.text(st.sampled_from('a",\n\r é'), max_size=5)
ROWS = st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=6)


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans(), st.integers(3, 40))
def test_counts_are_those_of_the_writer(rows, line_end, has_mark, has_last_end, size):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    body = text.getvalue() if has_last_end else text.getvalue().removesuffix(line_end)
    found = survey(pieces((("\ufeff" if has_mark else "") + body).encode(), size))
    content = sum(len(field.encode()) for row in rows for field in row) + sum(len(row) - 1 for row in rows)
    assert (found.records, found.content_bytes, found.is_regular) == (len(rows), content, True)
    assert found.lines == body.count("\n")


@given(st.text(st.sampled_from('ab",\n\r'), max_size=30), st.integers(1, 7))
def test_how_a_file_is_cut_into_pieces_changes_nothing(body, size):
    assert survey(pieces(body.encode(), size)) == survey([body.encode()] if body else [])


@pytest.mark.parametrize(
    "body",
    [
        b'a,b"c\n',
        b'a,"b\n',
        b'"a"b,c\n',
        b'a, "b"\n',
        b'a,"b" \n',
        b'"a""\n',
        b"a\rb,c\n",
        b"a\n\nb\n",
        b"a\r\n\r\nb\r\n",
        b"a\n\n",
    ],
)
def test_what_rfc_4180_does_not_know_is_irregular(body):
    for size in (1, 2, 100):
        assert not survey(pieces(body, size)).is_regular


def test_nothing_is_in_an_empty_file():
    found = survey([])
    assert (found.records, found.lines, found.content_bytes, found.is_regular) == (0, 0, 0, True)
