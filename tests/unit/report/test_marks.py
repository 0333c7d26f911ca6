"""Names and numbers, drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reviewhouse.report.collect import round_down
from reviewhouse.report.marks import Marks, style_of

UNICODE, ASCII = Marks(plain=False), Marks(plain=True)


@pytest.mark.parametrize(
    ("path", "width", "shown"),
    [
        ("A > B > C", 9, "A > B > C"),
        ("Pets > Fish > Filters > Foam", 28, "Pets > Fish > Filters > Foam"),
        ("Pets > Fish > Filters > Foam", 27, "Pets > … > Filters > Foam"),
        ("Pets > Fish > Filters > Foam", 15, "Pets > … > Foam"),
        ("Pets > Fish > Filters > Foam", 14, "… > Foam"),
        ("A very long brand name", 11, "A ver… name"),
    ],
)
def test_paths_lose_their_middle_first(path: str, width: int, shown: str) -> None:
    assert UNICODE.shortened(path, width) == shown


@given(st.lists(st.text(min_size=1), min_size=1, max_size=7), st.integers(8, 60), st.booleans())
def test_a_shortened_path_fits(names: list[str], width: int, plain: bool) -> None:
    assert cell_len(Marks(plain).shortened(" > ".join(names), width)) <= width


def test_bars_grow_by_eighths_of_a_cell() -> None:
    widths = [UNICODE.bar(value, 16, 2).plain for value in (0, 1, 8, 9, 16)]
    assert widths == ["", "▏", "█", "█▏", "██"]
    assert ASCII.bar(9, 16, 2).plain == "##"


def test_the_smallest_value_can_be_seen() -> None:
    assert UNICODE.bar(1, 1_000_000, 20).plain == "▏"


def test_a_place_lies_between_both_ends() -> None:
    assert [UNICODE.place(value, 1, 5, 5, "").plain for value in (1, 3, 5)] == ["●────", "──●──", "────●"]
    assert ASCII.place(4, 4, 4, 5, "").plain == "--o--"


def test_colours_follow_the_difference_to_the_average() -> None:
    styles = [style_of(difference) for difference in (0.3, 0.0, -0.3, -0.9)]
    assert len(set(styles)) == 4


@pytest.mark.parametrize(
    ("reviews", "threshold"), [(0, 1), (1, 1), (3, 2), (7, 5), (10, 10), (49, 20), (50, 50), (99_999, 50_000)]
)
def test_thresholds_are_round_numbers(reviews: int, threshold: int) -> None:
    assert round_down(reviews) == threshold
