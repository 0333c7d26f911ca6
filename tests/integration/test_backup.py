"""Backups in the bucket of the lake, through the named collection that has its keys."""

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

PLACE = "S3(lake, 'backups/monday')"


@pytest.fixture
def kept(warehouse):
    warehouse.client.command("CREATE TABLE default.kept (a UInt64) ENGINE = MergeTree ORDER BY a")
    warehouse.client.command("INSERT INTO default.kept SELECT number FROM numbers(1000)")
    yield "default.kept"
    for table in ("kept", "back"):
        warehouse.client.command(f"DROP TABLE IF EXISTS default.{table} SYNC")


def test_there_and_back(warehouse, lake, kept, stack_settings):
    assert "BACKUP_CREATED" in warehouse.client.command(f"BACKUP TABLE {kept} TO {PLACE}")
    assert any(file.key == "backups/monday/.backup" for file in lake.files("backups/"))
    assert "RESTORED" in warehouse.client.command(f"RESTORE TABLE {kept} AS default.back FROM {PLACE}")
    assert warehouse.client.query("SELECT count(), sum(a) FROM default.back").first_row == (1000, 499500)
    warehouse.client.command("SYSTEM FLUSH LOGS")
    secret = stack_settings.aws_secret_access_key.get_secret_value()
    log = "SELECT countIf(position(concat(query, exception), {secret:String}) > 0) FROM system.query_log"
    [[found]] = warehouse.client.query(log, parameters={"secret": secret[:12]}).result_rows
    assert found <= 1, "the question itself, and nothing else"


def test_not_from_anybodys_bucket(warehouse, stack_settings):
    for place in (f"S3('{stack_settings.lake_url}backups/monday')", "S3('http://127.0.0.1:9/bucket/x', 'k', 's')"):
        with pytest.raises(DatabaseError, match="a backup from S3 is not allowed"):
            warehouse.client.command(f"RESTORE TABLE default.kept AS default.back FROM {place}")
