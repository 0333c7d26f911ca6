"""Plain HTTP to a part, with a time limit, before any client library is asked."""

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from reviewhouse.errors import SettingsError

SECONDS = 4
"""For each step of a request: connecting, and each wait for bytes."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def get(url: str, ca_certificate: Path | None = None) -> Answer:
    """What a server answers, with whatever status. Raises OSError where none answers."""
    return _send(urllib.request.Request(url), ca_certificate)


def post_json(url: str, body: dict[str, Any]) -> Any:
    """Raises OSError where no server answers, ValueError where the answer is no JSON."""
    headers = {"Content-Type": "application/json"}
    return json.loads(_send(urllib.request.Request(url, json.dumps(body).encode(), headers), None).body)


def reason(error: OSError) -> str:
    """Why nobody answered, in a few words."""
    inner = getattr(error, "reason", error)
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {inner.verify_message}"
    if isinstance(inner, ssl.SSLError):
        return f"it speaks no TLS: {(inner.reason or 'handshake failed').lower().replace('_', ' ')}"
    return getattr(inner, "strerror", None) or str(inner) or type(inner).__name__


def trusting(ca_certificate: Path | None) -> ssl.SSLContext:
    """What this machine trusts, or that authority alone. Raises SettingsError where its file cannot be used."""
    try:
        return ssl.create_default_context(cafile=ca_certificate)
    except OSError as error:
        raise SettingsError(
            f"{ca_certificate} cannot be used as an authority's certificate ({error.strerror or 'no PEM in it'}). "
            "Set CLICKHOUSE_CA_CERTIFICATE in .env to a PEM file."
        ) from None


def _send(request: urllib.request.Request, ca_certificate: Path | None) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=SECONDS, context=trusting(ca_certificate)) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as answer:  # an answer too
        with answer:
            return Answer(answer.code, answer.headers, answer.read())
