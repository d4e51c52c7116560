"""What is stopped from the page. Gradio's own way of cancelling loses what is said after it."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr


class Stopping:
    """The browser windows whose work is to come to its end."""

    def __init__(self) -> None:
        self._asked: set[str | None] = set()

    def stop(self, request: gr.Request) -> None:
        """Ask the work of this window to end; returns nothing, whoever works looks now and then."""
        self._asked.add(request.session_hash)

    def begin(self, request: gr.Request) -> Callable[[], bool]:
        """Whether this window wants its work to end, from now on: what it wanted of earlier work is forgotten."""
        self._asked.discard(request.session_hash)
        return lambda: request.session_hash in self._asked
