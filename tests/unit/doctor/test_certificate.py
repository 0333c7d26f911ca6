import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from reviewhouse.doctor import certificate
from reviewhouse.doctor.findings import Mark
from tests.unit.test_settings import made

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")


def pair(folder, name: str, days: int):
    """A certificate for localhost, signed by itself, and its key."""
    made_now, key = folder / f"{name}.pem", folder / f"{name}.key"
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", str(days)]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", *options, *names, "-out", made_now, "-keyout", key], check=True, capture_output=True
    )
    key.chmod(0o600)
    return made_now, key


@pytest.mark.parametrize(("days", "mark", "words"), [(90, Mark.OK, "good for 89 days"), (9, Mark.LOOK, "8 days only")])
def test_days_that_are_left(tmp_path, days, mark, words):
    found = certificate.of_files(*pair(tmp_path, "one", days))
    assert found.mark is mark
    assert words in found.found


def test_an_ended_certificate_is_broken(tmp_path):
    ours, key = pair(tmp_path, "old", 1)
    old = tmp_path / "ended.pem"
    subprocess.run(["openssl", "x509", "-in", ours, "-signkey", key, "-days", "-1", "-out", old], check=True)
    found = certificate.of_files(old, key)
    assert found.mark is Mark.BROKEN
    assert "expired" in found.found


def test_the_key_of_another_certificate_is_broken(tmp_path):
    ours, _ = pair(tmp_path, "ours", 90)
    _, theirs = pair(tmp_path, "theirs", 90)
    assert "is not the key of" in certificate.of_files(ours, theirs).found


def test_what_is_no_certificate_is_broken(tmp_path):
    for path in (tmp_path / "c", tmp_path / "k"):
        path.write_text("nothing")
    assert certificate.of_files(tmp_path / "c", tmp_path / "k").mark is Mark.BROKEN


def test_a_key_that_others_may_read_is_worth_a_look(tmp_path):
    ours, key = pair(tmp_path, "ours", 90)
    key.chmod(0o644)
    assert certificate.of_files(ours, key).next_step == f"`chmod 600 {key}`"


def test_a_key_with_a_password_is_broken_and_nobody_is_asked_for_it(tmp_path):
    ours, key = pair(tmp_path, "ours", 90)
    locked = tmp_path / "locked.key"
    command = ["openssl", "rsa", "-aes256", "-passout", "pass:word", "-in", key, "-out", locked]
    subprocess.run(command, check=True, capture_output=True)
    assert certificate.of_files(ours, locked).mark is Mark.BROKEN


def test_the_certificate_that_a_server_shows(tmp_path):
    ours, key = pair(tmp_path, "ours", 12)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(ours, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=lambda: served.wrap_socket(listener.accept()[0], server_side=True), daemon=True).start()
        port = listener.getsockname()[1]
        found = certificate.of_server(made(clickhouse_port=port, clickhouse_ca_certificate=ours))
    assert found.mark is Mark.LOOK
    assert "11 days only" in found.found
