"""What each user may do, and that no way leads around it. Judged by what came through, not by codes."""

import re
import threading
import time

import pytest

from tests.integration.local_clickhouse.guarded import CANARY, HIDDEN, PASSWORDS, STAGED, open_house
from tests.integration.local_clickhouse.rights_attempts import ATTEMPTS, ORACLES, READERS, RESTRICTED

DENIED = 497
SEES = {"admin": (HIDDEN, STAGED), "transformer": (STAGED,)}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with open_house(tmp_path_factory.mktemp("rights")) as found:
        yield found


@pytest.mark.parametrize(
    ("user", "sql"),
    [
        ("admin", f"SELECT throwIf(any(text) != '{HIDDEN}') FROM hidden.person"),
        ("loader", "INSERT INTO raw_thirdparty.amazon_review SELECT * FROM raw_thirdparty.amazon_review WHERE 0"),
        ("transformer", "CREATE OR REPLACE TABLE dwh_dev.own ENGINE = MergeTree ORDER BY id AS "
         "SELECT id FROM raw_thirdparty.amazon_review"),
        ("transformer", "ALTER TABLE dwh_dev.mrt_review DELETE WHERE id IN (SELECT id + 9000 FROM dwh_dev.stg_review)"),
        ("transformer", "DELETE FROM dwh_dev.mrt_review WHERE id > (SELECT max(id) FROM dwh_dev.mrt_review)"),
        ("transformer", "CREATE OR REPLACE VIEW dwh_dev.mrt_view AS SELECT count() AS n FROM dwh_dev.mrt_review"),
        ("transformer", "CREATE OR REPLACE VIEW dwh_dev.mrt_disk AS SELECT 1 AS disk FROM dwh_dev.mrt_review "
         "WHERE disk = 1"),
        ("transformer", "CREATE OR REPLACE TABLE dwh_dev.short_lived (id UInt64, at DateTime) ENGINE = MergeTree "
         "ORDER BY id TTL at + INTERVAL 1 DAY AS (SELECT id, at FROM dwh_dev.stg_review WHERE id IN (SELECT 1))"),
        ("analyst", "SELECT throwIf(count() != 1000) FROM dwh_dev.mrt_review"),
        ("analyst", "CREATE TEMPORARY TABLE t AS SELECT id FROM dwh_dev.mrt_review"),
        ("analyst", "SELECT throwIf(count() != 0) FROM dwh_dev.stg_amazon_review"),
        ("dashboard", "SELECT id FROM dwh_dev.mrt_review LIMIT 1 SETTINGS max_execution_time = 5"),
    ],
)  # fmt: skip
def test_what_users_may_do(house, user, sql):
    assert house.ask(user, sql).text == house.value(user, sql) + ("\n" if "throwIf" in sql or "LIMIT" in sql else "")


@pytest.mark.parametrize("user", READERS)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM dwh_dev.stg_review",
        "SELECT * FROM raw_thirdparty.amazon_review",
        "INSERT INTO dwh_dev.mrt_review VALUES (1, 'x', now())",
        "DROP TABLE dwh_dev.mrt_review",
        "CREATE TABLE dwh_dev.mrt_x (x String) ENGINE = Memory",
        "SYSTEM FLUSH LOGS",
        "BACKUP TABLE dwh_dev.mrt_review TO Memory('x')",
        "SHOW CREATE TABLE hidden.person",
        "SELECT * FROM system.query_log",
        "SELECT * FROM s3(lake, filename = 'x', format = 'TSV', structure = 'x String')",
    ],
)
def test_readers_read_the_marts_alone(house, user, sql):
    assert house.ask(user, sql).code == DENIED


