"""A build that kills a process by SIGKILL, itself or the engine, at the step that it is told.

`python -m tests.faults.building STEP SECONDS PROCESS`; SECONDS is how long it goes on from the step, PROCESS the id of
the engine where that is to die.
"""

import os
import re
import sys
import threading
from functools import wraps

from dbt.adapters.clickhouse.connections import ClickHouseConnectionManager

from reviewhouse.transform import dbt_command
from tests.faults.engine import kill

MODEL, CHECK = '"model.reviewhouse.{}"', r'"test\.reviewhouse\.[^"]*{}'
INSERT = r"[\s\S]*\binsert into\b"
STEPS = {
    "silver deleted, not inserted": MODEL.format("stg_amazon_review") + INSERT,
    "fact deleted, not inserted": MODEL.format("mrt_fact_product_review") + INSERT,
    "an insert into the fact": MODEL.format("mrt_fact_product_review") + INSERT,
    "fact done, analytics not": MODEL.format("int_rating_change"),
    "analytics of brands done in part": MODEL.format("mrt_analytics_brand_ratings") + INSERT,
    "checks": CHECK.format("(fact|dim)_"),
    "before mrt_seen_load": MODEL.format("mrt_seen_load"),
    "the last checks": CHECK.format("seen_load"),
    "the engine at silver": MODEL.format("stg_amazon_review") + INSERT,
    "the engine at the fact": MODEL.format("mrt_fact_product_review") + INSERT,
    "the engine during checks": CHECK.format("(fact|dim)_"),
}
"""The statement before which it happens, by dbt's comment, which names the node, and by the words after it."""

LASTING = (
    "an insert into the fact",
    "checks",
    "the engine at silver",
    "the engine at the fact",
    "the engine during checks",
)
"""Steps that take a while: the end comes within it."""


def prepare(step: str, seconds: float, process: int) -> None:
    statement = re.compile(STEPS[step], re.IGNORECASE)
    commented = ClickHouseConnectionManager._add_query_comment

    @wraps(commented)
    def watched(manager, sql):
        result = commented(manager, sql)
        if statement.search(result):
            if seconds:
                timer = threading.Timer(seconds, kill, [process])
                timer.daemon = True
                timer.start()
            else:
                kill(process)
        return result

    ClickHouseConnectionManager._add_query_comment = watched


def main(step: str, seconds: float, process: int) -> None:
    prepare(step, seconds if step in LASTING else 0, process if "engine" in step else os.getpid())
    sys.argv = ["reviewhouse-dbt", "build"]
    dbt_command.main()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
