"""Who may ask."""

import base64
from pathlib import Path

import pytest

USER, PASSWORD = "reader", "pass word: ü%&?"


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_every_way_to_log_in(server):
    assert server.ask("SELECT 1", headers=basic(USER, PASSWORD)).status == 200
    assert server.ask("SELECT 1", headers={}, user=USER, password=PASSWORD).status == 200
    headers = {"X-ClickHouse-User": USER, "X-ClickHouse-Key": PASSWORD.encode()}
    assert server.ask("SELECT 1", headers=headers).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-ClickHouse-User": USER},
        {"X-ClickHouse-User": USER, "X-ClickHouse-Key": "wrong"},
        {"X-ClickHouse-User": "default"},
        {"Authorization": "Basic not-base64!"},
        {"Authorization": "Bearer something"},
        basic(USER, PASSWORD + " "),
        basic("default", ""),
        basic(USER + PASSWORD[0], PASSWORD[1:]),
    ],
)
def test_everybody_else_is_refused(server, headers):
    answer = server.ask("SELECT 1", headers=headers)
    assert (answer.status, answer.code) == (403, 516)
    assert PASSWORD not in answer.text


def test_the_only_role_is_ones_own(server):
    assert server.ask("SELECT 1", role="admin").status == 200
    assert server.ask("SELECT 1", role="loader").code == 512
    assert server.ask("SELECT 1", role="admin", headers={}).code == 516


def test_refused_before_the_statement_is_read(server):
    answer = server.ask("INSERT INTO nowhere FORMAT TSV", body=b"x" * 3_000_000, headers={})
    assert answer.code == 516


def test_no_secret_where_a_statement_can_see_it(server):
    for secret in ("lake-secret-of-the-test", PASSWORD):
        for source in ("server_settings", "named_collections", "settings"):
            shown = server.value(f"SELECT * FROM system.{source} FORMAT JSONEachRow")
            assert secret not in shown
    arguments = Path(f"/proc/{server.process.pid}/cmdline").read_text()
    assert "secret" not in arguments
    assert PASSWORD not in arguments
