"""The command that loads again what is loaded already."""

from typing import Annotated

import typer

from reviewhouse.cli.app import command, console
from reviewhouse.errors import FilesFailed, NothingToReload
from reviewhouse.feeds import FEEDS, Feed
from reviewhouse.ingest.batch import load_versions
from reviewhouse.ingest.ledger import file_states
from reviewhouse.lake import Lake
from reviewhouse.settings import settings
from reviewhouse.users import LOADER
from reviewhouse.warehouse import Warehouse

Keys = Annotated[list[str] | None, typer.Argument(help="Files of the lake, as `reviewhouse files` shows them.")]
WholeFeed = Annotated[str, typer.Option("--feed", help="All files of a feed: reviews or metadata.")]


@command("reload")
def reload(keys: Keys = None, feed: WholeFeed = "") -> None:
    """Load files again although the ledger has them; their rows take the place of the old ones.

    The marts follow by themselves; `reviewhouse wait` waits for them.
    """
    versions = _versions(set(keys or ()), feed)
    failed = []
    for each, wanted in versions.items():
        for attempt in load_versions(settings(), each, wanted, reload=True):
            said = attempt.error or f"{attempt.key}: {attempt.rows_loaded:,} rows"
            console.print(said, markup=False, highlight=False, soft_wrap=True)  # a key may hold brackets
            failed += [attempt.key] if attempt.error else []
    if failed:
        raise FilesFailed(f"Not loaded: {', '.join(failed)}. What they were loaded as before stays.")


def _versions(keys: set[str], feed: str) -> dict[Feed, list[tuple[str, str]]]:
    """The (key, etag) of what the lake shows now, by feed. Raises NothingToReload."""
    prefixes = {each.file_prefix for each in FEEDS}
    if feed and feed not in prefixes:
        raise NothingToReload(f"There is no feed {feed}. Name one of: {', '.join(sorted(prefixes))}.")
    with Warehouse(settings(), LOADER) as warehouse:
        lake = Lake(settings())
        states = {each: file_states(warehouse, lake, each) for each in FEEDS}
    missing = keys - {state.file.key for found in states.values() for state in found}
    if missing:
        raise NothingToReload(f"The lake has no file {', '.join(sorted(missing))}. `reviewhouse files` lists them.")
    wanted = {
        each: [(one.file.key, one.file.etag) for one in found if one.file.key in keys or each.file_prefix == feed]
        for each, found in states.items()
    }
    if not any(wanted.values()):
        raise NothingToReload("Nothing was named. Name files, or a whole feed with --feed.")
    return wanted
