"""An answer for whoever has its link: a page of its own, with every quote and its place, until sharing is ended."""

from __future__ import annotations

import logging
import re
import sqlite3
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

import rag.web.export as export
import rag.web.files as files
from rag.web.conversations import Desk
from rag.web.markup import from_template
from rag.web.service import Service
from rag.web.turns import Conversation, find, replace_turn

log = logging.getLogger(__name__)
ADDRESS = "/shared/{id}"
CHAT = "../"
"""The chat's address as a shared answer has it."""
_ID = re.compile(r"[0-9a-f]{32}")


def share(service: Service, desk: Desk | None, turns: Conversation, sent: dict[str, Any]) -> Conversation:
    """The turns with one of them shared, or with "stop" no longer so; as they were where that cannot be."""
    turn, stop = find(turns, sent.get("turn")), sent.get("stop") is True
    if not desk or turn is None or turn.state != "done" or bool(turn.shared) is not stop:
        return turns
    try:
        if stop:
            service.conversations.stop_sharing(desk, turn.number)
        shared = "" if stop else service.conversations.share(desk, turn.number)
    except (sqlite3.Error, OSError) as error:
        log.warning("an answer could not be shared: %s", error)
        return turns
    return replace_turn(turns, turn.shared_as(shared))


def page(service: Service, id: str) -> str | None:
    """The page of a shared answer, as the articles are now; None where no answer is shared by this id."""
    if not _ID.fullmatch(id):
        return None
    try:
        turn = service.conversations.shared(id)
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        log.warning("a shared answer could not be read: %s", error)
        return None
    return export.page(turn.question, service.anchored((turn,)), CHAT, f"{CHAT}{files.address()}") if turn else None


def endpoint(service: Service) -> Any:
    """What answers at `ADDRESS`."""

    def shared(request: Request) -> Response:
        found = page(service, request.path_params["id"])
        return HTMLResponse(
            found or from_template("unshared.html"), 200 if found else 404, {"cache-control": "no-store"}
        )

    return shared
