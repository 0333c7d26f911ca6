"""The real server process, on a free port and in a temporary folder."""

import http.client
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import clickhouse_connect
import pytest

from reviewhouse.settings import RESTRICTED_USERS
from tests.ports import free_port

USER, PASSWORD = "reader", "pass word: ü%&?"
START_SECONDS = 20


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def code(self) -> int:
        """ClickHouse's error code, 0 where there is no error."""
        return int(self.headers.get("x-clickhouse-exception-code", 0))


@dataclass
class Server:
    """One process; `ask` speaks plain HTTP to it, `client` is clickhouse-connect."""

    home: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen = field(init=False)

    @property
    def errors(self) -> str:
        """What the process has written to stderr."""
        return self._errors_file.read_text()

    @property
    def _errors_file(self) -> Path:
        return self.home.with_suffix(".stderr")

    def launch(self) -> None:
        command = [sys.executable, "-m", "reviewhouse.local.clickhouse"]
        with self._errors_file.open("w") as errors:
            self.process = subprocess.Popen(
                command, env=os.environ | self.environment, stdout=subprocess.DEVNULL, stderr=errors
            )

    def start(self) -> None:
        self.launch()
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            assert self.process.poll() is None, self.errors
            if self.answers():
                return
            time.sleep(0.02)
        raise AssertionError("the server did not start")

    def answers(self) -> bool:
        try:
            return self.ask(method="GET", path="/ping").status == 200
        except OSError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def ask(
        self, sql: str | bytes | None = None, *, method="POST", path="/", headers=None, body=b"", **parameters
    ) -> Answer:
        """Send a statement, as the body or, with a `body` of its own, in the URL."""
        connection = self.open()
        try:
            self.send(connection, sql, method=method, path=path, headers=headers, body=body, **parameters)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def send(self, connection, sql=None, *, method="POST", path="/", headers=None, body=b"", **parameters) -> None:
        sql = sql.encode() if isinstance(sql, str) else sql
        if sql is not None and (body or method != "POST"):
            parameters["query"] = sql
        elif sql is not None:
            body = sql
        identity = {"X-ClickHouse-User": USER, "X-ClickHouse-Key": PASSWORD.encode()} if headers is None else headers
        connection.request(method, f"{path}?{urlencode(parameters)}" if parameters else path, body or None, identity)

    def value(self, sql: str, **parameters) -> str:
        """The result of a statement as text, without the line break at its end."""
        answer = self.ask(sql, **parameters)
        assert answer.status == 200, answer.text
        return answer.text.removesuffix("\n")

    def client(self, **options) -> clickhouse_connect.driver.Client:
        return clickhouse_connect.get_client(
            host="127.0.0.1", port=self.port, username=USER, password=PASSWORD, **options
        )

    def rss_bytes(self, peak: bool = False) -> int:
        name = "VmHWM" if peak else "VmRSS"
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


def new_server(home: Path, **changes: str) -> Server:
    """A server that has not been started yet; `changes` are variables of its environment."""
    port = free_port()
    environment = {
        "AWS_ACCESS_KEY_ID": "lake-key-of-the-test",
        "AWS_SECRET_ACCESS_KEY": "lake-secret-of-the-test",
        "AWS_BUCKET": "reviews",
        "AWS_REGION": "eu-west-3",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "CLICKHOUSE_HOST": "127.0.0.1",
        "CLICKHOUSE_PORT": str(port),
        "CLICKHOUSE_USER": USER,
        "CLICKHOUSE_PASSWORD": PASSWORD,
        **{f"CLICKHOUSE_{user.upper()}_PASSWORD": "" for user in RESTRICTED_USERS},
        "CLICKHOUSE_SECURE": "false",
        "REVIEWHOUSE_HOME": str(home),
    }
    return Server(home, port, environment | changes)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests that leave it running; each uses tables of its own."""
    running = new_server(tmp_path_factory.mktemp("home"))
    running.start()
    yield running
    assert running.stop() == 0, "SIGTERM is to end the process with status 0"


@pytest.fixture
def own_server(tmp_path):
    """Makes servers that a test starts and stops itself; what it leaves running is killed."""
    made = []

    def make(**changes: str) -> Server:
        made.append(new_server(tmp_path / "home", **changes))
        return made[-1]

    yield make
    for one in made:
        if hasattr(one, "process") and one.process.poll() is None:
            one.stop(signal.SIGKILL)


@pytest.fixture
def table(server, request):
    """The name of an empty table (id UInt64, text String) for one test."""
    name = f"t_{abs(hash(request.node.nodeid))}"
    server.value(f"CREATE TABLE {name} (id UInt64, text String) ENGINE = MergeTree ORDER BY id")
    yield name
    server.value(f"DROP TABLE IF EXISTS {name} SYNC")
