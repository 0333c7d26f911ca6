"""`python -m bench.duckdb_side DATABASE FEED`: a build in a process of its own, so that its peak of memory is known.

Prints seconds and bytes as JSON.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.duckdb_side.build import build
from bench.machine import peak_bytes

if __name__ == "__main__":
    database, feed = map(Path, sys.argv[1:])
    print(json.dumps(asdict(build(database, feed)) | {"peak_bytes": peak_bytes()}))
