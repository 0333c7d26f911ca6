"""Ports for the real parts of tests, away from those that the system gives to outgoing connections.

One of those could be taken between the choice and the start of the part, by any client of any other test.
"""

import random
import socket
from contextlib import closing

_LOWEST, _HIGHEST = 12_000, 32_000
"""Linux gives outgoing connections ports from 32768 up."""

_given: set[int] = set()


def free_port() -> int:
    """A port that can be listened on, and that no other test of this run has been given."""
    return free_port_range(1)


def free_port_range(length: int) -> int:
    """The first of `length` neighbouring free ports."""
    while True:
        first = random.randrange(_LOWEST, _HIGHEST - length)
        ports = range(first, first + length)
        if _given.isdisjoint(ports) and all(_is_free(port) for port in ports):
            _given.update(ports)
            return first


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
