"""Load several file versions of one feed."""

import logging
from collections.abc import Iterable, Iterator

from reviewhouse.feeds import Feed
from reviewhouse.ingest.ledger import Attempt, file_states
from reviewhouse.ingest.load import Loader
from reviewhouse.ingest.together import load_all
from reviewhouse.lake import Lake
from reviewhouse.settings import Settings
from reviewhouse.users import LOADER
from reviewhouse.warehouse import Warehouse

log = logging.getLogger(__name__)


def load_versions(
    settings: Settings, feed: Feed, versions: Iterable[tuple[str, str]], run_id: str = "", reload: bool = False
) -> Iterator[Attempt]:
    """Load the (key, etag) versions that the lake shows now, and yield each attempt.

    A version that the ledger already has is passed over unless `reload`; so is one that was replaced or deleted
    since it was asked for: the lake's newer version is work of its own.
    """
    with Warehouse(settings, LOADER) as warehouse:
        lake = Lake(settings)
        shown = {state.file.key: state for state in file_states(warehouse, lake, feed)}
        files = []
        for key, etag in versions:
            state = shown.get(key)
            if state is None or state.file.etag != etag:
                log.warning("%s is no longer in the lake in the version %s: nothing to load", key, etag)
            elif state.status == "loaded" and not reload:
                log.info("%s is in the warehouse already: nothing to load", key)
            else:
                files.append(state.file)
        yield from load_all(Loader(warehouse, lake, run_id, settings.most_quarantined_percent / 100), feed, files)
