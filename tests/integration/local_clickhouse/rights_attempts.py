"""Ways around the rights that somebody might try, each with the statement that would show that it worked.

In the statements SECRET is the path of a file that nobody may read, NEW one that must not appear.
"""

from dataclasses import dataclass, field

EVERYBODY = ("analyst", "dashboard", "loader", "transformer", "admin")
RESTRICTED = EVERYBODY[:-1]
READERS = EVERYBODY[:2]
_READ_HIDDEN = "SELECT * FROM hidden.person"
_VIEW = "CREATE OR REPLACE VIEW dwh_dev.peep (text String) AS SELECT text FROM hidden.person"
_OLD = "INSERT INTO dwh_dev.{0} VALUES (1, 'old', toDateTime(1000))"
_TABLE = "CREATE OR REPLACE TABLE dwh_dev.{0} (id UInt64, text String, at DateTime) ENGINE = MergeTree ORDER BY id"


@dataclass
class Attempt:
    """Statements of one session. `sees` are secrets that this user may read anyway."""

    users: tuple[str, ...]
    statements: list[str]
    parameters: dict[str, str] = field(default_factory=dict)


def _each(users: tuple[str, ...], *statements: str) -> list[Attempt]:
    return [Attempt(users, [sql]) for sql in statements]


FILES_READ = _each(
    EVERYBODY,
    "SELECT file('SECRET')",
    "SELECT arrayMap(x -> file(x), ['SECRET'])",
    "SELECT * FROM file('SECRET', 'TSV', 'x String')",
    "SELECT * FROM `file`('SECRET')",
    "SELECT * FROM url('file://SECRET', 'TSV', 'x String')",
    "SELECT * FROM url('SECRET', 'TSV', 'x String') SETTINGS url_base = 'file:///'",
    "SELECT * FROM filesystem('SECRET')",
    "SELECT * FROM `SECRET`",
    "SELECT * FROM default.`SECRET`",
    "SELECT * FROM _overlay.`SECRET`",
    "SELECT * FROM remote('127.0.0.1', view(SELECT * FROM file('SECRET', 'TSV', 'x String')))",
    "SELECT 1 FORMAT Template SETTINGS format_template_row = 'SECRET'",
    "SELECT * FROM format('Protobuf', 'x') SETTINGS format_schema = 'SECRET', format_schema_source = 'file'",
    "SELECT * FROM executable('cat SECRET', 'TSV', 'x String')",
    "SELECT * FROM `exec\\Nutable`('cat SECRET', 'TSV', 'x String')",
    "SELECT * FROM eval('SELECT * FROM file(\\'SECRET\\')') SETTINGS allow_experimental_eval_table_function = 1",
    "SELECT * FROM python(settings)",
    "SELECT * FROM `pyth\\Non`(settings)",
)
FILES_MADE = [
    *_each(
        EVERYBODY,
        "SELECT 1 INTO OUTFILE 'NEW'",
        "EXPLAIN SELECT 1 AS insert INTO OUTFILE 'NEW'",
        "DESCRIBE (SELECT 1) INTO/**/OUTFILE 'NEW'",
        "SHOW DATABASES INTO\u00a0OUTFILE 'NEW'",
        "INSERT INTO FUNCTION file('NEW', 'TSV', 'x String') VALUES ('a')",
        "SELECT * FROM sqlite('NEW', 'x')",
        "SELECT * FROM `sql\\Nite`('NEW', 'x')",
        "SELECT TOP 1$$ $$, * FROM sqlite('NEW', 'x') WHERE 'a' != $$ $$",
        "SELECT 1 /* /* */ ' */, * FROM sqlite('NEW', 'x') -- '",
        "WITH x AS (SELECT 1) SELECT * FROM x AS insert INTO OUTFILE 'NEW'",
        "EXPLAIN /* /* */ ' */ SELECT 1 INTO OUTFILE 'NEW' -- '",
        "INSERT INTO FUNCTION sqlite('NEW', 'x') VALUES (1)",
        "SELECT 1 AS x FORMAT Protobuf SETTINGS output_format_schema = 'NEW'",
        "SELECT * FROM format('CSV', 'x UInt8', 'a\n1\n') "
        "SETTINGS input_format_record_errors_file_path = 'NEW', input_format_allow_errors_num = 9",
        "SELECT 1 SETTINGS additional_result_filter = '1 IN (SELECT count() FROM sqlite(\\'NEW\\', \\'x\\'))'",
        "SELECT * FROM dwh_dev.mrt_review LIMIT 1 SETTINGS additional_table_filters = "
        "{'dwh_dev.mrt_review': '1 IN (SELECT count() FROM sqlite(\\'NEW\\', \\'x\\'))'}",
        "BACKUP TABLE dwh_dev.mrt_review TO File('NEW')",
        "BACKUP TABLE dwh_dev.mrt_review TO Disk('backups', '../../outside/x')",
        "BACKUP TABLE dwh_dev.mrt_review TO Disk('default', 'NEW')",
        "SYSTEM JEMALLOC FLUSH PROFILE",
        "ALTER TABLE dwh_dev.mrt_review FREEZE WITH NAME '../../../outside/x'",
        "CREATE TEMPORARY TABLE t (x String) ENGINE = MergeTree ORDER BY x "
        "SETTINGS disk = disk(type = 'local', path = 'NEW/')",
    ),
    *_each(
        READERS,
        "SELECT * FROM format('Values', 'x String', $$((SELECT count() FROM sqlite('NEW', 'x')))$$)",
        "SELECT * FROM format('Values', 'x String', $$((SELECT count() FROM sqlite('NEW', 'x')))$$) "
        "SETTINGS input_format_values_interpret_expressions = 1",
    ),
    Attempt(
        EVERYBODY,
        ["CREATE TEMPORARY TABLE insert (x String)", "DESCRIBE insert INTO OUTFILE 'NEW'"],
    ),
    Attempt(EVERYBODY, ["SHOW TABLES FROM system INTO OUTFILE 'NEW'", "EXISTS insert INTO OUTFILE 'NEW'"]),
]
ENGINES = [
    *(
        Attempt(
            ("transformer", "admin"),
            [
                "DROP TABLE IF EXISTS dwh_dev.at_files SYNC",
                f"CREATE TABLE dwh_dev.at_files {definition}",
                "SELECT * FROM dwh_dev.at_files",
            ],
        )
        for definition in (
            "(x String) ENGINE = File(TSV, 'SECRET')",
            "(x String) ENGINE = \"Fi\\Nle\"(TSV, 'SECRET')",
            "(x String) ENGINE = URL('file://SECRET', 'TSV')",
            "(x String) ENGINE = FileLog('SECRET', 'TSV')",
            "(x String) ENGINE = EmbeddedRocksDB(0, 'NEW') PRIMARY KEY x",
            "(x String) ENGINE = SQLite('NEW', 'x')",
            "(x String) ENGINE = Executable('cat SECRET', 'TSV')",
            "(x String) AS file('SECRET', 'TSV')",
            "(x String) AS url('file://SECRET', 'TSV')",
            "(x String) ENGINE = MergeTree ORDER BY x SETTINGS disk = disk(type = 'local', path = 'NEW/')",
            "(x String) ENGINE = MergeTree ORDER BY x SETTINGS `disk` = `di\\Nsk`(type = 'local', path = 'NEW/')",
            "(x String DEFAULT file('SECRET')) ENGINE = Memory",
        )
    ),
    *(
        Attempt(
            ("admin",),
            [
                "DROP DATABASE IF EXISTS of_files",
                f"CREATE DATABASE of_files ENGINE = {engine}",
                "SHOW TABLES FROM of_files",
            ],
        )
        for engine in (
            "Filesystem('NEW')",
            "SQLite('NEW')",
            "Backup('x', File('NEW'))",
            "Atomic SETTINGS disk = disk(type = 'local', path = 'NEW/')",
        )
    ),
    *(
        Attempt(
            ("admin",),
            [
                "DROP DICTIONARY IF EXISTS default.of_files",
                "CREATE DICTIONARY default.of_files (x String, y String) PRIMARY KEY x "
                f"SOURCE({source}) LAYOUT(COMPLEX_KEY_DIRECT())",
                "SELECT * FROM dictionary('default.of_files')",
            ],
        )
        for source in (
            "FILE(PATH 'SECRET' FORMAT 'TSV')",
            "EXECUTABLE(COMMAND 'cat SECRET' FORMAT 'TSV')",
            "`EXECUT\\NABLE`(COMMAND 'touch NEW' FORMAT 'TSV')",
            "HTTP(URL 'file://SECRET' FORMAT 'TSV')",
            "CLICKHOUSE(QUERY 'SELECT x, x FROM file(\\'SECRET\\', \\'TSV\\', \\'x String\\')')",
            "CLICKHOUSE(QUERY 'SELECT file(\\'SECRET\\') AS x, x AS y')",
        )
    ),
    *(
        Attempt(
            ("admin",),
            [
                *setting,
                f"CREATE OR REPLACE VIEW default.of_files (x String) {security} AS "
                "SELECT * FROM file('SECRET', 'TSV', 'x String')",
                "SELECT * FROM default.of_files",
            ],
        )
        for setting, security in (
            ([], ""),
            ([], "SQL SECURITY NONE"),
            ([], "DEFINER = default SQL SECURITY DEFINER"),
            (["SET default_normal_view_sql_security = 'NONE'"], ""),
        )
    ),
]
ROLES = [
    Attempt(RESTRICTED, [way, _READ_HIDDEN])
    for way in (
        "SET ROLE admin",
        "SET/**/ROLE\u00a0ALL",
        "SET ROLE DEFAULT",
        "SET ROLE ALL EXCEPT analyst",
        "SET DEFAULT ROLE admin TO default",
        "-- \n#! x\n SET ROLE admin;",
        # where a comment, a number or a text ends is what a guard may see in another way than the engine
        "/* /* */ ' */ SET ROLE admin -- '",
        "SET /* /* /* */ */ ' */ ROLE admin -- '",
        "SET // '\n ROLE admin -- '",
        "SET //'\n ROLE admin -- '",
        "SET # '\n ROLE admin -- '",
        "SET -- '\r\n ROLE admin -- '",
        "SET /*/ ' */ ROLE admin -- '",
        "EXECUTE AS default",
        "EXECUTE AS default SELECT * FROM hidden.person",
        "SET profile = 'admin'",
        "SET profile = 'default'",
        "SET chdb_client_name = 'admin/x'",
        "GRANT admin TO default",
        "GRANT ALL ON *.* TO default",
        "CREATE USER evil IDENTIFIED WITH no_password",
        "SET dialect = 'kusto'",
    )
] + [Attempt(RESTRICTED, [_READ_HIDDEN], {name: "admin"}) for name in ("role", "profile", "quota_key")]
READS = [
    Attempt(RESTRICTED, [f"{way}", "SELECT * FROM got"])
    for way in (
        "SELECT * FROM merge('hidden', '.*')",
        "SELECT * FROM loop('hidden', 'person')",
        "SELECT * FROM remote('127.0.0.1', 'hidden', 'person')",
        "SELECT * FROM viewIfPermitted(SELECT text FROM hidden.person ELSE null('text String'))",
        "SELECT * FROM mergeTreeIndex('hidden', 'person')",
        "SELECT * FROM eval('SELECT * FROM hidden.person') SETTINGS allow_experimental_eval_table_function = 1",
        "SELECT * FROM dwh_dev.mrt_review LIMIT 1 SETTINGS additional_table_filters = "
        "{'dwh_dev.mrt_review': 'throwIf((SELECT any(text) FROM hidden.person) != \\'\\') = 0'}",
        "SELECT 1 SETTINGS additional_result_filter = 'throwIf((SELECT count() FROM hidden.person) > 0, \\'x\\')'",
        "CREATE TEMPORARY TABLE got AS SELECT * FROM hidden.person",
        "CREATE TEMPORARY TABLE got (x String DEFAULT (SELECT any(text) FROM hidden.person))",
        "WITH got AS (SELECT * FROM hidden.person) SELECT * FROM got",
        "SELECT joinGet('hidden.person', 'text', toUInt64(1))",
        "SELECT * FROM {t:Identifier}",
    )
]
for one in READS:
    one.parameters["param_t"] = "hidden.person"

