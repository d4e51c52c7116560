"""The page's other half: a text is pasted, and every sentence of it comes back with what the articles say to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import gradio as gr

import rag.web.render as render
import rag.web.verdicts as verdicts
from rag.types import CheckedSentence, CheckedText
from rag.web.service import MAX_TEXT, Service, plain
from rag.web.stopping import Stopping

log = logging.getLogger(__name__)
CONCURRENT = 4
EVERY = 0.4
"""Seconds between two steps that are shown: a long report is not sent anew for every sentence."""
INTRODUCTION = """<h2>Check a text</h2>
<p>Paste a text, such as the answer of a chatbot. Each of its sentences is held against the articles.</p>"""
CONNECT = "document.dispatchEvent(new Event('footnote'));"
NOTHING = "Paste a text first."
TOO_LONG = f"A text has at most {MAX_TEXT:,} characters: check it in parts."
Shown = tuple[Any, str]
"""Report and status line."""


def inspector(service: Service, line: gr.HTML) -> None:
    """The box for a text and the report below it; `line` is the page's status line."""
    gr.HTML(INTRODUCTION, elem_id="fn-check-head", js_on_load=None, apply_default_css=False)
    box = gr.Textbox(
        label="The text to check",
        show_label=False,
        placeholder="Paste a text here",
        lines=7,
        max_lines=16,
        max_length=MAX_TEXT + 1,  # one more than is checked: it is refused in words instead of being cut silently
        container=False,
        elem_id="fn-claims-box",
    )
    with gr.Row(elem_id="fn-check-buttons"):
        stop = gr.Button("Stop", elem_id="fn-stop-button")  # the style shows it while a report is growing
        button = gr.Button("Check", variant="primary", elem_id="fn-check-button")
    report = gr.HTML("", elem_id="fn-report", js_on_load=CONNECT, apply_default_css=False)
    stopping = Stopping()

    def checked(text: str, request: gr.Request) -> Iterator[Shown]:
        yield from inspect(service, text, stopping.begin(request))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    busy: dict[str, Any] = {"concurrency_limit": CONCURRENT, "concurrency_id": "check", **quiet}
    button.click(checked, [box], [report, line], **busy)
    stop.click(stopping.stop, **quiet)


def inspect(service: Service, text: object, stopped: Callable[[], bool] = lambda: False) -> Iterator[Shown]:
    """Report and status line at each step: waiting for the articles, with the sentences so far, whole or failed.

    It ends with what is done as soon as `stopped` says so."""
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        said = TOO_LONG if isinstance(text, str) and text.strip() else NOTHING
        yield verdicts.failure(said), render.live(said)
        return
    if service.status.state == "failed":
        service.prepare()
    while not service.wait(0):
        if stopped():
            yield _stopped(None)
            return
        yield verdicts.progress(service.status.text), render.live(service.status.text)
        service.wait(0.5)
    if service.status.state == "ready" and not service.status.count:
        yield verdicts.failure(render.EMPTY), render.live(render.EMPTY)
        return
    yield verdicts.progress("Checking…"), render.live("Checking…")
    yield from _steps(service, text, stopped)


def _stopped(so_far: CheckedText | None) -> Shown:
    said = verdicts.told(so_far) if so_far else "No sentence was checked."
    return verdicts.stopped(so_far), render.live(f"Stopped. {said}")


def _steps(service: Service, text: str, stopped: Callable[[], bool]) -> Iterator[Shown]:
    done: list[CheckedSentence] = []
    stream, shown = service.stream_check(text), monotonic()
    try:
        while True:
            if stopped():
                yield _stopped(CheckedText(text, tuple(done)) if done else None)
                return
            done.append(next(stream))
            if monotonic() - shown > EVERY:
                shown = monotonic()
                yield verdicts.growing(CheckedText(text, tuple(done))), render.live("Checking…")
    except StopIteration as end:
        yield verdicts.report(end.value), render.live(verdicts.told(end.value))
    except Exception as error:
        # Whatever it was: the page says that it failed and keeps the text.
        log.exception("a text could not be checked")
        yield verdicts.failure(plain(error)), render.live(f"The text could not be checked. {plain(error)}")
