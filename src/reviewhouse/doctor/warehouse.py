"""How far the files have come: into the ledger, and into the marts."""

import json
from datetime import UTC

from reviewhouse.doctor.clickhouse import SQL, TABLES
from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.lake import BUCKET
from reviewhouse.doctor.words import counted, listed, since, span
from reviewhouse.errors import QueryFailed
from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.ingest import SQL as INGEST_SQL
from reviewhouse.ingest.built import unbuilt_loads
from reviewhouse.ingest.ledger import file_states
from reviewhouse.lake import Lake
from reviewhouse.settings import Settings
from reviewhouse.sql import identifier
from reviewhouse.transform import MANIFEST
from reviewhouse.warehouse import NOT_THERE, Warehouse

PATIENCE_SECONDS = 900
"""How long a file may wait for its load, or a load for its build, before it is worth a look."""


def checks(settings: Settings) -> list[Check]:
    return [
        Check("warehouse", "files", lambda: files(settings), (BUCKET, TABLES)),
        Check("warehouse", "build", lambda: build(settings), (TABLES,)),
        Check("warehouse", "marts", lambda: marts(settings), (TABLES,)),
    ]


def files(settings: Settings) -> Finding:
    """What the ledger says of the files in the lake."""
    with Warehouse(settings) as warehouse:
        lake = Lake(settings)
        states = [state for feed in FEEDS for state in file_states(warehouse, lake, feed)]
    failed = [state.file.key for state in states if state.status == "failed"]
    waiting = [state for state in states if state.status == "pending"]
    loaded = f"{len(states) - len(failed) - len(waiting):,} loaded"
    if failed:
        return look(
            f"{loaded}, {len(failed):,} failed: {listed(failed, most=1)}",
            "`reviewhouse files` shows why: mend what is wrong and upload it again.",
        )
    late = [state for state in waiting if since(state.file.last_modified) > PATIENCE_SECONDS]
    if late:
        oldest = late[0]
        found = f"{loaded}, {len(waiting):,} waiting, {oldest.file.key} for {span(since(oldest.file.last_modified))}"
        if oldest.error:
            return look(found, "`reviewhouse files` shows why; it is tried again by itself.")
        return look(found, "Turn on the sensors in Dagster under Automation, or look there at what holds them up.")
    return ok(loaded + (f", {len(waiting):,} waiting" if waiting else ""))


def build(settings: Settings) -> Finding:
    """Whether the marts have seen every load, and when they were last built."""
    with Warehouse(settings) as warehouse:
        unbuilt = unbuilt_loads(warehouse, settings.warehouse_database)
        built = _last_build(warehouse, settings)
    last = f"built {span(since(built))} ago" if built else "never built"
    if not unbuilt:
        return ok(f"all loads are in the marts, {last}" if built else "nothing is loaded, so there is nothing to build")
    waited = since(unbuilt[0].loaded_at)
    found = f"{counted(len(unbuilt), 'load')} not in the marts, the oldest for {span(waited)}; {last}"
    if waited > PATIENCE_SECONDS:
        return look(found, "Look in Dagster at the runs of build_marts, and whether build_marts_sensor is on.")
    return ok(found)


def marts(settings: Settings) -> Finding | None:
    """Whether every mart that dbt describes is there; no question before the first build."""
    if not MANIFEST.exists():
        return None
    with Warehouse(settings) as warehouse:
        there = {row["name"] for row in warehouse.rows(SQL / "tables.sql", {"database": settings.warehouse_database})}
        has_loads = bool(warehouse.rows(INGEST_SQL / "current_loads.sql", database=identifier(RAW_DATABASE)))
    nodes = json.loads(MANIFEST.read_text())["nodes"].values()
    wanted = [node["name"] for node in nodes if node["resource_type"] == "model" and node["name"].startswith("mrt_")]
    missing = [name for name in wanted if name not in there]
    if not missing:
        return ok(f"all {len(wanted)} are there")
    if len(missing) == len(wanted):
        how = "They are built once files are loaded: `reviewhouse wait` says how far that is."
        return look("none yet", how if has_loads else "`make run` brings files and builds them.")
    found = f"{settings.warehouse_database} lacks {listed(missing)}"
    return broken(found, "Launch the job build_marts in Dagster: it builds all of them.")


def _last_build(warehouse: Warehouse, settings: Settings):
    try:
        [row] = warehouse.rows(SQL / "last_build.sql", marts=identifier(settings.warehouse_database))
    except QueryFailed as error:
        if error.code in NOT_THERE:
            return None
        raise
    built_at = row["built_at"].replace(tzinfo=UTC)
    return built_at if built_at.timestamp() else None
