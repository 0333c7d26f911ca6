"""Who may ask: one user, whose password is kept only as a keyed hash."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping

from reviewhouse.local.clickhouse.errors import Code, QueryError

DEFAULT_USER = b"default"


class Authenticator:
    """Knows one user. The key of the hash is made up anew by each process and never leaves it."""

    def __init__(self, user: str, password: str) -> None:
        self._key = secrets.token_bytes(32)
        self._known = self._hash(user.encode(), password.encode())

    def check(self, headers: Mapping[str, str], parameters: Mapping[str, str]) -> None:
        """Raises QueryError (516, HTTP 403) unless the request carries the user's name and password."""
        user, password = _credentials(headers, parameters)
        user = user or DEFAULT_USER
        if not secrets.compare_digest(self._hash(user, password), self._known):
            name = user.decode("utf-8", "replace")
            raise QueryError(
                Code.AUTHENTICATION_FAILED,
                f"{name}: Authentication failed: password is incorrect, or there is no user with such name",
            )

    def _hash(self, user: bytes, password: bytes) -> bytes:
        # each part is hashed for itself, so that no other split of the two can give the same bytes
        parts = hashlib.blake2b(user).digest() + hashlib.blake2b(password).digest()
        return hashlib.blake2b(parts, key=self._key).digest()


def _credentials(headers: Mapping[str, str], parameters: Mapping[str, str]) -> tuple[bytes, bytes]:
    """User and password from ClickHouse's headers, else basic authentication, else the URL."""
    if "x-clickhouse-user" in headers or "x-clickhouse-key" in headers:
        # the bytes as they came: a header is read as latin-1, whatever it was written in
        user, password = headers.get("x-clickhouse-user", ""), headers.get("x-clickhouse-key", "")
        return user.encode("latin-1"), password.encode("latin-1")
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value, validate=True).partition(b":")
        except binascii.Error:
            raise QueryError(Code.AUTHENTICATION_FAILED, "Invalid authentication: the header is not base64") from None
        return user, password
    user, password = parameters.get("user", ""), parameters.get("password", "")
    return user.encode("utf-8", "surrogateescape"), password.encode("utf-8", "surrogateescape")
