"""A code server's socket: one that was left behind is not one that is served."""

import socket

from reviewhouse.local.after import is_served


def test_a_socket_is_served_while_somebody_listens(tmp_path):
    path = tmp_path / "code.sock"
    assert not is_served(path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        assert is_served(path)
    assert path.exists()
    assert not is_served(path)
