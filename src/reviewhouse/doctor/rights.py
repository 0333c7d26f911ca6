"""The users of ClickHouse beside the administrator: let in, and allowed what they need and no more.

Each right is tried with a statement that changes nothing when it is allowed: it reads, or writes, no row.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reviewhouse.doctor.findings import Check, Finding, broken, ok
from reviewhouse.doctor.words import listed
from reviewhouse.errors import QueryFailed, WarehouseError
from reviewhouse.feeds import RAW_DATABASE
from reviewhouse.settings import Settings
from reviewhouse.sql import identifier
from reviewhouse.warehouse import NOT_THERE, Warehouse

SQL = Path(__file__).parent / "sql"
DENIED = (497, 164)
"""ACCESS_DENIED, READONLY"""


@dataclass(frozen=True)
class Rights:
    """Statement files that a user's work needs, and those that must be refused; the words are for people."""

    may: dict[str, str]
    may_not: dict[str, str]


READS_MARTS = {"read_marts": "read the marts"}
READS_BRONZE = {"read_bronze": "read bronze"}
WRITES_MARTS = {"write_marts": "write the marts"}
WRITES_LEDGER = {"write_ledger": "write the ledger"}
READER = Rights(may=READS_MARTS, may_not=READS_BRONZE | WRITES_MARTS | WRITES_LEDGER)
RIGHTS = {
    "loader": Rights(may=READS_BRONZE | WRITES_LEDGER, may_not=WRITES_MARTS),
    "transformer": Rights(may=READS_BRONZE | WRITES_MARTS, may_not=WRITES_LEDGER),
    "analyst": READER,
    "dashboard": READER,
}


def checks(settings: Settings, needs: tuple[str, ...]) -> list[Check]:
    """One for each user that has a password in the settings."""
    return [
        Check("clickhouse", name, partial(rights, settings, name), needs)
        for name in settings.clickhouse_logins
        if name in RIGHTS and name != settings.clickhouse_user
    ]


def rights(settings: Settings, name: str) -> Finding:
    wanted = RIGHTS[name]
    try:
        warehouse = Warehouse(settings, name)
    except WarehouseError:
        return broken(
            "ClickHouse refuses the user or the password",
            f"Check CLICKHOUSE_{name.upper()}_PASSWORD in .env; `make down up` makes it known to the local server.",
        )
    with warehouse:
        lacking = [words for path, words in wanted.may.items() if _is_allowed(warehouse, settings, path) is False]
        excess = [words for path, words in wanted.may_not.items() if _is_allowed(warehouse, settings, path)]
    if excess:
        return broken(
            f"may {listed(excess)}, and should not", f"Take the right from {name}: users.toml has the grants."
        )
    if lacking:
        return broken(f"may not {listed(lacking)}", f"Give the right to {name}: users.toml has the grants.")
    return ok(f"may {listed(list(wanted.may.values()))}, no more")


def _is_allowed(warehouse: Warehouse, settings: Settings, name: str) -> bool | None:
    """None where the table is not there yet. Raises QueryFailed where ClickHouse refuses for another reason."""
    names = {"raw": identifier(RAW_DATABASE), "marts": identifier(settings.warehouse_database)}
    try:
        warehouse.command(SQL / f"{name}.sql", **names)
    except QueryFailed as error:
        if error.code in DENIED:
            return False
        if error.code in NOT_THERE:
            return None
        raise
    return True
