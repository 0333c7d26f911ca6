"""Prints the report: what is there, the best and the worst, the trend, the files. 80 columns are enough."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reviewhouse.report.marks import Marks, style_of
from reviewhouse.report.model import Overview, Ranking, Rated, Report
from reviewhouse.report.periods import group

_SIDE_BY_SIDE = 140
_NARROWEST, _WIDEST = 60, 180
_BETWEEN = 4
_PADDING = 2
_STARS, _DIFFERENCE, _COUNT, _PERIOD, _SCALE = 5, 10, 11, 7, 15
"""Widths of columns in cells."""
_QUIET = "grey58"


def render(report: Report, console: Console) -> None:
    """Prints to `console`, as wide as it is (60 columns at the least); colours only where it has them."""
    marks = Marks.of(console)
    width = min(max(console.width, _NARROWEST), _WIDEST)
    parts: list[RenderableType] = [_title(report, width, marks), _overview(report.overview)]
    if report.overview.reviews:
        parts += [_rankings(report, width, marks), _trend(report, width, marks)]
    else:
        parts.append(
            Text("No review has reached the marts yet. Bring some with `reviewhouse upload FOLDER`.", "yellow")
        )
    parts.append(_files(report, marks))
    for part in parts:
        console.print(Padding(part, (0, 0, 1, 0)), width=width)


def _title(report: Report, width: int, marks: Marks) -> Text:
    overview = report.overview
    period = f"{overview.first_day} to {overview.last_day}" if overview.first_day else "no reviews yet"
    rule = ("-" if marks.plain else "━") * width
    return Text.assemble(("reviewhouse", "bold"), f"  {report.database}  {period}\n", (rule, "cyan"))


def _overview(overview: Overview) -> Table:
    table = Table.grid(padding=(0, _BETWEEN, 0, 0))
    figures = [
        (f"{overview.reviews:,}", "reviews"),
        (f"{overview.average_rating:.2f}" if overview.average_rating else "-", "stars on average"),
        (f"{overview.products:,}", f"products ({overview.inferred_products:,} inferred)"),
        (f"{overview.brands:,}", "brands"),
        (f"{overview.categories:,}", "categories"),
    ]
    table.add_row(*(Text(number, "bold") for number, _ in figures))
    table.add_row(*(Text(label, _QUIET) for _, label in figures))
    return table


def _rankings(report: Report, width: int, marks: Marks) -> RenderableType:
    both = (("Brands", report.brands), ("Categories", report.categories))
    average = report.overview.average_rating or 0.0
    if width < _SIDE_BY_SIDE:
        brands, categories = (_ranking(name, ranking, average, width, marks) for name, ranking in both)
        return Group(brands, Text(), categories)
    half = (width - _BETWEEN) // 2
    grid = Table.grid(padding=(0, _BETWEEN, 0, 0))
    grid.add_row(*(_ranking(name, ranking, average, half, marks) for name, ranking in both))
    return grid


def _ranking(name: str, ranking: Ranking, average: float, width: int, marks: Marks) -> RenderableType:
    few = "has" if ranking.qualified == 1 else "have"
    review = "review" if ranking.threshold == 1 else "reviews"
    told = f"{ranking.qualified:,} of {ranking.members:,} {few} at least {ranking.threshold:,} {review}"
    heading = Text.assemble((name, "bold"), (f"  best and worst; {told}", _QUIET))
    if not ranking.qualified:
        return Group(heading, Text("None is known yet.", _QUIET))
    name_width = width - _STARS - _DIFFERENCE - _COUNT - 3 * _PADDING
    table = _table()
    table.add_column("", width=name_width)
    for title, column_width in (("stars", _STARS), ("to average", _DIFFERENCE), ("reviews", _COUNT)):
        table.add_column(title, width=column_width, justify="right")
    for rated in ranking.top:
        table.add_row(*_rated(rated, average, name_width, marks))
    if ranking.qualified > len(ranking.top) + len(ranking.bottom):
        table.add_row(Text("..." if marks.plain else "⋯", _QUIET))
    for rated in ranking.bottom:
        table.add_row(*_rated(rated, average, name_width, marks))
    return Group(heading, table)


def _rated(rated: Rated, average: float, name_width: int, marks: Marks) -> tuple[Text, ...]:
    difference = rated.average_rating - average
    style = style_of(difference)
    return (
        Text(marks.shortened(rated.name, name_width)),
        Text(f"{rated.average_rating:.2f}", style),
        Text(f"{difference:+.2f}", style),
        Text(f"{rated.reviews:,}"),
    )


def _trend(report: Report, width: int, marks: Marks) -> RenderableType:
    unit, periods = group(report.months)
    average = report.overview.average_rating or 0.0
    ratings = [period.average_rating for period in periods if period.average_rating is not None]
    low, high, most = min(ratings), max(ratings), max(period.reviews for period in periods)
    bar_width = width - _PERIOD - _COUNT - _STARS - _SCALE - 4 * _PADDING
    table = _table()
    table.add_column(unit, width=_PERIOD)
    table.add_column("reviews", width=_COUNT, justify="right")
    table.add_column("", width=bar_width)
    table.add_column("stars", width=_STARS, justify="right")
    table.add_column(f"{low:.2f}{high:>{_SCALE - 4}.2f}", width=_SCALE)
    for period in periods:
        cells = [period.label, f"{period.reviews:,}", marks.bar(period.reviews, most, bar_width)]
        if (rating := period.average_rating) is not None:
            style = style_of(rating - average)
            cells += [Text(f"{rating:.2f}", style), marks.place(rating, low, high, _SCALE, style)]
        table.add_row(*cells)
    return Group(Text.assemble(("Trend", "bold"), (f"  reviews and average rating by {unit}", _QUIET)), table)


def _files(report: Report, marks: Marks) -> RenderableType:
    if not report.files:
        return Text("No file has been loaded yet.", _QUIET)
    table = _table()
    table.add_column("Files")
    for title in ("loaded", "failed", "records", "quarantined"):
        table.add_column(title, justify="right")
    for files in report.files:
        failed = Text(f"{files.failed:,}", "red3" if files.failed else "")
        quarantined = Text(f"{files.quarantined:,}", "dark_orange" if files.quarantined else "")
        table.add_row(files.feed, f"{files.loaded:,}", failed, f"{files.records:,}", quarantined)
    reasons = [
        Text.assemble((f"failed: {marks.text(file.key)}", "red3"), f"  {marks.text(file.reason)}")
        for file in report.failed_files
    ]
    unlisted = sum(files.failed for files in report.files) - len(reasons)
    if unlisted > 0:
        reasons.append(Text(f"and {unlisted:,} more; `reviewhouse files` lists them all", _QUIET))
    return Group(table, *reasons)


def _table() -> Table:
    return Table(box=None, padding=(0, _PADDING, 0, 0), pad_edge=False, header_style=_QUIET)
