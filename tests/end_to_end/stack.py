"""A stack of its own, driven by commands alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3

from reviewhouse.local import processes
from reviewhouse.settings import Settings
from tests.conftest import environment

BIN = Path(sys.executable).parent


class Stack:
    """Its home is `home`; nothing of it is shared with another."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.variables = environment(home, "lake,clickhouse,dagster")
        self.settings = Settings(_env_file=None, **{name.lower(): value for name, value in self.variables.items()})

    def __call__(self, *arguments: str | Path, timeout: float = 300, **changes: str) -> subprocess.CompletedProcess:
        """`reviewhouse` with these arguments; `changes` are made to the environment."""
        return self.run("reviewhouse", *arguments, timeout=timeout, **changes)

    def run(
        self, program: str, *arguments: str | Path, timeout: float = 300, **changes: str
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            [BIN / program, *arguments],
            env={**os.environ, **self.variables, **changes},
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            cwd=self.home.parent,
        )

    def json(self, *arguments: str):
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def processes(self) -> list[int]:
        mark = f"{processes.MARK}={self.home}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found

    def lake(self):
        """The lake as any S3 client sees it."""
        return boto3.client(
            "s3",
            endpoint_url=self.variables["AWS_ENDPOINT_URL"],
            region_name=self.variables["AWS_REGION"],
            aws_access_key_id=self.variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.variables["AWS_SECRET_ACCESS_KEY"],
        )
