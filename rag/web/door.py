"""The door: who asks is told from each request, and whoever is unknown gets to the page for signing in and no further.

It stands before everything, so that Gradio's own routes for files and uploads are behind it, too."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import rag.web.files as files
from rag.serving.access import Access
from rag.serving.proxies import is_from_here
from rag.web.guard import LOCAL, UPLOAD, host_name

LOGIN, LOGOUT = "/login", "/logout"
METRICS = "/metrics"
UNKNOWN = "Sign in first, or send a token as “Authorization: Bearer TOKEN”."
UNNAMED = "The proxy in front of this server does not say who asks."
READS_ONLY = "A reader may not change the articles."


class Door:
    """ASGI middleware: lets in whom `access` knows, and puts who it is under `person` in the request's state."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self._access = app, access
        self._free = f"/{files.address()}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        person = self._access.asking(scope)
        scope["state"] = {**scope.get("state", {}), "person": person}
        if person is None and not self._is_free(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._refusal(scope)(scope, receive, send)
        elif person and not person.edits and scope["path"].startswith(UPLOAD):
            await JSONResponse({"error": READS_ONLY}, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, _unkept(send))

    def _is_free(self, scope: Scope) -> bool:
        """Whether anybody gets it: the page's own style and fonts, signing in, and figures for a program beside."""
        path = scope["path"]
        if path == METRICS:
            return is_from_here(scope) and host_name(scope) in LOCAL
        return path.startswith(self._free) or (self._access.signs_in and path in (LOGIN, LOGOUT))

    def _refusal(self, scope: Scope) -> Response:
        if not self._access.signs_in:
            return JSONResponse({"error": UNNAMED}, 401)
        if _shows_a_page(scope):
            return RedirectResponse(login_address(scope), 303, {"cache-control": "no-store"})
        return JSONResponse({"error": UNKNOWN}, 401, {"www-authenticate": "Bearer"})


def login_address(scope: Scope) -> str:
    """The page for signing in that leads back to what was asked for."""
    query = scope["query_string"].decode("latin-1")
    return f"{LOGIN}?next={quote(scope['path'] + (f'?{query}' if query else ''), safe='/')}"


def _shows_a_page(scope: Scope) -> bool:
    headers = Headers(raw=scope["headers"])
    known = headers.get("sec-fetch-mode")
    shown = known == "navigate" if known else "text/html" in headers.get("accept", "")
    return scope["method"] in ("GET", "HEAD") and shown


def _unkept(send: Send) -> Send:
    """Sends, and lets no browser keep what was shown: it may be somebody else's in a moment."""

    async def send_unkept(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith(("text/html", "application/json")):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_unkept


def signed_in(request: Any) -> str | None:
    """Who sends a request, for Gradio, which asks again before its own routes."""
    person = request.state.person
    return person.name if person else None
