import pytest

from reviewhouse.doctor.words import counted, listed, span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (7200, "2 h"), (86_400, "1 day"), (200_000, "2 days")],
)
def test_span(seconds, words):
    assert span(seconds) == words


def test_counted():
    assert counted(1, "file") == "1 file"
    assert counted(1200, "file") == "1,200 files"


def test_listed():
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a", "b", "c", "d"]) == "a, b, c and 1 more"