LATER = [
    Attempt(("transformer",), [_VIEW, *(sql.format("later") for sql in (_TABLE, _OLD)), *way, _END])
    for _END in ("SELECT count() AS kept, any(text) FROM dwh_dev.later",)
    for way in (
        ["ALTER TABLE dwh_dev.later UPDATE text = (SELECT any(text) FROM dwh_dev.peep) WHERE 1"],
        ["ALTER TABLE dwh_dev.later UPDATE text = (SELECT any(text) FROM hidden.person) WHERE 1"],
        [
            "SET mutations_execute_subqueries_on_initiator = 0",
            "ALTER TABLE dwh_dev.later UPDATE text = (SELECT any(text) FROM dwh_dev.peep) WHERE 1",
        ],
        ["INSERT INTO dwh_dev.later SELECT 1, text, now() FROM dwh_dev.peep"],
        ["CREATE OR REPLACE TABLE dwh_dev.later ENGINE = Memory AS SELECT * FROM dwh_dev.peep"],
        ["ALTER TABLE dwh_dev.later ATTACH PARTITION tuple() FROM hidden.person"],
        ["EXCHANGE TABLES dwh_dev.later AND hidden.person"],
        ["DROP TABLE dwh_dev.later", "RENAME TABLE hidden.person TO dwh_dev.later"],
        ["DROP TABLE dwh_dev.later", "CREATE TABLE dwh_dev.later CLONE AS hidden.person"],
        ["DROP TABLE dwh_dev.later", "CREATE TABLE dwh_dev.later (text String) AS merge('hidden', '.*')"],
        ["DROP TABLE dwh_dev.later", "CREATE TABLE dwh_dev.later (text String) ENGINE = Merge('hidden', '.*')"],
        ["DROP TABLE dwh_dev.later", "CREATE TABLE dwh_dev.later (text String) ENGINE = Alias('hidden', 'person')"],
    )
]
ORACLES = [
    "TTL at WHERE (SELECT count() FROM dwh_dev.peep) = 1",
    "TTL at WHERE 'x' NOT IN dwh_dev.peep",
    "TTL at WHERE 'x' NOT IN (SELECT text FROM dwh_dev.peep)",
    "TTL at WHERE notIn('x', dwh_dev.peep)",
    "TTL at WHERE (FROM dwh_dev.peep SELECT count()) = 1",
]
"""Rules by which a table of the transformer's own would lose its rows if the engine asked the view in nobody's name."""

ATTEMPTS = {
    "files_read": FILES_READ,
    "files_made": FILES_MADE,
    "engines": ENGINES,
    "roles": ROLES,
    "reads": READS,
    "later": LATER,
}
