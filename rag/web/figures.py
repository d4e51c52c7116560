"""What programs ask of this server beside the page: whether it is ready, what it counts, and a place for a question."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.serving.gate import BUSY, RETRY_S, Busy, Ticket
from rag.serving.metrics import CONTENT_TYPE
from rag.web.service import Service

HEALTH = "/healthz"
_ASKS = re.compile(r"/gradio_api/(?:call|call/v2|run|api)/(?:ask|check|search)/?")
PLACE = "place"


class Health:
    """ASGI middleware: `/healthz` says whether the articles are ready, to whoever asks by whatever name."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != HEALTH:
            await self.app(scope, receive, send)
            return
        state = self._service.status.state
        answer = JSONResponse({"state": state}, 200 if state == "ready" else 503, {"cache-control": "no-store"})
        await answer(scope, receive, send)


class Places:
    """ASGI middleware: a question over HTTP gets its place when it arrives, or is told when to come again."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app, self._gate = app, service.gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and _ASKS.fullmatch(scope["path"]):
            try:
                ticket = self._gate.enter()
            except Busy:
                refused = JSONResponse({"error": BUSY}, 503, {"retry-after": str(RETRY_S)})
                await refused(scope, receive, send)
                return
            scope["state"] = {**scope.get("state", {}), PLACE: ticket}
            send = self._leaving(ticket, send)
        await self.app(scope, receive, send)

    def _leaving(self, ticket: Ticket, send: Send) -> Send:
        """Sends, and gives the place back where the question was not taken."""

        async def send_left(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                self._gate.leave(ticket)
            await send(message)

        return send_left


def metrics(service: Service) -> Any:
    """What answers with the figures."""

    def shown(_: Request) -> Response:
        return Response(service.metrics.text(), headers={"content-type": CONTENT_TYPE})

    return shown
