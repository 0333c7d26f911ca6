"""How long, and how large, the head of a request may be: before anybody has logged in."""

import socket
import threading
import time

import pytest
import uvicorn

from reviewhouse.local.clickhouse import connections

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PATIENCE = 0.5


async def answer(_scope, _receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def port():
    listener = socket.create_server(("127.0.0.1", 0))
    patience, connections.HEAD_SECONDS = connections.HEAD_SECONDS, PATIENCE
    server = uvicorn.Server(
        uvicorn.Config(answer, http=connections.Protocol, ws="none", lifespan="off", log_config=None)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    connections.HEAD_SECONDS = patience


@pytest.fixture
def connection(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as found:
        yield found


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nA: "])
def test_half_a_head_is_not_waited_for(connection, sent):
    connection.sendall(sent)
    assert connection.recv(100) == b""


def test_a_connection_between_two_requests_is_kept(connection):
    for _ in range(2):
        connection.sendall(REQUEST)
        assert connection.recv(1000).endswith(b"ok")
        time.sleep(2 * PATIENCE)
    connection.sendall(REQUEST[:5])
    assert connection.recv(100) == b""


def test_a_head_without_end_is_refused(connection):
    # not a byte more: one that the server has not read would take its answer along
    connection.sendall(b"GET / HTTP/1.1\r\nA: ".ljust(connections.LARGEST_HEAD + 1, b"a"))
    assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")
