"""The doctor on a real lake and engine; what it is to find is broken for real."""

import json
import os
import socket
import time

import pytest
from typer.testing import CliRunner

from reviewhouse.cli import app
from reviewhouse.doctor.clickhouse import RAW_TABLES
from reviewhouse.doctor.examine import examine
from reviewhouse.doctor.findings import Finding, Mark
from reviewhouse.doctor.lake import PROBE
from reviewhouse.ingest import schema
from tests.ports import free_port
from tests.support import csv_file, load_everything, put, record, rows

FOLLOWING = "not looked at: "


@pytest.fixture
def look(stack_settings, monkeypatch):
    """The findings by part and name, with these changes to the environment."""

    def examined(**changes: str) -> dict[str, Finding]:
        for name, value in changes.items():
            monkeypatch.setenv(name, value)
        return {f"{line.part} {line.name}": line.finding for line in examine()}

    return examined


def broken(found: dict[str, Finding]) -> list[str]:
    return [name for name, finding in found.items() if finding.mark is Mark.BROKEN]


def test_nothing_is_broken_where_all_works_and_nothing_is_changed(look, lake, warehouse, empty_ledger):
    def state():
        query = "select database, name, total_rows from system.tables where match(database, '^(raw|dwh)_') order by all"
        return rows(warehouse, query), [file.key for file in lake.files("")]

    before = state()
    found = look()
    assert broken(found) == []
    assert state() == before
    for name in ("lake probe", "clickhouse login", "clickhouse query log", "stack clickhouse", "warehouse files"):
        assert found[name].mark is Mark.OK, found[name]
    assert all(finding.next_step for finding in found.values() if finding.mark is Mark.LOOK)


def test_an_empty_lake_says_how_to_fill_it(look, lake, empty_ledger):
    assert look()["lake jet_reviews/"] == Finding(Mark.LOOK, "no file yet", "`reviewhouse upload FOLDER` brings some.")


def test_the_tables_are_those_that_are_made(warehouse):
    assert sorted(RAW_TABLES) == sorted(schema.create_tables(warehouse))


def test_a_wrong_password_is_the_one_cause(look):
    found = look(CLICKHOUSE_PASSWORD="wrong-password-of-the-test")
    assert broken(found) == ["clickhouse login"]
    assert "CLICKHOUSE_PASSWORD" in found["clickhouse login"].next_step
    assert found["warehouse build"].found == f"{FOLLOWING}ClickHouse does not let us in"
    assert "wrong-password-of-the-test" not in str(found)


def test_a_user_whose_password_is_refused_is_named(look):
    found = look(CLICKHOUSE_ANALYST_PASSWORD="wrong-password-of-the-test")
    assert broken(found) == ["clickhouse analyst"]
    assert "CLICKHOUSE_ANALYST_PASSWORD" in found["clickhouse analyst"].next_step


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong-key-of-the-test"}, "refuses the keys"),
        ({"AWS_BUCKET": "not-there"}, "has no bucket not-there"),
    ],
)
def test_a_bucket_that_cannot_be_used_is_the_one_cause(look, changes, words):
    found = look(**changes)
    assert broken(found) == ["lake bucket"]
    assert words in found["lake bucket"].found
    assert found["warehouse files"].found == f"{FOLLOWING}the bucket cannot be used"
    assert "wrong-key-of-the-test" not in str(found)


def test_servers_elsewhere_that_are_not_there(look):
    nobody = str(free_port())
    found = look(REVIEWHOUSE_PARTS="dagster", AWS_ENDPOINT_URL=f"http://127.0.0.1:{nobody}", CLICKHOUSE_PORT=nobody)
    assert {"lake address", "clickhouse address"} <= set(broken(found))
    assert "AWS_ENDPOINT_URL" in found["lake address"].next_step
    assert "CLICKHOUSE_HOST" in found["clickhouse address"].next_step


def test_another_server_on_the_port_of_clickhouse_is_told(look, stack_settings):
    found = look(CLICKHOUSE_PORT=str(stack_settings.lake_port))
    assert broken(found) == ["clickhouse address"]
    assert "not as ClickHouse does" in found["clickhouse address"].found


def test_tls_where_there_is_none_is_told(look):
    found = look(CLICKHOUSE_SECURE="true")
    assert "CLICKHOUSE_SECURE" in found["clickhouse address"].next_step


def test_a_stack_that_does_not_run_is_the_one_cause(look, tmp_path):
    found = look(
        REVIEWHOUSE_HOME=str(tmp_path / "other"),
        AWS_ENDPOINT_URL=f"http://127.0.0.1:{free_port()}",
        LAKE_INTERNAL_PORTS="61000",
        CLICKHOUSE_PORT=str(free_port()),
    )
    assert broken(found) == ["stack running"]
    assert found["stack running"].next_step == "`make up` starts it."
    assert found["lake address"].found == f"{FOLLOWING}the stack is not running"
    assert not (tmp_path / "other").exists()


def test_a_port_that_is_taken_is_named(look, tmp_path, stack_settings):
    found = look(REVIEWHOUSE_HOME=str(tmp_path / "other"))
    assert broken(found) == ["stack running", "stack ports"]
    assert str(stack_settings.lake_port) in found["stack ports"].found
    assert "AWS_ENDPOINT_URL" in found["stack ports"].next_step


