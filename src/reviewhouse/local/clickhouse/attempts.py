"""Failed logins: who fails five times from one address gets one answer a second from then on.

Counted for each user by itself, so that a forgotten client with an old password does not slow down everybody on the
machine; names that nobody has count as one. A connection that has logged in is not held up.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from reviewhouse.local.clickhouse.errors import Code, QueryError

FREE_FAILURES = 5
DELAY_SECONDS = 1.0
_FORGET_SECONDS = 60
_WAITING_AT_MOST = 32
_REMEMBERED_AT_MOST = 4096

Client = tuple[str, int]
"""Address and port of the other end of a connection."""


@dataclass
class _Record:
    failures: int = 0
    last: float = 0.0
    waiting: int = 0
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_slow(self) -> bool:
        return self.failures >= FREE_FAILURES and time.monotonic() - self.last < _FORGET_SECONDS


class Attempts:
    """Counts failures by address and user."""

    def __init__(self) -> None:
        self._records: OrderedDict[tuple[str, bytes], _Record] = OrderedDict()
        self._proven: OrderedDict[Client, bytes] = OrderedDict()

    @asynccontextmanager
    async def turn(self, client: Client, user: bytes) -> AsyncIterator["_Attempt"]:
        """Wait for as long as this attempt has to. Raises QueryError (516) where too many wait already."""
        attempt = _Attempt(self, client, user)
        record = self._records.get((client[0], user))
        if record is None or not record.is_slow or self._proven.get(client) == user:
            yield attempt
            return
        if record.waiting >= _WAITING_AT_MOST:
            raise QueryError(Code.AUTHENTICATION_FAILED, "Too many failed logins from this address: wait a minute")
        record.waiting += 1
        try:
            async with record.one_at_a_time:
                await asyncio.sleep(DELAY_SECONDS)
                yield attempt
        finally:
            record.waiting -= 1

    def succeeded(self, client: Client, user: bytes) -> None:
        # failures are not forgotten: somebody who knows the password may be at work beside somebody who guesses it
        _remember(self._proven, client, user)

    def failed(self, client: Client, user: bytes) -> None:
        self._proven.pop(client, None)
        record = self._records.get((client[0], user)) or _Record()
        if time.monotonic() - record.last > _FORGET_SECONDS:
            record.failures = 0
        record.failures, record.last = record.failures + 1, time.monotonic()
        _remember(self._records, (client[0], user), record)


@dataclass
class _Attempt:
    attempts: Attempts
    client: Client
    user: bytes

    def succeeded(self) -> None:
        self.attempts.succeeded(self.client, self.user)

    def failed(self) -> None:
        self.attempts.failed(self.client, self.user)


def _remember(known: OrderedDict, key: object, value: object) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > _REMEMBERED_AT_MOST:
        known.popitem(last=False)
