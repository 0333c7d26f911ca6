"""The engine without the server: chDB as it comes, in a process of its own, which measures one thing and says so.

`in_process` starts it. A result goes into a pipe that the caller empties, as an HTTP client empties its socket.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time

from usage import peak_bytes

PIECE = 1 << 20


def in_process(sql: str, *before: str, output_format: str = "", times: int = 1) -> dict:
    """`seconds` of each of `times` runs of a statement after those `before`, and `peak_bytes` of the process."""
    reading, writing = os.pipe()
    bytes_read = []
    reader = threading.Thread(target=lambda: bytes_read.append(_empty(reading)))
    reader.start()
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        request = {"folder": folder, "before": before, "sql": sql, "format": output_format, "times": times}
        try:
            done = subprocess.run(
                [sys.executable, __file__, str(writing)],
                input=json.dumps(request),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                pass_fds=[writing],
            )
        finally:
            os.close(writing)
            reader.join()
    return json.loads(done.stdout) | {"bytes": bytes_read[0]}


def _empty(descriptor: int) -> int:
    count = 0
    while piece := os.read(descriptor, PIECE):
        count += len(piece)
    os.close(descriptor)
    return count


def _child(writing: int, request: dict) -> dict:
    import chdb  # noqa: PLC0415 - the parent needs none

    connection = chdb.connect(request["folder"])
    for statement in request["before"]:
        connection.query(statement)
    sql = request["sql"]
    if request["format"]:
        sql += f" INTO OUTFILE '/proc/self/fd/{writing}' TRUNCATE FORMAT {request['format']}"
    seconds = []
    for _ in range(request["times"]):
        begin = time.perf_counter()
        connection.query(sql)
        seconds.append(time.perf_counter() - begin)
    return {"seconds": seconds, "peak_bytes": peak_bytes()}


if __name__ == "__main__":
    print(json.dumps(_child(int(sys.argv[1]), json.load(sys.stdin))))
