"""Who asks, for what Gradio calls: it keeps the request of a call beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from fastapi import HTTPException
from gradio.context import LocalContext

from rag.serving.gate import Busy, Gate, Ticket
from rag.serving.people import Person, person_of
from rag.web.door import READS_ONLY
from rag.web.figures import PLACE


def asking() -> Person | None:
    """Who sent the request that is being answered; None where nobody is told from another."""
    return person_of(LocalContext.request.get(None))


def may_edit() -> bool:
    """Whether whoever asks may change the articles."""
    person = asking()
    return person is None or person.edits


def owned(sent: Any, person: Person | None) -> Any:
    """What a page sent, the owner of its conversations being who is signed in, whatever the page says."""
    return {**sent, "owner": person.owner} if person and isinstance(sent, dict) else sent


def id_of(request: gr.Request) -> str:
    """The id of a request, as its answer and the log have it; empty where it has none."""
    return str(getattr(getattr(request.request, "state", None), "request_id", ""))


def for_whoever_asks(function: Callable[[Any], Any]) -> Callable[..., Any]:
    """A function for the page's script, told who is signed in."""

    @wraps(function)
    def called(sent: Any = None) -> Any:
        return function(owned(sent, asking()))

    return called


def by_editors(function: Callable[[Any], Any]) -> Callable[..., Any]:
    """A function for the page's script that changes the articles: for whoever may not, it is forbidden."""

    @wraps(function)
    def called(sent: Any) -> Any:
        if not may_edit():
            raise HTTPException(403, READS_ONLY)
        return function(sent)

    return called


def place(gate: Gate) -> Ticket:
    """The place that a question over HTTP got when it arrived, or one for it now. Raises an error that Gradio passes on
    where there is none."""
    request = LocalContext.request.get(None)
    state = getattr(getattr(request, "request", None) or request, "state", None)
    try:
        held = getattr(state, PLACE, None)
        return held if isinstance(held, Ticket) else gate.enter()
    except Busy as error:
        raise gr.Error(str(error), print_exception=False) from error