def test_a_server_that_never_answers_is_given_up(look):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        found = look(AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}", REVIEWHOUSE_PARTS="clickhouse")
    assert broken(found) == ["lake address"]
    assert "timed out" in found["lake address"].found


def test_a_missing_table_is_named(look, warehouse):
    warehouse.client.command("rename table raw_thirdparty.quarantine to raw_thirdparty.elsewhere")
    try:
        found = look()
    finally:
        warehouse.client.command("rename table raw_thirdparty.elsewhere to raw_thirdparty.quarantine")
    assert broken(found) == ["clickhouse tables"]
    assert found["clickhouse tables"].found == "raw_thirdparty lacks quarantine"
    assert "init_tables" in found["clickhouse tables"].next_step


def test_a_folder_that_others_may_enter_is_worth_a_look(look, stack_settings):
    stack_settings.reviewhouse_home.chmod(0o755)
    try:
        found = look()
    finally:
        stack_settings.reviewhouse_home.chmod(0o700)
    assert found["machine folder"].mark is Mark.LOOK
    assert broken(found) == []


def test_files_failed_waiting_and_foreign(look, warehouse, lake, empty_ledger):
    put(lake, "jet_reviews/good.csv", csv_file(record(1)))
    put(lake, "jet_reviews/bad.csv", b"wrong,header\n1,2\n")
    put(lake, "jet_reviews/notes.txt", b"not a feed file")
    found = look()
    assert found["warehouse files"].found == "0 loaded, 2 waiting"
    assert found["lake jet_reviews/"].mark is Mark.LOOK
    assert "jet_reviews/notes.txt" in found["lake jet_reviews/"].found
    load_everything(warehouse, lake)
    found = look()
    assert found["warehouse files"].mark is Mark.LOOK
    assert found["warehouse files"].found == "1 loaded, 1 failed: jet_reviews/bad.csv"
    assert "1 load not in the marts" in found["warehouse build"].found


def test_a_load_that_waits_too_long_for_its_build_is_worth_a_look(look, warehouse, lake, empty_ledger, monkeypatch):
    put(lake, "jet_reviews/good.csv", csv_file(record(1)))
    load_everything(warehouse, lake)
    monkeypatch.setattr("reviewhouse.doctor.warehouse.PATIENCE_SECONDS", 0)
    assert look()["warehouse build"].mark is Mark.LOOK


@pytest.fixture
def patient(warehouse):
    """A table to fall ill."""
    name = "raw_thirdparty.patient"
    warehouse.client.command(f"create table {name} (text String, number UInt64) engine = MergeTree order by text")
    warehouse.client.command(f"insert into {name} values ('not a number', 0)")
    yield name
    warehouse.client.command(f"drop table {name} sync")


def test_a_detached_part_is_worth_a_look(look, warehouse, patient):
    warehouse.client.command(f"alter table {patient} detach partition tuple()")
    found = look()["clickhouse detached"]
    assert found.mark is Mark.LOOK
    assert patient in found.found


def test_a_mutation_that_fails_is_worth_a_look(look, warehouse, patient):
    warehouse.client.command(
        f"alter table {patient} update number = toUInt64(text) where true settings mutations_sync = 0"
    )
    deadline = time.monotonic() + 20
    failing = "select count() from system.mutations where table = 'patient' and latest_fail_reason != ''"
    while rows(warehouse, failing) == [(0,)] and time.monotonic() < deadline:
        time.sleep(0.1)
    found = look()["clickhouse mutations"]
    warehouse.client.command("kill mutation where table = 'patient' sync")
    assert found.mark is Mark.LOOK
    assert patient in found.found
    assert "kill mutation" in found.next_step


def test_many_parts_are_worth_a_look(look, patient, monkeypatch):
    monkeypatch.setattr("reviewhouse.doctor.inside.MOST_PARTS", 0)
    assert look()["clickhouse parts"].mark is Mark.LOOK


def test_the_probe_of_another_doctor_is_no_harm(look, lake):
    put(lake, PROBE, b"left by another one")
    assert look()["lake probe"].mark is Mark.OK
    assert PROBE not in [file.key for file in lake.files("")]


def test_the_command_for_scripts(stack_settings, monkeypatch):
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert {"part", "check", "mark", "found", "next_step"} == set(answer["checks"][0])
    assert answer["marks"]["broken"] == 0
    monkeypatch.setenv("AWS_BUCKET", "not-there")
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["marks"]["broken"] == 1


def test_the_command_for_people(stack_settings, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("AWS_BUCKET", "not-there")
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert "has no bucket not-there" in done.stdout
    assert "→ Create it, or correct AWS_BUCKET in .env." in done.stdout
    assert "1 broken" in done.stdout


def test_the_command_without_any_setting_is_one_sentence_and_no_trace(stack_settings, monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(("AWS_", "CLICKHOUSE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(type(stack_settings).model_config, "env_file", tmp_path / ".env")
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert "AWS_BUCKET is missing" in " ".join(done.stdout.split())
    assert "Traceback" not in done.stdout + done.stderr
