"""ClickHouse: connect, and run statement files with bound values."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError, OperationalError

from reviewhouse.errors import QueryFailed, WarehouseError
from reviewhouse.settings import Settings
from reviewhouse.sql import identifier, statement

logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)  # what it logs as errors, we raise in clear words

AUTHENTICATION_FAILED = 516
NOT_THERE = (81, 60)
"""UNKNOWN_DATABASE, UNKNOWN_TABLE"""

UNKNOWN_COLUMN = 47


class Warehouse:
    """A connection to ClickHouse over HTTP, one per thread. Raises WarehouseError with a next step.

    `user` is one of users.toml; the user of CLICKHOUSE_USER serves where that one has no password in `.env`.
    """

    def __init__(self, settings: Settings, user: str = "") -> None:
        name, password = settings.login(user)
        certificate = settings.clickhouse_ca_certificate
        self.address = f"{settings.clickhouse_host}:{settings.clickhouse_port}"
        with _clear_errors(self.address):
            self.client: Client = clickhouse_connect.get_client(
                host=settings.clickhouse_host,
                port=settings.clickhouse_port,
                username=name,
                password=password.get_secret_value(),
                secure=settings.clickhouse_secure,
                ca_cert=str(certificate) if certificate else None,
                connect_timeout=5,
                send_receive_timeout=3600,
                autogenerate_session_id=False,  # no state between statements: none of ours needs any
            )

    def command(self, path: Path, values: dict[str, Any] | None = None, **names: object) -> dict[str, str]:
        """Run a statement without a result; ClickHouse's summary of it (`read_rows`, `written_rows`, …)."""
        with _clear_errors(self.address):
            answer = self.client.command(statement(path, **names), parameters=values)
        return getattr(answer, "summary", {})

    def rows(self, path: Path, values: dict[str, Any] | None = None, **names: object) -> list[dict[str, Any]]:
        """Run a query; its rows as dictionaries by column name."""
        with _clear_errors(self.address):
            return list(self.client.query(statement(path, **names), parameters=values).named_results())

    def insert(self, database: str, table: str, rows: list[dict[str, Any]]) -> None:
        """Insert rows of the same columns, on disk when this returns."""
        columns: Sequence[str] = list(rows[0])
        with _clear_errors(self.address):
            self.client.insert(
                table,
                [list(row.values()) for row in rows],
                column_names=columns,
                database=database,
                settings={"async_insert": 0, "wait_end_of_query": 1},
            )

    def insert_text(
        self, database: str, table: str, text_format: str, pieces: Iterator[bytes], settings: dict[str, Any]
    ) -> None:
        """Insert rows in one of ClickHouse's formats, piece by piece as they come."""
        with _clear_errors(self.address):
            self.client.raw_insert(
                f"{identifier(database)}.{identifier(table)}",
                None,
                pieces,
                {**settings, "wait_end_of_query": 1},
                text_format,
            )

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _clear_errors(address: str) -> Iterator[None]:
    try:
        yield
    except ClickHouseError as error:
        raise _explain(error, address) from None


def _explain(error: ClickHouseError, address: str) -> WarehouseError:
    code = getattr(error, "code", None) or 0
    text = _first_line(str(error))
    if code == AUTHENTICATION_FAILED:
        return WarehouseError(
            f"ClickHouse at {address} refuses the user or the password. "
            "Check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD in .env."
        )
    if code in NOT_THERE:
        return QueryFailed(code, f"{text} Run the jobs init_databases and init_tables, or `make run`.")
    if isinstance(error, DatabaseError) and code:
        return QueryFailed(code, text)
    if isinstance(error, OperationalError) and not code:
        return WarehouseError(
            f"ClickHouse at {address} cannot be reached. "
            "Start it with `make up`, or check CLICKHOUSE_HOST and CLICKHOUSE_PORT in .env."
        )
    return WarehouseError(text)


def _first_line(text: str) -> str:
    """ClickHouse's message without the client's preface, the version and any trace."""
    text = text[max(text.find("DB::Exception: "), 0) :].removeprefix("DB::Exception: ")
    return text.split(" (version ")[0].split("\n\n")[0].strip()
