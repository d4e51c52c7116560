"""Whose windows are whose: what Gradio keeps of a page it gives to whoever names the page's session, or an event of it.

Here a session belongs to the person who named it first, and so does every event that was begun for somebody."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.guard import UPLOAD

KEPT = 20_000
"""Sessions and events that are remembered for each person: more than Gradio keeps pages of all."""
NOT_YOURS = "That belongs to another page."
GRADIO = "/gradio_api/"
_UNPARSED = (UPLOAD, f"{GRADIO}mcp")
"""Where Gradio takes what is no JSON, and no session."""
_IN_PATH = re.compile(rf"{GRADIO}(?:heartbeat|stream)/([^/]+)")
_RESULT = re.compile(rf"{GRADIO}call/(?:v2/)?[^/]+/([^/]+)/?")
_BEGINS = re.compile(rf"{GRADIO}(?:call/.+|queue/join/?)")


class Windows:
    """ASGI middleware: refuses a request that names a session or an event of somebody else's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._lock = app, Lock()
        self._owners: dict[str, str] = {}
        self._of: dict[str, OrderedDict[str, None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(GRADIO) or scope["path"].startswith(_UNPARSED):
            await self.app(scope, receive, send)
            return
        owner = scope["state"]["person"].owner
        posted, (sessions, events) = scope["method"] == "POST", _in_address(scope)
        if posted:
            body, receive = await _whole(receive)
            try:
                sessions, events = _in_body(body, sessions)
            except ValueError:
                await JSONResponse({"error": "That is no JSON object."}, 400)(scope, receive, send)
                return
        if not all(self._has(owner, f"event {one}") for one in events) or not all(
            self._claims(owner, f"session {one}") for one in sessions
        ):
            await JSONResponse({"error": NOT_YOURS}, 403)(scope, receive, send)
            return
        begins = posted and _BEGINS.fullmatch(scope["path"])
        await self.app(scope, receive, self._noting(owner, send) if begins else send)

    def _claims(self, owner: str, one: str) -> bool:
        """Whether something is somebody's, as it is from now on if it was nobody's."""
        with self._lock:
            if self._owners.setdefault(one, owner) != owner:
                return False
            own = self._of.setdefault(owner, OrderedDict())
            own[one] = None
            own.move_to_end(one)
            if len(own) > KEPT:
                del self._owners[own.popitem(last=False)[0]]
            return True

    def _has(self, owner: str, one: str) -> bool:
        with self._lock:
            return self._owners.get(one) == owner

    def _noting(self, owner: str, send: Send) -> Send:
        """Sends, and notes whose event is begun by what is sent."""
        sent = bytearray()

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.body":
                sent.extend(message.get("body", b""))
                if not message.get("more_body"):
                    self._note(owner, bytes(sent))
            await send(message)

        return send_noted

    def _note(self, owner: str, sent: bytes) -> None:
        try:
            event = json.loads(sent).get("event_id")
        except (ValueError, AttributeError):  # an error, in words
            return
        # An event that named no session has one by its own id.
        for one in (f"event {event}", f"session {event}"):
            self._claims(owner, one)


def _in_address(scope: Scope) -> tuple[list[Any], list[Any]]:
    """The sessions and the events that the address of a request names."""
    page, result = _IN_PATH.match(scope["path"]), _RESULT.fullmatch(scope["path"])
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [])
    return [*([page[1]] if page else []), *asked], [result[1]] if result else []


def _in_body(body: bytes, sessions: list[Any]) -> tuple[list[Any], list[Any]]:
    """The sessions and the events that a body names, and the sessions that were named already; raises `ValueError` for
    what is no JSON object."""
    sent = json.loads(body) if body else {}
    if not isinstance(sent, dict):
        raise ValueError
    session, event = (sent.get(name) for name in ("session_hash", "event_id"))
    return [*sessions, *([] if session is None else [session])], [] if event is None else [event]


async def _whole(receive: Receive) -> tuple[bytes, Receive]:
    """The whole body of a request, whose length the guard has seen to, and what gives it once more."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body.extend(message.get("body", b""))
        more = message.get("more_body", False) and message["type"] == "http.request"
    given = False

    async def once_more() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return bytes(body), once_more
