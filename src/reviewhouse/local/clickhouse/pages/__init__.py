"""Pages for people, each one file. A browser runs nothing in them but the script that the file itself holds."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


async def play(_: Request) -> Response:
    """`/play`: run statements from a browser. The page asks for user and password itself."""
    return Response(_PLAY, media_type="text/html", headers=_headers(_PLAY))


def _headers(html: str) -> dict[str, str]:
    """Headers under which the page reaches this server alone, and no text in it can become code."""
    allowed = {kind: f"'{_digest(text)}'" for kind, text in _INLINE.findall(html)}
    policy = {
        "default-src": "'none'",
        "script-src": allowed["script"],
        "style-src": allowed["style"],
        "img-src": "data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cache-Control": "no-cache",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


_PLAY = Path(__file__).with_name("play.html").read_text(encoding="utf-8")
