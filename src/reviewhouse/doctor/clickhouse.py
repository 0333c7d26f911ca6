"""ClickHouse: address, login and tables."""

from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path

from reviewhouse.doctor import certificate, inside, rights, web
from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.stack import ANEW, needed_by
from reviewhouse.doctor.words import listed, span
from reviewhouse.feeds import FEEDS, RAW_DATABASE
from reviewhouse.settings import Settings
from reviewhouse.warehouse import Warehouse

SQL = Path(__file__).parent / "sql"
ENGINE_PACKAGE = "chdb-core"
"""Its version is the version of ClickHouse that we test with."""

LOGIN, TABLES = "clickhouse login", "clickhouse tables"
RAW_TABLES = (*(feed.raw_table for feed in FEEDS), "file_load", "quarantine", "current_load")
MAKE_TABLES = "Launch the jobs init_databases and init_tables in Dagster, or `make run`."


def checks(settings: Settings) -> list[Check]:
    reached, admitted = ("clickhouse address",), (LOGIN,)
    here = needed_by("clickhouse", settings)
    return [
        Check("clickhouse", "address", lambda: address(settings), here, "ClickHouse is not reachable"),
        *certificate.checks(settings, reached),
        Check("clickhouse", "login", lambda: login(settings), reached, "ClickHouse does not let us in"),
        Check("clickhouse", "tables", lambda: tables(settings), admitted, "the tables are not there"),
        *rights.checks(settings, (*admitted, TABLES)),
        *inside.checks(settings, admitted),
    ]


def address(settings: Settings) -> Finding:
    place = f"{settings.clickhouse_host}:{settings.clickhouse_port}"
    scheme = "https" if settings.clickhouse_secure else "http"
    try:
        answer = web.get(f"{scheme}://{place}/ping", settings.clickhouse_ca_certificate)
    except (OSError, HTTPException) as error:
        why = web.reason(error) if isinstance(error, OSError) else "it speaks no HTTP"
        if "certificate" in why:
            return broken(f"{place}: {why}", "Set CLICKHOUSE_CA_CERTIFICATE in .env to the authority that signed it.")
        if "TLS" in why:
            return broken(
                f"{place} answers, but {why}", "Set CLICKHOUSE_SECURE=false in .env, or the port that has TLS."
            )
        if "clickhouse" in settings.parts:
            log = settings.reviewhouse_home / "logs" / "clickhouse.log"
            return broken(f"{place} does not answer ({why})", f"Its log: {log}. {ANEW}.")
        return broken(
            f"{place} does not answer ({why})",
            "Check CLICKHOUSE_HOST, CLICKHOUSE_PORT and CLICKHOUSE_SECURE in .env, and this machine's network.",
        )
    if answer.status != 200 or answer.body.strip() != b"Ok.":
        return broken(
            f"{place} answers {scheme} with {answer.status}, but not as ClickHouse does",
            "Check CLICKHOUSE_HOST, CLICKHOUSE_PORT and CLICKHOUSE_SECURE in .env: another server listens there.",
        )
    return ok(f"{scheme}://{place} answers")


def login(settings: Settings) -> Finding:
    """Raises WarehouseError where the user or the password is refused."""
    with Warehouse(settings) as warehouse:
        [found] = warehouse.rows(SQL / "version.sql")
    text = f"{settings.clickhouse_user}; version {found['version']}, up for {span(found['uptime'])}"
    tested = ".".join(version(ENGINE_PACKAGE).split(".")[:2])
    if not found["version"].startswith(f"{tested}."):
        return look(text, f"We test with {tested}: bring the server there where you can.")
    return ok(text)


def tables(settings: Settings) -> Finding:
    """Whether the databases and the tables of bronze are there."""
    with Warehouse(settings) as warehouse:
        databases = {row["name"] for row in warehouse.rows(SQL / "databases.sql")}
        there = {row["name"] for row in warehouse.rows(SQL / "tables.sql", {"database": RAW_DATABASE})}
    missing = [name for name in (RAW_DATABASE, settings.warehouse_database) if name not in databases]
    if missing:
        return broken(f"no database {' and no '.join(missing)}", MAKE_TABLES)
    missing = [name for name in RAW_TABLES if name not in there]
    if missing:
        return broken(f"{RAW_DATABASE} lacks {listed(missing)}", MAKE_TABLES)
    return ok(f"{len(RAW_TABLES)} in {RAW_DATABASE}; {settings.warehouse_database} is there")
