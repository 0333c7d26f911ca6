"""`python -m bench.duckdb_side DATABASE FEED`: a build in this process; prints what it took as JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.duckdb_side.build import build

if __name__ == "__main__":
    database, feed = map(Path, sys.argv[1:])
    print(json.dumps(asdict(build(database, feed))))
