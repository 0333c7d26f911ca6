"""A proxy in front of the lake that answers some requests as a store in trouble does."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from urllib.parse import urlsplit

SLOW_SECONDS = 0.3
PIECE = 1 << 16
FAULTS = ("500", "503", "slow", "cut", "refused")
_ERROR = '<?xml version="1.0"?><Error><Code>{code}</Code><Message>in trouble</Message></Error>'
_CODES = {"500": "InternalError", "503": "SlowDown"}
_OF_THE_CONNECTION = ("connection", "transfer-encoding", "keep-alive")


class UnreliableLake:
    """Listens on `port` until it is closed. `share` of the requests meet a fault; `met` counts them."""

    def __init__(self, lake_url: str, port: int, seed: int) -> None:
        self.share = 0.0
        self.met: Counter[str] = Counter()
        self._chance, self._lock = random.Random(seed), threading.Lock()
        self._faults = cycle(self._chance.sample(FAULTS, len(FAULTS)))
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(urlsplit(lake_url).netloc, self.fault))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def fault(self) -> str:
        """The fault of the next request, empty for none."""
        with self._lock:
            found = next(self._faults) if self._chance.random() < self.share else ""
            self.met[found or "none"] += 1
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(lake: str, fault: Callable[[], str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found = fault()
            if found == "refused":
                self.close_connection = True
            elif found in _CODES:
                self._refuse(found)
            else:
                if found == "slow":
                    time.sleep(SLOW_SECONDS)
                self._pass_on(body, is_cut=found == "cut")

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - http.server's names

        def _refuse(self, status: str) -> None:
            text = _ERROR.format(code=_CODES[status]).encode()
            self.send_response(int(status))
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        def _pass_on(self, body: bytes, *, is_cut: bool) -> None:
            connection = http.client.HTTPConnection(lake, timeout=60)
            # the signature covers the address that the client has asked
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_THE_CONNECTION:
                    self.send_header(name, value)
            length = int(answer.headers.get("Content-Length") or 0)
            if "Content-Length" not in answer.headers and self.command != "HEAD":
                content = answer.read()
                length = len(content)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(content[: length // 2 if is_cut else length])
            else:
                self.end_headers()
                left = length // 2 if is_cut else length
                while self.command != "HEAD" and left and (piece := answer.read(min(PIECE, left))):
                    self.wfile.write(piece)
                    left -= len(piece)
            connection.close()
            self.close_connection = self.close_connection or is_cut

        def log_message(self, *_: object) -> None:
            pass

    return Handler
