"""The programs of the local stack: how each is started, on which ports, and how one sees that it is ready."""

import shlex
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reviewhouse.errors import ReviewhouseError, SettingsError
from reviewhouse.lake import Lake
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse

LOOPBACK = "127.0.0.1"
BIN = Path(sys.executable).parent

LAKE_MEMORY = "1GiB"
"""What SeaweedFS tries to keep within; left alone it held 1.7 GB after serving a file of 660 MB, and was no faster."""

LAKE_SERVICES = ("master", "volume", "filer", "admin")
"""SeaweedFS's own services; each takes an HTTP and a gRPC port of the range `LAKE_INTERNAL_PORTS`."""


@dataclass(frozen=True)
class Program:
    """One supervised process. `ports` are those it listens on, with the setting that moves each."""

    name: str
    arguments: list[str]
    ports: dict[int, str]
    is_ready: Callable[[], bool]
    stop_seconds: int = 15

    @property
    def command(self) -> str:
        """The command line as supervisord reads it."""
        return shlex.join(self.arguments)


def lake_files_page(settings: Settings) -> str:
    """Where a browser shows the files of the local lake."""
    port = settings.lake_internal_ports + 2 * LAKE_SERVICES.index("filer")
    return f"http://{LOOPBACK}:{port}/buckets/{settings.aws_bucket}/"


def programs(settings: Settings) -> list[Program]:
    """The programs of the parts that run here, in the order in which they start."""
    home = settings.reviewhouse_home
    found: list[Program] = []
    if "lake" in settings.parts:
        found.append(_lake(settings, home))
    if "clickhouse" in settings.parts:
        found.append(
            Program(
                "clickhouse",
                [sys.executable, "-m", "reviewhouse.local.clickhouse"],
                {settings.clickhouse_port: "CLICKHOUSE_PORT"},
                lambda: _answers(lambda: Warehouse(settings).close()),
                stop_seconds=30,
            )
        )
    if "dagster" in settings.parts:
        found.extend(_dagster(settings))
    return found


def _lake(settings: Settings, home: Path) -> Program:
    if not settings.aws_endpoint_url:
        raise SettingsError(
            "AWS_ENDPOINT_URL is empty, which means AWS, but REVIEWHOUSE_PARTS names the lake. "
            "Take `lake` out of REVIEWHOUSE_PARTS in .env, or say where the local lake is to listen."
        )
    first = settings.lake_internal_ports
    internal = list(range(first, first + 2 * len(LAKE_SERVICES) + 1))
    flags = {
        "dir": home / "lake",
        "ip": LOOPBACK,
        "ip.bind": LOOPBACK,
        "bucket": settings.aws_bucket,
        "master.telemetry": "false",
        "admin.ui": "false",
        "webdav": "false",
        "s3.port": settings.lake_port,
        "s3.port.grpc": internal[-1],
        "s3.port.lance": 0,
        "s3.port.iceberg": 0,
    }
    for number, service in enumerate(LAKE_SERVICES):
        flags[f"{service}.port"], flags[f"{service}.port.grpc"] = internal[2 * number : 2 * number + 2]
    command = [
        "env",
        f"GOMEMLIMIT={LAKE_MEMORY}",
        str(BIN / "weed"),
        "mini",
        *(f"-{name}={value}" for name, value in flags.items()),
    ]
    ports = {settings.lake_port: "AWS_ENDPOINT_URL"} | dict.fromkeys(internal, "LAKE_INTERNAL_PORTS")
    return Program("lake", command, ports, lambda: _answers(Lake(settings).check))


def _dagster(settings: Settings) -> list[Program]:
    socket = str(settings.reviewhouse_home / "run" / "code.sock")
    workspace = str(settings.dagster_home / "workspace.yaml")
    after_code = [sys.executable, "-m", "reviewhouse.local.after", socket]
    host, port = settings.dagster_host, settings.dagster_port
    return [
        Program("code", [sys.executable, "-m", "reviewhouse.local.code_server", socket], {}, Path(socket).exists),
        Program(
            "webserver",
            [*after_code, "dagster-webserver", "-h", host, "-p", str(port), "-w", workspace],
            {port: "DAGSTER_PORT"},
            lambda: _responds(f"http://{host}:{port}/server_info"),
        ),
        Program("daemon", [*after_code, "dagster-daemon", "run", "-w", workspace], {}, lambda: True),
    ]


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except ReviewhouseError:
        return False
    return True


def _responds(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
