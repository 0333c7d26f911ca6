"""What the engine is set to: memory, backups, time zone, and a query log that stays."""

from tests.integration.local_clickhouse.conftest import USER

LOGGED = (
    "SELECT query_id, user, query, type, mapContains(Settings, 'chdb_client_name') FROM system.query_log "
    "WHERE query_id = 'kept' AND type = 'QueryFinish' FORMAT TSVRaw"
)


def test_the_query_log_survives_restarts_under_the_clients_names(own_server):
    server = own_server()
    server.start()
    server.value("SELECT 40 + 2 AS answer", query_id="kept", session_id="one")
    server.value("SELECT 1", max_threads=1, session_id="one")
    server.value("SELECT 1 AS answer FORMAT JSON", query_id="with a format")
    server.value("SYSTEM FLUSH LOGS")
    first = server.value(LOGGED)
    assert first.split("\t") == ["kept", USER, "SELECT 40 + 2 AS answer", "QueryFinish", "0"]
    texts = server.value("SELECT DISTINCT query FROM system.query_log WHERE query_id = 'with a format' FORMAT TSVRaw")
    assert texts.split() == ["SELECT", "1", "AS", "answer", "FORMAT", "JSON"]
    assert server.value("SELECT DISTINCT user FROM system.query_log") == USER
    assert server.stop() == 0
    server.start()
    server.value("SYSTEM FLUSH LOGS")
    assert server.value(LOGGED) == first


def test_part_log(server, table):
    server.value(f"INSERT INTO {table} VALUES (1, 'a')")
    server.value("SYSTEM FLUSH LOGS")
    assert server.value(f"SELECT sum(rows) FROM system.part_log WHERE table = '{table}'") == "1"


def test_the_memory_limit_is_the_settings(own_server):
    server = own_server(CLICKHOUSE_MAX_MEMORY="700MiB")
    server.start()
    greedy = "SELECT uniqExact(number, toString(number)) FROM numbers(100000000)"
    assert server.ask(greedy).code == 241
    assert server.value("SELECT 1") == "1"
    limit = "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'"
    assert int(server.value(limit)) == 700 << 20


def test_half_of_the_machine_is_the_limit_where_none_is_set(server):
    assert (
        server.value("SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage_to_ram_ratio'")
        == "0.5"
    )


def test_backup_into_the_folder_for_them_and_back(own_server):
    server = own_server()
    server.start()
    server.value("CREATE TABLE kept (a UInt64) ENGINE = MergeTree ORDER BY a")
    server.value("INSERT INTO kept SELECT number FROM numbers(1000)")
    for place in ("first", "second.tar", "third.tar.gz"):
        assert "BACKUP_CREATED" in server.value(f"BACKUP TABLE kept TO Disk('backups', '{place}')")
        assert (server.home / "backups" / place).exists()
        assert "RESTORED" in server.value(f"RESTORE TABLE kept AS back FROM Disk('backups', '{place}')")
        assert server.value("SELECT count(), sum(a) FROM back") == "1000\t499500"
        server.value("DROP TABLE back SYNC")


def test_no_backup_outside_of_the_folder(server, tmp_path):
    for place in (f"File('{tmp_path}/b')", "File('b')", "Disk('default', 'b')", "Disk('backups', '../b')"):
        assert server.ask(f"BACKUP TABLE system.one TO {place}").code != 0
    assert not list(tmp_path.iterdir())
    assert not (server.home / "b").exists()


def test_the_time_zone_is_utc_whatever_the_machines(own_server):
    server = own_server(TZ="Asia/Tokyo")
    server.start()
    assert server.value("SELECT timezone(), toString(toDateTime(0))") == "UTC\t1970-01-01 00:00:00"
