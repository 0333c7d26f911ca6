"""Asset, job and sensor of every feed that `feeds.py` describes."""

import dagster as dg

from reviewhouse.defs.ingest.assets import LOAD_JOBS, RAW_ASSETS
from reviewhouse.defs.ingest.sensors import lake_sensor
from reviewhouse.feeds import FEEDS


@dg.definitions
def ingest() -> dg.Definitions:
    return dg.Definitions(
        assets=list(RAW_ASSETS.values()),
        jobs=list(LOAD_JOBS.values()),
        sensors=[lake_sensor(feed) for feed in FEEDS],
    )
