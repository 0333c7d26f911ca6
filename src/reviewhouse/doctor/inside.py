"""How ClickHouse feels inside: what its own system tables say."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.filesize import decimal

from reviewhouse.doctor.findings import Check, Finding, look, ok
from reviewhouse.doctor.words import counted, listed, span
from reviewhouse.errors import QueryFailed
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse

SQL = Path(__file__).parent / "sql"
MOST_PARTS = 300
MOST_MEMORY = 0.8
"""Of the memory that ClickHouse may take."""

LONGEST_QUERY_SECONDS = 600


def checks(settings: Settings, needs: tuple[str, ...]) -> list[Check]:
    questions = {
        "query log": query_log,
        "memory": memory,
        "parts": parts,
        "detached": detached,
        "mutations": mutations,
        "queries": queries,
    }
    return [Check("clickhouse", name, partial(_asked, settings, ask), needs) for name, ask in questions.items()]


def query_log(warehouse: Warehouse) -> Finding:
    [found] = warehouse.rows(SQL / "query_log.sql")
    return ok(f"{counted(found['statements'], 'statement')} within an hour, {found['failed']:,} failed")


def memory(warehouse: Warehouse) -> Finding:
    [found] = warehouse.rows(SQL / "memory.sql")
    used, most = max(found["used"], 0), found["most"]
    text = f"{decimal(used)} used" + (f" of {decimal(most)}" if most else "")
    if most and used > MOST_MEMORY * most:
        return look(text, "Large statements may fail: CLICKHOUSE_MAX_MEMORY allows more.")
    return ok(text)


def parts(warehouse: Warehouse) -> Finding:
    found = warehouse.rows(SQL / "parts.sql")
    if not found:
        return ok("none yet")
    worst = found[0]
    table = f"{worst['database']}.{worst['table']}"
    if worst["parts"] > MOST_PARTS:
        return look(
            f"{worst['parts']:,} in one partition of {table}",
            f"Merges fall behind: load fewer, larger files; `optimize table {table}` merges now.",
        )
    return ok(f"at most {worst['parts']:,} in a partition")


def detached(warehouse: Warehouse) -> Finding:
    found = warehouse.rows(SQL / "detached.sql")
    if not found:
        return ok("no broken or detached parts")
    named = [f"{row['database']}.{row['table']} ({row['parts']}, {row['reason'] or 'by hand'})" for row in found]
    return look(
        f"parts taken out of {listed(named)}",
        "Their rows are not read: see system.detached_parts, then attach them, or load the files anew and drop them.",
    )


def mutations(warehouse: Warehouse) -> Finding:
    found = warehouse.rows(SQL / "stuck_mutations.sql")
    if not found:
        return ok("none stuck")
    first = found[0]
    table = f"{first['database']}.{first['table']}"
    why = f": {first['latest_fail_reason'][:200]}" if first["latest_fail_reason"] else ""
    return look(
        f"{counted(len(found), 'mutation')} stuck, on {table} for {span(first['seconds'])}{why}",
        f"Mend the reason, or `kill mutation where mutation_id = '{first['mutation_id']}'`.",
    )


def queries(warehouse: Warehouse) -> Finding:
    [found] = warehouse.rows(SQL / "running.sql")
    if found["longest"] > LONGEST_QUERY_SECONDS:
        return look(
            f"{counted(found['statements'], 'statement')} at work, one for {span(found['longest'])}",
            "`show processlist` names it, `kill query where query_id = …` ends it.",
        )
    return ok(f"{found['statements']:,} at work")


def _asked(settings: Settings, ask: Callable[[Warehouse], Finding]) -> Finding:
    """What only an administrator sees: a server may keep it to itself, and works all the same."""
    with Warehouse(settings) as warehouse:
        try:
            return ask(warehouse)
        except QueryFailed as error:
            text = error.text.splitlines()[0][:200]
            return look(f"cannot be seen ({text})", f"Let {settings.clickhouse_user} read system.*, or look there.")
