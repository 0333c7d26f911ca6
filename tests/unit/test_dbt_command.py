"""What `reviewhouse-dbt` answers before it asks dbt."""

import subprocess

import pytest

from reviewhouse.transform import DBT


@pytest.mark.parametrize("arguments", [["retry"], ["--quiet", "retry", "--threads", "1"]])
def test_retry_is_refused_with_what_to_do(arguments):
    done = subprocess.run([DBT, *arguments], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "reviewhouse-dbt build" in done.stderr
    assert "Traceback" not in done.stderr