@pytest.mark.parametrize(
    ("user", "sql"),
    [
        ("loader", "TRUNCATE TABLE raw_thirdparty.amazon_review"),
        ("loader", "ALTER TABLE raw_thirdparty.amazon_review DELETE WHERE 1"),
        ("loader", "SELECT * FROM dwh_dev.mrt_review"),
        ("transformer", "INSERT INTO raw_thirdparty.amazon_review VALUES (1, 'x', now())"),
        ("transformer", "CREATE MATERIALIZED VIEW dwh_dev.m TO dwh_dev.stg_review AS SELECT * FROM hidden.person"),
        (
            "transformer",
            "CREATE TABLE dwh_dev.t UUID '7b68d6f8-4bf7-40f2-9b3f-d9d7429a1259' (id UInt8) ENGINE = Memory",
        ),
        ("transformer", "ALTER TABLE dwh_dev.mrt_review UPDATE text = dictGet('hidden.d', 'text', id) WHERE 1"),
        ("transformer", "ALTER TABLE dwh_dev.mrt_review ADD COLUMN n String DEFAULT joinGet('hidden.j', 'text', id)"),
        ("transformer", "CREATE TABLE dwh_dev.t (id UInt8) ENGINE = MergeTree ORDER BY id SETTINGS disk = 'backups'"),
        ("transformer", "CREATE DICTIONARY dwh_dev.d (id UInt64) PRIMARY KEY id SOURCE(NULL()) LAYOUT(FLAT())"),
    ],
)
def test_workers_keep_to_their_work(house, user, sql):
    assert house.ask(user, sql).code == DENIED


@pytest.mark.parametrize(
    ("user", "attempt"),
    [
        pytest.param(user, attempt, id=f"{kind}-{number}-{user}")
        for kind, attempts in ATTEMPTS.items()
        for number, attempt in enumerate(attempts)
        for user in attempt.users
    ],
)
def test_no_way_around(house, user, attempt):
    """Fails where a secret is answered, a file appears, a protected table changes or the server is gone."""
    paths = {"SECRET": str(house.secret_file), "NEW": str(house.outside / "made")}
    statements = [re.sub("SECRET|NEW", lambda found: paths[found[0]], sql) for sql in attempt.statements]
    answers = house.in_a_session(user, statements, **attempt.parameters)
    assert house.harm(answers, may_see=SEES.get(user, ())) == []


@pytest.mark.parametrize("rule", ORACLES)
def test_what_the_engine_does_later_asks_no_table(house, rule):
    """A row that vanishes by such a rule would tell the transformer what another table holds."""
    columns = "(id UInt64, text String, at DateTime) ENGINE = MergeTree ORDER BY id"
    house.in_a_session(
        "transformer",
        [
            "CREATE OR REPLACE VIEW dwh_dev.peep (text String) AS SELECT text FROM hidden.person",
            "DROP TABLE IF EXISTS dwh_dev.told SYNC",
            f"CREATE OR REPLACE TABLE dwh_dev.old {columns}",
            "INSERT INTO dwh_dev.old VALUES (1, 'old', toDateTime(1000))",
            f"CREATE TABLE dwh_dev.told {columns} {rule}",
            "ALTER TABLE dwh_dev.told ATTACH PARTITION tuple() FROM dwh_dev.old",
            "OPTIMIZE TABLE dwh_dev.told FINAL",
        ],
    )
    assert house.ask("transformer", "SELECT count() FROM dwh_dev.told").text != "0\n"


def test_a_view_does_not_work_with_the_rights_of_who_inserts(house):
    _, made = house.in_a_session(
        "transformer",
        [
            "CREATE OR REPLACE VIEW dwh_dev.peep (text String) AS SELECT text FROM hidden.person",
            "CREATE MATERIALIZED VIEW dwh_dev.trap ENGINE = Memory AS "
            "SELECT peep.text FROM raw_thirdparty.amazon_review AS r CROSS JOIN dwh_dev.peep",
        ],
    )
    house.value("admin", "INSERT INTO raw_thirdparty.amazon_review SELECT * FROM hidden.person WHERE 0")
    assert made.code == DENIED
    assert HIDDEN not in house.ask("transformer", "SELECT * FROM dwh_dev.trap").text


