"""Commands that bring files into the lake and see them through to the marts."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from reviewhouse.cli.app import command, console
from reviewhouse.cli.live import wait_until_settled
from reviewhouse.cli.see import print_report
from reviewhouse.cli.stack import print_addresses, start_stack
from reviewhouse.errors import FilesFailed
from reviewhouse.feeds import FEEDS
from reviewhouse.ingest import schema
from reviewhouse.lake import Lake
from reviewhouse.local.supervisor import Supervisor
from reviewhouse.orchestration import Orchestration
from reviewhouse.sample import write_feed
from reviewhouse.settings import settings
from reviewhouse.transform import write_docs
from reviewhouse.upload import feed_files, placed, send
from reviewhouse.warehouse import Warehouse

Folder = Annotated[Path, typer.Argument(help="A folder with reviews*.csv* and metadata*.csv*.")]
Timeout = Annotated[float, typer.Option(help="Seconds to wait at the most.", min=1)]


@command("upload")
def upload(
    folder: Folder,
    compress: Annotated[bool, typer.Option(help="Compress plain files on their way.")] = True,
) -> None:
    """Upload the feed files of a folder into the lake; the sensors notice them there.

    A folder of a name that was uploaded before goes to the same keys, and so replaces its files; others go below
    today's date.
    """
    sent = _upload(folder, compress)
    console.print(f"{sent} file(s) uploaded." if sent else "The lake has all of these files already: nothing uploaded.")


@command("sample")
def sample(
    reviews: Annotated[int, typer.Option(help="How many reviews.", min=0)] = 20_000,
    products: Annotated[int, typer.Option(help="How many products.", min=1)] = 2_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same bytes.")] = 1,
    out: Annotated[Path, typer.Option(help="The folder to write reviews.csv and metadata.csv into.")] = Path("sample"),
    compression: Annotated[str, typer.Option(help="none or zst")] = "zst",
) -> None:
    """Make a synthetic feed in the two layouts, with the shape and the dirt of real ones."""
    _make_sample(out, reviews, products, seed=seed, compression=compression)
    console.print(f"{reviews:,} reviews and {products:,} products are in {out}/.")


@command("wait")
def wait(timeout: Timeout = 600) -> None:
    """Wait until every file in the lake is loaded and the marts have seen it.

    The exit status is 0 then, and 1, naming the file, where one failed.
    """
    wait_until_settled(settings(), console, timeout)


@command("run")
def run(
    feed: Annotated[str, typer.Option(help="A folder with reviews*.csv* and metadata*.csv*; empty makes one.")] = "",
    timeout: Timeout = 1800,
) -> None:
    """From files to the report: start the stack where it is down, upload, load, build, show. `make run` runs this."""
    folder = Path(feed) if feed else settings().reviewhouse_home / "sample"
    if feed:
        feed_files(folder)  # a wrong folder is said before anything starts
    if not Supervisor(settings().reviewhouse_home).is_running():
        start_stack()
    with Warehouse(settings()) as warehouse:
        schema.create_databases(warehouse, settings().warehouse_database, settings().clickhouse_cluster)
        schema.create_tables(warehouse, settings().clickhouse_cluster)
    if not feed:
        _make_sample(folder, reviews=20_000, products=2_000, seed=1, compression="zst", overwrite=True)
    if not _upload(folder):
        console.print("The lake has these very files already: nothing is loaded twice.")
    for one in FEEDS:
        Orchestration(settings()).start_sensor(one.sensor)
    try:
        wait_until_settled(settings(), console, timeout)
    except FilesFailed as error:  # the others are in the marts, and are shown
        failure = error
    else:
        failure = None
    print_report()
    with console.status("Writing the docs…"):
        write_docs()
    print_addresses(settings())
    if failure:
        raise failure


def _upload(folder: Path, compress: bool = True) -> int:
    """Upload with a progress bar; how many files were new to the lake."""
    files, lake = feed_files(folder), Lake(settings())
    lake.check()
    uploads = placed(lake, files, compress)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("uploading", total=sum(file.size for file in files))
        return sum(send(lake, upload, lambda sent: progress.advance(task, sent)) for upload in uploads)


def _make_sample(folder: Path, reviews: int, products: int, overwrite: bool = False, **shape: Any) -> None:
    with Progress(TextColumn("{task.description}"), BarColumn(), console=console) as progress:
        task = progress.add_task("making a feed", total=reviews + products)
        write_feed(
            folder,
            reviews,
            products,
            **shape,
            overwrite=overwrite,
            on_progress=lambda rows: progress.advance(task, rows),
        )
