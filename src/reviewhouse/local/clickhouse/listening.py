"""The address on which the server answers, and the certificate with which it does."""

import ipaddress
import socket
import ssl

from reviewhouse.errors import SettingsError, StackError
from reviewhouse.settings import Settings

_BACKLOG = 1024


def listen(settings: Settings) -> socket.socket:
    """A socket on `clickhouse_host` and `clickhouse_port`.

    Raises SettingsError where it would be open to others without a password, StackError where it cannot be had.
    """
    host, port = settings.clickhouse_host, settings.clickhouse_port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise SettingsError(
            f"CLICKHOUSE_HOST is no address of this machine: {host} ({error.strerror}). Set it to 127.0.0.1."
        ) from None
    has_password = bool(settings.clickhouse_password.get_secret_value())
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


def certificate_and_key(settings: Settings) -> tuple[str, str]:
    """The paths of certificate and key. Raises SettingsError where they cannot serve."""
    certificate, key = settings.clickhouse_certificate, settings.clickhouse_certificate_key
    if certificate is None or key is None:
        raise SettingsError(
            "CLICKHOUSE_SECURE is true, and the ClickHouse of this machine has no certificate: "
            "set CLICKHOUSE_CERTIFICATE and CLICKHOUSE_CERTIFICATE_KEY, or set CLICKHOUSE_SECURE to false."
        )
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or getattr(error, "reason", None) or error
        raise SettingsError(
            f"The certificate {certificate} and its key {key} cannot be used ({reason}). "
            "Set CLICKHOUSE_CERTIFICATE and CLICKHOUSE_CERTIFICATE_KEY to a pair of PEM files without a password."
        ) from None
    return str(certificate), str(key)
