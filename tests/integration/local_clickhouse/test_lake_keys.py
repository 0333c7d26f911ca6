"""The keys of the lake: used for the named collection `lake`, and for nothing else."""

import http.server
import threading
from dataclasses import dataclass, field

import pytest

KEY, REGION = "lake-key-of-the-test", "eu-west-3"
READ = "format = 'CSV', structure = {structure:String}, compression_method = 'none'"
ONCE = "SETTINGS s3_retry_attempts = 0, s3_max_single_read_retries = 1, http_max_tries = 1"


@dataclass
class Witness:
    """A server that refuses everything, and remembers the paths and signatures of what it was asked."""

    port: int = 0
    seen: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def witness():
    found = Witness()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.seen.append((self.path, self.headers.get("Authorization", "")))
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

        def log_message(self, *_: object) -> None:
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = listener.server_port
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield found
    listener.shutdown()
    listener.server_close()


@pytest.fixture
def lake_server(own_server, witness):
    server = own_server(AWS_ENDPOINT_URL=f"http://127.0.0.1:{witness.port}")
    server.start()
    witness.seen.clear()
    return server


def ask(server, arguments: str) -> int:
    sql = f"SELECT * FROM s3({arguments}) {ONCE}"
    return server.ask(sql, param_file="jet_reviews/a.csv", param_structure="`a` String").code


def test_who_gets_the_keys(lake_server, witness):
    assert ask(lake_server, f"lake, filename = {{file:String}}, {READ}") == 499
    path, signature = witness.seen[0]
    assert path == "/reviews/jet_reviews/a.csv"
    assert f"Credential={KEY}/" in signature
    assert f"/{REGION}/s3/" in signature

    other = f"'http://127.0.0.1:{witness.port}/elsewhere/x.csv'"
    for override in (f"url = {other}", "access_key_id = 'x'", "secret_access_key = 'x'"):
        witness.seen.clear()
        assert ask(lake_server, f"lake, {override}, {READ}") == 36
        assert witness.seen == []

    for unsigned in (f"{other}, 'CSV', 'a String'", f"{other}, NOSIGN, 'CSV', 'a String'"):
        witness.seen.clear()
        ask(lake_server, unsigned)
        assert witness.seen
        assert all(signature == "" for _, signature in witness.seen)

    lake_server.value("SYSTEM FLUSH LOGS")
    logged = lake_server.value("SELECT query, exception FROM system.query_log FORMAT JSONEachRow")
    assert "jet_reviews" in lake_server.value("SELECT * FROM system.query_log FORMAT JSONEachRow")
    assert "secret-of-the-test" not in logged
