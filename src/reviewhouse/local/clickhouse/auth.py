"""Who asks: names and passwords, which are kept only as keyed hashes."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from reviewhouse.local.clickhouse.attempts import Attempts
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.request import QueryRequest
from reviewhouse.users import User

DEFAULT_USER = b"default"


@dataclass(frozen=True)
class Account:
    """A name and a password, and the rights that they give."""

    name: str
    password: str
    rights: User


class Authenticator:
    """Knows the logins. The key of the hashes is made up anew by each process and never leaves it."""

    def __init__(self, logins: list[Account]) -> None:
        self._key = secrets.token_bytes(32)
        self._known = [
            (self._hash(login.name.encode(), login.password.encode()), login.name.encode(), login.rights)
            for login in logins
        ]
        self._attempts = Attempts()

    async def check(self, request: QueryRequest) -> User:
        """The rights of the user whose name and password the request carries.

        Raises QueryError (516, HTTP 403) where they are wrong; who fails often waits longer for that.
        """
        name, password = _credentials(request.headers, request.parameters)
        name = name or DEFAULT_USER
        known_name = name if any(secrets.compare_digest(name, known) for _, known, _ in self._known) else b""
        async with self._attempts.turn(request.client, known_name) as attempt:
            given = self._hash(name, password)
            # all of them are compared, so that the time does not tell which name is known
            found = [rights for known, _, rights in self._known if secrets.compare_digest(given, known)]
            if found:
                attempt.succeeded()
                return _in_roles(found[0], request.roles)
            attempt.failed()
        shown = name.decode("utf-8", "replace")
        raise QueryError(
            Code.AUTHENTICATION_FAILED,
            f"{shown}: Authentication failed: password is incorrect, or there is no user with such name",
        )

    def _hash(self, user: bytes, password: bytes) -> bytes:
        # each part is hashed for itself, so that no other split of the two can give the same bytes
        parts = hashlib.blake2b(user).digest() + hashlib.blake2b(password).digest()
        return hashlib.blake2b(parts, key=self._key).digest()


def _in_roles(user: User, roles: list[str]) -> User:
    """The user, whose only role has the user's name."""
    for role in roles:
        if role != user.name:
            raise QueryError(Code.SET_NON_GRANTED_ROLE, f"Role {role} should be granted to set as a current")
    return user


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
