"""What stands before the page: who may ask, how much may be sent, and what a browser may load.

A local server is reachable from any web page its user visits, through a host name that is made to point at it (DNS
rebinding) or by plain cross-site requests. Both give themselves away in `Host` or `Origin`.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.editing import MAX_FILE

MAX_BODY = 512 * 1024
"""For everything but uploads: a question is at most 4,000 characters, a conversation 40 times that."""
MAX_UPLOAD = MAX_FILE + 64 * 1024
UPLOAD = "/gradio_api/upload"
UNKNOWN_HOST = (
    "This server is not known by that host name. Start it with --host NAME to use one, "
    "or with --name NAME for one that a proxy in front has."
)
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = "; ".join(
    (
        "default-src 'self'",
        # Gradio's own page needs inline scripts and evaluates its templates.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # To other sites nothing; with "no-referrer" the forms for signing in and out would come without their origin.
    "referrer-policy": "same-origin",
}


class Guard:
    """ASGI middleware: refuses foreign hosts, foreign origins and over-long bodies, and sets the headers above."""

    def __init__(self, app: ASGIApp, host: str, name: str | None = None) -> None:
        self.app = app
        self._names = LOCAL | {host.strip("[]").lower(), (name or host).lower()}
        # Served on every address, it is asked for by any of them; a name could be anybody's, an address cannot.
        self._any_address = host.strip("[]") in ("0.0.0.0", "::", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await PlainTextResponse(refusal[1], status_code=refusal[0], headers=HEADERS)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_guarded)

    def _refusal(self, scope: MutableMapping[str, Any]) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._trusted(host_name(scope)):
            return 400, UNKNOWN_HOST
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, "Requests from other sites are refused."
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            return _too_long(scope["path"], headers)
        return None

    def _trusted(self, name: str) -> bool:
        return name in self._names or (self._any_address and _is_address(name))


def _too_long(path: str, headers: Headers) -> tuple[int, str] | None:
    if "transfer-encoding" in headers:
        return 411, "Say the length of the request."
    length = headers.get("content-length", "0")
    limit = MAX_UPLOAD if path.startswith(UPLOAD) else MAX_BODY
    if not length.isascii() or not length.isdigit() or int(length) > limit:
        return 413, "The request is too large."
    return None


def host_name(scope: Mapping[str, Any]) -> str:
    """The name that a request asks for, without a port; empty where it is none."""
    try:
        return (urlsplit(f"//{Headers(raw=scope['headers']).get('host', '')}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