def test_a_foreign_backup_is_not_restored(house):
    """It could name a table of any engine, and a dictionary that runs programs."""
    for source in ("S3('http://127.0.0.1:9/x', 'k', 's')", "File('/x')", "`S3`('http://127.0.0.1:9/x')"):
        assert house.ask("admin", f"RESTORE TABLE a.b FROM {source}").code == DENIED
        with_base = f"RESTORE TABLE a.b FROM Memory('x') SETTINGS base_backup = {source}"
        assert house.ask("admin", with_base).code in (DENIED, 62)


def test_one_of_our_own_that_was_forged_makes_no_table_of_a_file(house):
    house.value("admin", "CREATE TABLE default.kept (x String) ENGINE = Memory")
    house.value("admin", "BACKUP TABLE default.kept TO Disk('backups', 'forged')")
    place = house.server.home / "backups" / "forged"
    table, contents = place / "metadata" / "default" / "kept.sql", place / ".backup"
    forged = f"CREATE TABLE default.kept (`x` String) ENGINE = File('TSV', '{house.secret_file}')"
    size = f"<size>{table.stat().st_size}<"
    assert size in contents.read_text()
    contents.write_text(contents.read_text().replace(size, f"<size>{len(forged)}<"))
    table.write_text(forged)
    house.ask("admin", "RESTORE TABLE default.kept AS default.forged FROM Disk('backups', 'forged')")
    assert CANARY not in house.ask("admin", "SELECT * FROM default.forged").text


@pytest.mark.parametrize("user", RESTRICTED)
def test_nobody_ends_the_statements_of_others(house, user):
    slow = "SELECT sum(sleepEachRow(0.05)) FROM numbers(30) SETTINGS max_block_size = 1"
    answers = []
    victim = threading.Thread(target=lambda: answers.append(house.ask("admin", slow, query_id="victim")))
    victim.start()
    while not int(house.value("admin", "SELECT count() FROM system.processes WHERE query_id = 'victim'")):
        time.sleep(0.02)
    for condition in ("query_id = 'victim'", "1", "query_id IN (SELECT query_id FROM system.processes)"):
        house.ask(user, f"KILL QUERY WHERE {condition} SYNC")
        house.ask(user, f"KILL QUERY WHERE {condition} SYNC", chdb_client_name="admin/victim")
    seen = house.value(user, "SELECT query FROM system.processes FORMAT JSONEachRow")
    victim.join()
    assert answers[0].code == 0
    assert "sleepEachRow" not in seen


@pytest.mark.parametrize("user", RESTRICTED)
def test_system_tables_tell_nothing_of_others(house, user):
    """Every table of `system`, after the administrator has asked for a row that is hidden."""
    house.value("admin", f"SELECT count() FROM hidden.person WHERE text = '{HIDDEN}'")
    house.value("admin", "SYSTEM FLUSH LOGS")
    endless = "'^(numbers|zeros|primes|generate|unicode)'"
    tables = f"SELECT name FROM system.tables WHERE database = 'system' AND NOT match(name, {endless}) FORMAT TSVRaw"
    secrets = (HIDDEN, "hidden", "lake-secret-of-the-test", *PASSWORDS.values())
    for table in house.value("admin", tables).splitlines():
        told = house.ask(user, f"SELECT * FROM system.`{table}` FORMAT JSONEachRow")
        words = [secret for secret in secrets if f'"{secret}"' in told.text or HIDDEN in told.text]
        assert (table, words) == (table, [])


def test_nobody_poses_as_another_one(house):
    for name in ("chdb_client_name", '"chdb\\N_client_name"', "`chdb_client\\x5fname`"):
        assert house.ask("analyst", f"SET {name} = 'admin/x'").code == 115
        assert house.ask("analyst", f"SELECT 1 SETTINGS {name} = 'admin/x'").code == 115
    assert house.ask("analyst", "SELECT 1", chdb_client_name="admin/x").code == 115


