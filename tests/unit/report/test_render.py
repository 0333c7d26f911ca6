"""The report as it stands in a terminal."""

import io
import json
from dataclasses import asdict, replace
from datetime import date

import pytest
from rich.cells import cell_len
from rich.console import Console

from reviewhouse.report import render
from reviewhouse.report.model import FailedFile, FeedFiles, Month, Overview, Ranking, Rated, Report

LONG_PATH = "Clothing & Shoes > Women's > Shoes > Boots > Hiking > Waterproof Boots for the Whole Family"
NOTHING = Ranking(threshold=1, members=0, qualified=0, top=(), bottom=())
REPORT = Report(
    database="dwh_test",
    overview=Overview(
        reviews=12_345,
        average_rating=4.2149,
        products=678,
        inferred_products=9,
        brands=24,
        categories=57,
        first_day=date(2022, 11, 3),
        last_day=date(2023, 2, 27),
    ),
    brands=Ranking(
        threshold=200,
        members=24,
        qualified=20,
        top=(Rated("Alderic [bold]", 1_023, 4.81), Rated("Gravqua & Daughters", 300, 4.71)),
        bottom=(Rated("Oxliik", 214, 3.41), Rated("Café ☕ Dovrea", 220, 2.98)),
    ),
    categories=Ranking(
        threshold=5, members=3, qualified=2, top=(Rated(LONG_PATH, 40, 4.9),), bottom=(Rated("Toys", 7, 1.5),)
    ),
    months=(Month(date(2022, 11, 1), 100, 3.5), Month(date(2022, 12, 1), 400, 4.25), Month(date(2023, 2, 1), 1, 4.5)),
    files=(FeedFiles("amazon_metadata", 1, 0, 678, 0), FeedFiles("amazon_review", 2, 12, 12_345, 31)),
    failed_files=(FailedFile("amazon_review", "jet_reviews/bad [1].csv", "The header has no column `asin`."),),
)


def shown(report: Report, width: int = 80, encoding: str = "utf-8", **options: object) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    render(report, Console(file=file, width=width, **options))
    file.flush()
    return raw.getvalue().decode(encoding)


def line_with(text: str, part: str) -> str:
    return next(line for line in text.splitlines() if part in line)


@pytest.mark.parametrize("width", [60, 80, 139, 140, 180, 250])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    lines = shown(REPORT, width).splitlines()
    assert max(cell_len(line) for line in lines) <= width
    # Nothing was broken onto a second line either: each member of a list stands in one, with its number of reviews.
    assert sum("1,023" in line and "4.81" in line for line in lines) == 1


def test_the_figures_of_the_whole_are_there() -> None:
    text = shown(REPORT)
    for part in ("dwh_test", "2022-11-03 to 2023-02-27", "12,345", "4.21", "products (9 inferred)", "678", "24", "57"):
        assert part in text


def test_lists_run_from_best_to_worst_and_say_who_qualified() -> None:
    text = shown(REPORT)
    assert "20 of 24 have at least 200 reviews" in text
    places = [text.index(name) for name in ("Alderic", "Gravqua & Daughters", "⋯", "Oxliik", "Café ☕ Dovrea")]
    assert places == sorted(places)
    assert line_with(text, "Alderic [bold]").split()[-3:] == ["4.81", "+0.60", "1,023"]
    assert line_with(text, "Oxliik").split()[-3:] == ["3.41", "-0.80", "214"]


def test_a_list_that_shows_all_has_no_gap() -> None:
    categories = shown(REPORT).split("Categories")[1].split("Trend")[0]
    assert "⋯" not in categories
    assert "2 of 3 have at least 5 reviews" in categories


def test_brands_and_categories_stand_side_by_side_where_there_is_room() -> None:
    assert "Categories" not in line_with(shown(REPORT, 139), "Brands")
    assert "Categories" in line_with(shown(REPORT, 140), "Brands")


def test_the_trend_has_a_row_for_every_month_and_bars_to_scale() -> None:
    trend = shown(REPORT).split("Trend")[1]
    assert "by month" in trend
    bars = {month: line_with(trend, month).count("█") for month in ("2022-11", "2022-12", "2023-01", "2023-02")}
    assert bars["2022-12"] > 30
    assert bars["2022-11"] == pytest.approx(bars["2022-12"] / 4, abs=1)
    assert line_with(trend, "2023-01").split() == ["2023-01", "0"]
    assert "▏" in line_with(trend, "2023-02")
    dots = {month: line_with(trend, month).index("●") for month in ("2022-11", "2022-12", "2023-02")}
    assert dots["2022-11"] < dots["2022-12"] < dots["2023-02"]


def test_failed_files_are_named_with_their_reason() -> None:
    text = shown(REPORT)
    assert line_with(text, "amazon_review").split() == ["amazon_review", "2", "12", "12,345", "31"]
    assert "failed: jet_reviews/bad [1].csv  The header has no column `asin`." in text
    assert "and 11 more" in text


def test_no_colour_codes_outside_a_terminal() -> None:
    assert "\x1b" not in shown(REPORT)
    assert "\x1b[" in shown(REPORT, force_terminal=True, color_system="256")


def test_a_terminal_without_unicode_gets_ascii() -> None:
    text = shown(REPORT, encoding="ascii")
    assert "Caf? ? Dovrea" in text
    assert "####" in line_with(text, "2022-12")
    assert "..." in text


def test_an_empty_warehouse_says_what_to_do() -> None:
    overview = Overview(0, None, 0, 0, 0, 0, None, None)
    empty = Report("dwh_test", overview, NOTHING, NOTHING, months=(), files=(), failed_files=())
    text = shown(empty)
    assert "reviewhouse upload" in text
    assert "No file has been loaded yet." in text
    assert "Trend" not in text


def test_reviews_without_brands_or_categories_are_shown() -> None:
    text = shown(replace(REPORT, brands=NOTHING, categories=NOTHING))
    assert text.count("None is known yet.") == 2
    assert "2022-12" in text


def test_the_dictionary_is_json() -> None:
    values = json.loads(json.dumps(asdict(REPORT), default=str))
    assert values["overview"]["first_day"] == "2022-11-03"
    assert values["months"][1] == {"month": "2022-12-01", "reviews": 400, "average_rating": 4.25}
    assert values["brands"]["top"][0]["name"] == "Alderic [bold]"
