"""The life of the process: listen, open the data folder, answer until told to stop, close."""

import ipaddress
import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn

from reviewhouse.errors import SettingsError, StackError
from reviewhouse.local.clickhouse.app import application
from reviewhouse.local.clickhouse.auth import Authenticator, Login
from reviewhouse.local.clickhouse.early_head import Protocol
from reviewhouse.local.clickhouse.engine import Engine, set_environment
from reviewhouse.local.clickhouse.queries import Queries
from reviewhouse.settings import RESTRICTED_USERS, Settings
from reviewhouse.users import ADMIN, users

_GRACE_SECONDS = 10
"""How long statements may go on once the process is told to stop."""

_KEEP_ALIVE_SECONDS = 60
_BACKLOG = 1024


def serve(settings: Settings) -> None:
    """Answer on `clickhouse_host` and `clickhouse_port` until SIGTERM or SIGINT, which end the process with status 0.

    Raises SettingsError where it would be open to others without a password, StackError where it cannot start.
    """
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    password = settings.clickhouse_password.get_secret_value()
    logins = _logins(settings)
    listener = _listen(settings.clickhouse_host, settings.clickhouse_port, has_password=bool(password))
    set_environment(settings)
    engine = Engine(settings.reviewhouse_home / "clickhouse", settings.clickhouse_user)
    queries = Queries(engine, Authenticator(logins))
    logging.getLogger("uvicorn.error").addFilter(_is_no_broken_off_answer)
    config = uvicorn.Config(
        application(queries),
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
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    print(f"ClickHouse {engine.version} answers on {settings.clickhouse_host}:{settings.clickhouse_port}.", flush=True)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        queries.close()
        engine.close()


def _logins(settings: Settings) -> list[Login]:
    if settings.clickhouse_user in RESTRICTED_USERS:
        raise SettingsError(
            "CLICKHOUSE_USER names the administrator of the ClickHouse on this machine, and "
            f"{settings.clickhouse_user} is another user. Set it to admin."
        )
    rights = users(settings)
    return [
        Login(name, password.get_secret_value(), rights[name if name in RESTRICTED_USERS else ADMIN])
        for name, password in settings.clickhouse_logins.items()
    ]


def _leave(_number: int, _frame: FrameType | None) -> None:
    # uvicorn raises the signal again when it has stopped, and this then ends the process
    sys.exit(0)


def _is_no_broken_off_answer(record: logging.LogRecord) -> bool:
    """An answer that an error cuts short is left without its end on purpose (Reply.break_off)."""
    return "without completing response" not in record.getMessage()


def _listen(host: str, port: int, *, has_password: bool) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise SettingsError(
            f"CLICKHOUSE_HOST is no address of this machine: {host} ({error.strerror}). Set it to 127.0.0.1."
        ) from None
    if not has_password and not ipaddress.ip_address(address[0]).is_loopback:
        raise SettingsError(
            f"ClickHouse would be open to everybody who can reach {host}: set CLICKHOUSE_PASSWORD, "
            "or set CLICKHOUSE_HOST to 127.0.0.1."
        )
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        raise StackError(
            f"ClickHouse cannot listen on {host}:{port}: {error.strerror}. "
            "Stop what uses it, or set CLICKHOUSE_HOST and CLICKHOUSE_PORT to an address that is free."
        ) from None
    return listener
