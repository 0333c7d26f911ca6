"""The query log, kept over restarts: the engine's own begins anew with each process.

A view takes what the engine logs into a table of ours, with the query_id, the user and the text that the client knows;
`system.query_log` shows that table.
"""

from pathlib import Path
from typing import Any

from reviewhouse.local.clickhouse.access import OWNER_SETTING
from reviewhouse.sql import literal, statement

DATABASE = "logs"
DAYS_KEPT = 30
_SQL = Path(__file__).parent / "sql"
_STEPS = ("make_query_log", "feed_query_log", "show_query_log", "show_processes")


def keep(connection: Any, administrator: str) -> None:
    """Begin to keep the log. Where a newer engine logs other columns, what was kept goes on under another name."""
    connection.query("SYSTEM FLUSH LOGS query_log_of_process, part_log")  # makes the tables
    if _columns(connection, "query_log") not in ([], _columns(connection, "query_log_of_process")):
        taken = connection.query(f"SELECT count() FROM system.tables WHERE database = '{DATABASE}'", "TSV").bytes()
        connection.query(f"RENAME TABLE {DATABASE}.query_log TO {DATABASE}.query_log_{int(taken)}")
    connection.query(f"DROP VIEW IF EXISTS {DATABASE}.query_log_feed SYNC")
    for name in _STEPS:
        connection.query(
            statement(
                _SQL / f"{name}.sql",
                database=DATABASE,
                days=DAYS_KEPT,
                owner_setting=literal(OWNER_SETTING),
                administrator=literal(administrator),
            )
        )


def _columns(connection: Any, table: str) -> list[bytes]:
    found = connection.query(
        "SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}",
        "TSV",
        params={"database": DATABASE if table == "query_log" else "system", "table": table},
    )
    return sorted(found.bytes().splitlines())
