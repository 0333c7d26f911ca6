"""The certificate of ClickHouse: its files where the server is ours, what the server shows where it is not."""

import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path

from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.web import SECONDS, trusting
from reviewhouse.doctor.words import counted
from reviewhouse.settings import Settings

LEAST_DAYS = 30
ROUNDS = 4
"""Of a handshake: TLS needs three at the most."""


def checks(settings: Settings, reached: tuple[str, ...]) -> list[Check]:
    certificate, key = settings.clickhouse_certificate, settings.clickhouse_certificate_key
    if certificate and key:
        return [Check("clickhouse", "certificate", lambda: of_files(certificate, key))]
    if settings.clickhouse_secure:
        return [Check("clickhouse", "certificate", lambda: of_server(settings), reached)]
    return []


def of_files(certificate: Path, key: Path) -> Finding:
    """Whether both can be read and belong together, and how long the certificate lasts."""
    for path in (certificate, key):
        path.read_bytes()
    mode = key.stat().st_mode & 0o777
    try:
        ends = _handshake(certificate, key)
    except ssl.SSLCertVerificationError as error:
        return broken(f"{certificate}: {error.verify_message}", "Have a new one made, then `make down up`.")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            return broken(
                f"{key} is not the key of {certificate}",
                "Set CLICKHOUSE_CERTIFICATE and CLICKHOUSE_CERTIFICATE_KEY in .env to a pair.",
            )
        why = (error.reason or "no PEM in it").lower().replace("_", " ")
        return broken(
            f"{certificate} or {key} is no PEM file ({why})", "Write them as PEM, the key without a password."
        )
    if mode & 0o077:
        return look(f"others on this machine may read {key} (mode {mode:o})", f"`chmod 600 {key}`")
    return _lasts(ends)


def of_server(settings: Settings) -> Finding:
    """How long the certificate lasts that a server shows; that it is trusted was seen before."""
    trusted = trusting(settings.clickhouse_ca_certificate)
    place = (settings.clickhouse_host, settings.clickhouse_port)
    with (
        socket.create_connection(place, timeout=SECONDS) as plain,
        trusted.wrap_socket(plain, server_hostname=settings.clickhouse_host) as shown,
    ):
        return _lasts(shown.getpeercert()["notAfter"])


def _handshake(certificate: Path, key: Path) -> str:
    """The end of a certificate, by a handshake with ourselves in memory: so it is read as a client will read it."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key, password=str)  # an empty one: OpenSSL would ask at the terminal
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # whoever signed it is not the question here
    client.load_verify_locations(certificate)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours, theirs = client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True)
    for _ in range(ROUNDS):
        for side in (ours, theirs):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
    return ours.getpeercert()["notAfter"]


def _lasts(ends: str) -> Finding:
    days = int((ssl.cert_time_to_seconds(ends) - time.time()) // 86_400)
    if days < 0:
        return broken(f"ended on {ends}", "Have a new one made, then start the server anew.")
    found = f"good for {counted(days, 'day')}"
    if days < LEAST_DAYS:
        return look(f"{found} only", "Have a new one made before it ends.")
    return ok(found)
