"""HTTPS with a certificate of one's own."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import clickhouse_connect
import pytest

from reviewhouse.settings import ROOT
from tests.integration.local_clickhouse.conftest import PASSWORD, USER, Server

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    paths = folder / "server.pem", folder / "server.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-out", paths[0], "-keyout", paths[1]),
        ],
        check=True,
        capture_output=True,
    )
    return paths


@pytest.fixture
def secure(own_server, certificate) -> Server:
    server = own_server(
        CLICKHOUSE_SECURE="true",
        CLICKHOUSE_CERTIFICATE=str(certificate[0]),
        CLICKHOUSE_CERTIFICATE_KEY=str(certificate[1]),
        CLICKHOUSE_CA_CERTIFICATE=str(certificate[0]),
    )
    server.launch()
    return server


def run(server: Server, *command: str) -> subprocess.CompletedProcess:
    environment = os.environ | server.environment
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, cwd=ROOT)


def client(server: Server, certificate: Path):
    return clickhouse_connect.get_client(
        host="127.0.0.1", port=server.port, username=USER, password=PASSWORD, secure=True, ca_cert=str(certificate)
    )


def wait_for(server: Server, certificate: Path):
    for _ in range(100):
        try:
            return client(server, certificate)
        except clickhouse_connect.driver.exceptions.OperationalError:
            assert server.process.poll() is None, server.errors
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_clients_the_command_and_dbt(secure, certificate):
    with wait_for(secure, certificate[0]) as found:
        assert found.query("SELECT sum(number) FROM numbers(2000000)").first_row == (1999999000000,)
        blocks = found.query("SELECT number, repeat('x', 50) FROM numbers(200000)", settings={"max_threads": 1})
        assert blocks.row_count == 200_000
        progress = {"send_progress_in_http_headers": 1, "http_headers_progress_interval_ms": 50}
        slow = "SELECT count() FROM numbers(10) WHERE NOT ignore(sleepEachRow(0.05)) SETTINGS max_block_size = 1"
        assert found.raw_query(slow, settings=progress) == b"10\n"
    said = run(secure, ".venv/bin/reviewhouse", "check-clickhouse")
    assert "answers at" in said.stdout, said.stderr
    asked = run(secure, ".venv/bin/reviewhouse-dbt", "debug", "--connection")
    assert "OK connection ok" in asked.stdout, asked.stdout


def test_nobody_speaks_plainly(secure, certificate):
    wait_for(secure, certificate[0]).close()
    with pytest.raises(OSError):  # noqa: PT011 - whatever the connection ends with
        secure.ask("SELECT 1")


@pytest.mark.parametrize("missing", ["CLICKHOUSE_CERTIFICATE", "both", "wrong key"])
def test_a_certificate_that_cannot_serve(own_server, certificate, tmp_path, missing):
    paths = {"CLICKHOUSE_CERTIFICATE": str(certificate[0]), "CLICKHOUSE_CERTIFICATE_KEY": str(certificate[1])}
    if missing == "wrong key":
        paths["CLICKHOUSE_CERTIFICATE_KEY"] = str(certificate[0])
    for name in paths:
        if missing in (name, "both"):
            paths[name] = ""
    server = own_server(CLICKHOUSE_SECURE="true", **paths)
    server.launch()
    assert server.process.wait(timeout=30) == 2
    assert "CLICKHOUSE_CERTIFICATE" in server.errors
    assert len(server.errors.splitlines()) == 1
