"""The log as JSON lines: one for each request, and one for whatever is said meanwhile. No question stands in it."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.networks import Networks
from rag.serving.proxies import client, peer

ID_HEADER = "X-Request-Id"
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty where none is."""
requests = logging.getLogger("rag.requests")
_SENT_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)
# What is drawn at random and opens something stands in some paths: nobody who reads a log should have it.
_RANDOM = re.compile(r"(?<=/)(?=[^/]*\d)[0-9a-z]{9,}(?=/|$)")


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := request_id.get():
            line["request"] = request
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_json() -> None:
    """Write whatever this process logs as JSON lines to the standard error, the requests with it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    requests.setLevel(logging.INFO)


class Requests:
    """ASGI middleware: gives every request an id, or keeps the one of a trusted proxy, and logs how it ended."""

    def __init__(self, app: ASGIApp, trusted: Networks) -> None:
        self.app, self._trusted = app, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id, begun, status = self._id(scope), time.perf_counter(), 500
        scope["state"] = {**scope.get("state", {}), "request_id": id}
        token = request_id.set(id)

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = id
            await send(message)

        try:
            await self.app(scope, receive, send_named)
        finally:
            requests.info("request", extra={"fields": _fields(scope, status, time.perf_counter() - begun)})
            request_id.reset(token)

    def _id(self, scope: Mapping[str, Any]) -> str:
        sent = Headers(raw=scope["headers"]).get(ID_HEADER, "")
        return sent if _SENT_ID.fullmatch(sent) and self._trusted.hold(peer(scope)) else token_hex(8)


def _fields(scope: Mapping[str, Any], status: int, seconds: float) -> dict[str, Any]:
    """What is told of a request: neither what was asked nor what its address has after the path."""
    person = scope["state"].get("person")
    return {
        "method": scope["method"],
        "path": _RANDOM.sub("…", scope["path"]),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "client": client(scope),
        "user": person.name if person else "",
    }
