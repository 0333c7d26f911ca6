"""A request as it came: its parameters, and its body in pieces."""

import re
import uuid
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from reviewhouse.local.clickhouse.access import OWN_SETTINGS
from reviewhouse.local.clickhouse.compression import Decoder, decoded, decoder
from reviewhouse.local.clickhouse.early_head import EXTENSION, EarlyHead
from reviewhouse.local.clickhouse.errors import Code, QueryError
from reviewhouse.local.clickhouse.native_blocks import BlockDecoder
from reviewhouse.users import User

_OF_THE_INTERFACE = frozenset(
    (
        *("query", "query_id", "database", "default_format", "user", "password", "role", "quota_key"),
        *("session_id", "session_timeout", "session_check", "close_session"),
        *("compress", "decompress", "enable_http_compression", "http_zlib_compression_level"),
        *(
            "buffer_size",
            "wait_end_of_query",
            "http_wait_end_of_query",
            "client_protocol_version",
            "stacktrace",
            "add_http_cors_header",
        ),
        *("send_progress_in_http_headers", "http_headers_progress_interval_ms"),
        "cancel_http_readonly_queries_on_client_close",
    )
)
"""Parameters that are for the HTTP interface; every other one is a setting or a `param_…`."""

TABLE_PARAMETERS = ("format", "structure", "types")
"""What a form says of a file that is an external table, each behind the table's name."""

_BOUND = "param_"
_NAME = re.compile(r"[A-Za-z_][\w.]*")
DEFAULT_PROGRESS_SECONDS = 0.1
DEFAULT_SESSION_SECONDS, LONGEST_SESSION_SECONDS = 60, 3600


class ClientGone(Exception):
    """The client closed its connection before it had sent, or read, everything."""


class QueryRequest:
    """The parts of a request. `parameters` holds those of the URL, and of a form once that is read, as `files` does."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._ended = False
        self.method: str = scope["method"]
        self.is_old = scope["http_version"] == "1.0"
        self.client: tuple[str, int] = tuple(scope["client"] or ("", 0))
        self.headers = Headers(scope=scope)
        # bytes that are no UTF-8 must come through to the engine as they are
        text = scope["query_string"].decode("ascii", "surrogateescape")
        pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
        self.parameters = dict(pairs)
        self.roles = [value for name, value in pairs if name == "role"]
        given_id = self.parameters.get("query_id") or self.headers.get("x-clickhouse-query-id")
        self.query_id = given_id or str(uuid.uuid4())
        self.files: dict[str, bytes] = {}
        self.early_head: EarlyHead | None = scope.get("extensions", {}).get(EXTENSION)
        self.user: User | None = None
        """Who asks, once the password is found right."""

    @property
    def is_posted(self) -> bool:
        return self.method not in ("GET", "HEAD")

    @property
    def may_write(self) -> bool:
        return self.is_posted and not self._is_read_only

    @property
    def _is_read_only(self) -> bool:
        return self.parameters.get("readonly") in ("1", "2")

    @property
    def database(self) -> str:
        return self.headers.get("x-clickhouse-database") or self.parameters.get("database", "")

    @property
    def default_format(self) -> str:
        given = self.headers.get("x-clickhouse-format") or self.parameters.get("default_format")
        return name_in_sql(given) if given else "TabSeparated"

    @property
    def settings(self) -> dict[str, str]:
        """The engine's settings that the request asks for. Raises QueryError (115) for what is no name at all, and for
        those that the server sets itself."""
        for setting in OWN_SETTINGS:
            if setting in self.parameters:
                raise QueryError(Code.UNKNOWN_SETTING, f"Unknown setting '{setting}'")
        of_files = {f"{file}_{parameter}" for file in self.files for parameter in TABLE_PARAMETERS}
        # a connection that was made read-only by a setting would stay so for the requests to come
        reserved = _OF_THE_INTERFACE | of_files | ({"readonly"} if self._is_read_only else set())
        return {
            name_in_sql(key): value
            for key, value in self.parameters.items()
            if key not in reserved and not key.startswith(_BOUND)
        }

    @property
    def bound_values(self) -> dict[str, str]:
        """The values of `{name:Type}` in the statement, by name."""
        return {
            name_in_sql(key.removeprefix(_BOUND)): value
            for key, value in self.parameters.items()
            if key.startswith(_BOUND)
        }

    @property
    def wants_progress(self) -> bool:
        return self.asks("send_progress_in_http_headers")

    @property
    def progress_seconds(self) -> float:
        """How long to wait from one header on the progress to the next."""
        given = self.parameters.get("http_headers_progress_interval_ms", "")
        return int(given) / 1000 if given.isascii() and given.isdigit() else DEFAULT_PROGRESS_SECONDS

    @property
    def session_seconds(self) -> float:
        """How long a session outlives this request. Raises QueryError (374) for what is no such time."""
        given = self.parameters.get("session_timeout")
        if not given:
            return DEFAULT_SESSION_SECONDS
        if not given.isascii() or not given.isdigit() or int(given) > LONGEST_SESSION_SECONDS:
            raise QueryError(
                Code.INVALID_SESSION_TIMEOUT,
                f"Invalid session timeout: '{given}' is not a number of seconds up to {LONGEST_SESSION_SECONDS}",
            )
        return int(given)

    @property
    def wants_whole_result(self) -> bool:
        """Whether the answer is to begin when the result is complete: HTTP/1.0 knows no chunks."""
        return self.is_old or self.asks("wait_end_of_query") or self.asks("http_wait_end_of_query")

    def asks(self, parameter: str) -> bool:
        return self.parameters.get(parameter) in ("1", "true")

    async def body(self) -> AsyncIterator[bytes]:
        """The body as it arrives, decompressed. Raises ClientGone, or QueryError where it is broken off."""
        decoders: list[Decoder] = [decoder(self.headers.get("content-encoding", ""))]
        if self.asks("decompress"):
            decoders.append(BlockDecoder())
        async for chunk in self._chunks():
            for piece in decoded(chunk, decoders):
                yield piece
        for step in decoders:
            step.finish()

    async def drain(self) -> None:
        """Let the client send all of its body: many read no answer before they have."""
        async for _ in self._chunks():
            pass

    async def gone(self) -> None:
        """Return when the client closes its connection; to be called when the body is read."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _chunks(self) -> AsyncIterator[bytes]:
        while not self._ended:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            self._ended = not message.get("more_body", False)
            yield message.get("body", b"")


def name_in_sql(text: str) -> str:
    """The name of a setting, format or value, as it is. Raises QueryError (115) for anything else."""
    # names become part of SQL text: nothing but a name may pass
    if not _NAME.fullmatch(text):
        raise QueryError(Code.UNKNOWN_SETTING, f"'{text}' is neither a setting nor a format nor the name of a value")
    return text