@pytest.mark.parametrize(
    "structure",
    [
        "x String DEFAULT file('{secret}')",
        "x String MATERIALIZED (SELECT any(text) FROM hidden.person)",
        "x String) ENGINE = File(TSV, '{made}') --",
        "x String'), (SELECT * FROM hidden.person",
    ],
)
@pytest.mark.parametrize("name", ["ext", "hidden.person", "`) ENGINE = File(TSV, '{made}') --"])
def test_an_external_table_holds_what_was_sent(house, name, structure):
    names = {"secret": house.secret_file, "made": house.outside / "made"}
    name, structure = name.format(**names), structure.format(**names)
    disposition = f'Content-Disposition: form-data; name="{name}"; filename="f"'
    form = f"--B\r\n{disposition}\r\n\r\na\n\r\n--B--\r\n".encode()
    kind = {"Content-Type": "multipart/form-data; boundary=B"}
    table = "`" + name.replace("`", "\\`") + "`"
    sql = f"SELECT * FROM {table}"
    answer = house.ask("loader", sql, headers=kind, body=form, **{f"{name}_structure": structure})
    assert house.harm([answer]) == []


def test_sessions_are_not_shared(house):
    house.value("transformer", "CREATE TEMPORARY TABLE mine (x String)", session_id="s")
    assert house.ask("analyst", "SELECT * FROM mine", session_id="s").code == 60
    assert house.value("transformer", "SELECT count() FROM mine", session_id="s") == "0"


def test_no_password_in_the_query_log(house):
    secrets = [f"secret-in-sql-{number}" for number in range(7)]
    statements = [
        "CREATE NAMED COLLECTION c AS url = 'x', password = '{}'",
        "CREATE NAMED COLLECTION c AS url = 'x', password = '{}' oops",
        "SELECT 1; CREATE NAMED COLLECTION c AS password = '{}'",
        "SELECT * FROM s3('http://127.0.0.1:9/bucket/x', 'key', '{}', 'TSV', 'x String' oops",
        "SELECT * FROM s3('http://127.0.0.1:9/b/x', 'key', '{}', 'TSV', 'x String')",
        "SELECT * FROM mysql('127.0.0.1:9', 'a', 'b', 'u', '{}')",
        "CREATE USER evil IDENTIFIED BY '{}'",
    ]
    for sql, secret in zip(statements, secrets, strict=True):
        house.ask("admin", sql.format(secret))
    house.ask("analyst", "SELECT 'this is logged'")
    house.value("admin", "SYSTEM FLUSH LOGS")
    for table in ("query_log", "query_log_of_process"):
        logged = house.value("admin", f"SELECT * FROM system.{table} FORMAT JSONEachRow")
        assert "this is logged" in logged
        assert [secret for secret in (*secrets, *PASSWORDS.values(), "lake-secret") if secret in logged] == []


def test_nobody_takes_up_a_dropped_table_by_its_uuid(house):
    house.value("admin", "CREATE TABLE hidden.dropped (text String) ENGINE = MergeTree ORDER BY text")
    house.value("admin", f"INSERT INTO hidden.dropped VALUES ('{HIDDEN}')")
    uuid = house.value("admin", "SELECT uuid FROM system.tables WHERE name = 'dropped'")
    house.value("admin", "DROP TABLE hidden.dropped")
    taking = f"ATTACH TABLE dwh_dev.taken UUID '{uuid}' (text String) ENGINE = MergeTree ORDER BY text"
    assert house.ask("transformer", taking).code == DENIED


def test_expressions_run_among_the_values_of_an_insert_and_nowhere_else(house):
    house.value("admin", "CREATE TABLE default.v (n UInt64) ENGINE = Memory")
    asked = "SELECT n FROM format('Values', 'n UInt64', '(1 + (SELECT 1))')"
    for values in ("VALUES (1 + 1)", "FORMAT Values (1 + 1)"):
        house.value("admin", f"INSERT INTO default.v {values}", session_id="values")
        assert house.ask("admin", asked, session_id="values").code == 62
    assert house.value("admin", "SELECT sum(n) FROM default.v", session_id="values") == "4"
