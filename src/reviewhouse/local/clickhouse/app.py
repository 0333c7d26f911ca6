"""The paths that the server answers."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from reviewhouse.local.clickhouse.metrics import Metrics
from reviewhouse.local.clickhouse.pages import play
from reviewhouse.local.clickhouse.queries import Queries

_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "origin, x-requested-with, x-clickhouse-format, x-clickhouse-user, "
    "x-clickhouse-key, authorization, content-type, content-encoding",
    "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
    "Access-Control-Max-Age": "86400",
}


def application(queries: Queries, metrics: Metrics) -> Starlette:
    """`/` takes statements; `/ping` and `/replicas_status` say that the server is up, `/metrics` how it is.

    `/play` is a page that sends statements.
    """
    found = Starlette(
        routes=[
            Route("/ping", _is_up),
            Route("/replicas_status", _is_up),
            Route("/metrics", metrics.show),
            Route("/play", play),
            Route("/", _preflight, methods=["OPTIONS"]),
            Route("/query", _preflight, methods=["OPTIONS"]),
            Route("/", queries, methods=["GET", "POST"]),
            Route("/query", queries, methods=["GET", "POST"]),
        ],
        exception_handlers={404: _unknown_path},
    )
    found.router.redirect_slashes = False  # a path is what it is, and leads nowhere else
    return found


async def _is_up(_: Request) -> Response:
    return PlainTextResponse("Ok.\n")


async def _preflight(_: Request) -> Response:
    return Response(status_code=204, headers=_PREFLIGHT)


async def _unknown_path(request: Request, _: Exception) -> Response:
    return PlainTextResponse(
        f"There is no handle {request.url.path}\n\nUse / or /ping for health checks.\n"
        "Send queries from your program with POST method or GET /?query=...\n",
        status_code=404,
    )
