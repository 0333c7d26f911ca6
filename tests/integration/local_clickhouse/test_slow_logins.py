"""Guessing passwords is slow; those who know theirs hardly notice."""

import asyncio
import http.client
import select
import time

import pytest

from reviewhouse.local.clickhouse.attempts import DELAY_SECONDS, FREE_FAILURES, Attempts
from reviewhouse.local.clickhouse.auth import Account, Authenticator
from reviewhouse.users import User
from tests.integration.local_clickhouse.conftest import PASSWORD, USER

RIGHT = {"X-ClickHouse-User": USER, "X-ClickHouse-Key": PASSWORD.encode()}
WRONG = {"X-ClickHouse-User": USER, "X-ClickHouse-Key": "a guess"}
UNKNOWN = {"X-ClickHouse-User": "nobody", "X-ClickHouse-Key": "a guess"}


@pytest.fixture
def fresh(own_server):
    """A server whose address nobody has guessed at yet."""
    server = own_server()
    server.start()
    return server


def connect(server, source: str = "127.0.0.1") -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=30, source_address=(source, 0))


def login(connection, headers) -> tuple[int, float]:
    """Status and seconds."""
    began = time.monotonic()
    connection.request("POST", "/", b"SELECT 1", headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.monotonic() - began


def guess(server, times: int = FREE_FAILURES, headers=WRONG) -> None:
    for _ in range(times):
        assert login(connect(server), headers)[0] == 403


def queue_up(server) -> list[http.client.HTTPConnection]:
    """Guess on many connections at once: each waits for those before it, the last for as many seconds as there are."""
    queue = [connect(server) for _ in range(20)]
    for connection in queue:
        connection.request("POST", "/", b"SELECT 1", WRONG)
    return queue


def is_held_up(connection) -> bool:
    return select.select([connection.sock], [], [], 0)[0] == []


def test_the_sixth_wrong_password_waits(fresh):
    guess(fresh)
    status, seconds = login(connect(fresh), WRONG)
    assert status == 403
    assert seconds >= DELAY_SECONDS
    status, seconds = login(connect(fresh), RIGHT)
    assert (status, seconds >= DELAY_SECONDS) == (200, True), "a right guess among wrong ones must not be told by speed"


def test_guesses_at_the_same_time_wait_for_each_other(fresh):
    guess(fresh)
    connections = [connect(fresh) for _ in range(3)]
    began = time.monotonic()
    for connection in connections:
        connection.request("POST", "/", b"SELECT 1", WRONG)
    assert [connection.getresponse().status for connection in connections] == [403] * 3
    assert time.monotonic() - began >= 3 * DELAY_SECONDS


def test_a_connection_that_is_known_does_not_wait(fresh):
    known = connect(fresh)
    assert login(known, RIGHT)[0] == 200
    guess(fresh)
    queue = queue_up(fresh)
    assert [login(known, RIGHT)[0] for _ in range(3)] == [200] * 3
    assert is_held_up(queue[-1])


def test_a_known_connection_that_guesses_is_known_no_more(fresh):
    known = connect(fresh)
    assert login(known, RIGHT)[0] == 200
    guess(fresh)
    login(known, WRONG)
    assert login(known, RIGHT)[1] >= DELAY_SECONDS


def test_another_address_and_another_user_are_counted_by_themselves(fresh):
    guess(fresh)
    queue = queue_up(fresh)
    assert login(connect(fresh, "127.0.0.2"), RIGHT)[0] == 200
    assert login(connect(fresh), UNKNOWN)[0] == 403
    assert is_held_up(queue[-1])


def test_an_address_that_a_client_gives_itself_counts_for_nothing(fresh):
    for number in range(FREE_FAILURES):
        guess(fresh, 1, WRONG | {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"})
    assert login(connect(fresh), WRONG | {"X-Forwarded-For": "10.9.9.9"})[1] >= DELAY_SECONDS


def test_names_that_nobody_has_count_as_one(fresh):
    for number in range(FREE_FAILURES):
        guess(fresh, 1, UNKNOWN | {"X-ClickHouse-User": f"nobody-{number}"})
    assert login(connect(fresh), UNKNOWN)[1] >= DELAY_SECONDS


def test_what_is_remembered_of_addresses_is_bounded():
    attempts = Attempts()

    async def fail_and_succeed() -> None:
        for number in range(10_000):
            client = (f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", number)
            async with attempts.turn(client, b"") as attempt:
                attempt.failed()
            async with attempts.turn((client[0], number + 1), b"admin") as attempt:
                attempt.succeeded()

    asyncio.run(fail_and_succeed())
    assert [len(known) <= 4096 for known in vars(attempts).values()] == [True, True]


def test_passwords_are_kept_as_keyed_hashes_alone():
    logins = [Account("analyst", "the password in plain", User("analyst", "asks", ()))]
    first, second = Authenticator(logins), Authenticator(logins)
    assert "the password in plain" not in repr(vars(first))
    hashes = [{known for known, *_ in one._known} for one in (first, second)]
    assert hashes[0].isdisjoint(hashes[1]), "the key is another one in each process"
