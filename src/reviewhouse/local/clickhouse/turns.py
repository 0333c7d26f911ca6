"""First come, first served: the order in which results that are asked for at once are computed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

LONGEST_TURN = 0.1
"""Seconds after which a statement that is still at work makes room for the next, and goes on beside it."""


class Turns:
    """A few places, in which short statements are computed one after another.

    Where all are computed at once, each is as late as the last of them, and chance makes some later still. Nobody waits
    for the end of a long one.
    """

    def __init__(self, places: int, longest: float = LONGEST_TURN) -> None:
        self._places, self._longest = asyncio.Semaphore(places), longest

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Wait for a place; it is held to the end of the context, or of the longest turn."""
        await self._places.acquire()
        with ExitStack() as held:
            held.callback(self._places.release)
            timer = asyncio.get_running_loop().call_later(self._longest, held.close)
            try:
                yield
            finally:
                timer.cancel()
