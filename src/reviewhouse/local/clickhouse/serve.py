"""The life of the process: listen, open the data folder, answer until told to stop, close."""

import logging
import signal
import sys
from types import FrameType

import uvicorn

from reviewhouse.errors import SettingsError
from reviewhouse.local.clickhouse.app import application
from reviewhouse.local.clickhouse.auth import Account, Authenticator
from reviewhouse.local.clickhouse.connections import Protocol
from reviewhouse.local.clickhouse.engine import Engine, set_environment
from reviewhouse.local.clickhouse.listening import certificate_and_key, listen
from reviewhouse.local.clickhouse.metrics import Metrics
from reviewhouse.local.clickhouse.queries import Queries
from reviewhouse.settings import RESTRICTED_USERS, Settings
from reviewhouse.users import ADMIN, users

_GRACE_SECONDS = 10
"""How long statements may go on once the process is told to stop."""

_KEEP_ALIVE_SECONDS = 60


def serve(settings: Settings) -> None:
    """Answer on `clickhouse_host` and `clickhouse_port` until SIGTERM or SIGINT, which end the process with status 0.

    Raises SettingsError where it would be open to others without a password, StackError where it cannot start.
    """
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    logins = _logins(settings)
    certificate, key = certificate_and_key(settings) if settings.clickhouse_secure else (None, None)
    listener = listen(settings)
    set_environment(settings)
    engine = Engine(settings.reviewhouse_home / "clickhouse", settings.clickhouse_user)
    queries = Queries(engine, Authenticator(logins))
    logging.getLogger("uvicorn.error").addFilter(_is_no_broken_off_answer)
    config = uvicorn.Config(
        application(queries, Metrics(engine)),
        # not uvloop: it closes the descriptor of a pipe twice, and the engine's threads open files in between
        loop="asyncio",
        http=Protocol,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        # an address that a client gives itself would get around the slowing down of failed logins
        proxy_headers=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    print(f"ClickHouse {engine.version} answers on {settings.clickhouse_host}:{settings.clickhouse_port}.", flush=True)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        queries.close()
        engine.close()


def _logins(settings: Settings) -> list[Account]:
    if settings.clickhouse_user in RESTRICTED_USERS:
        raise SettingsError(
            "CLICKHOUSE_USER names the administrator of the ClickHouse on this machine, and "
            f"{settings.clickhouse_user} is another user. Set it to admin."
        )
    rights = users(settings)
    return [
        Account(name, password.get_secret_value(), rights[name if name in RESTRICTED_USERS else ADMIN])
        for name, password in settings.clickhouse_logins.items()
    ]


def _leave(_number: int, _frame: FrameType | None) -> None:
    # uvicorn raises the signal again when it has stopped, and this then ends the process
    sys.exit(0)


def _is_no_broken_off_answer(record: logging.LogRecord) -> bool:
    """An answer that an error cuts short is left without its end on purpose (Reply.break_off)."""
    return "without completing response" not in record.getMessage()
