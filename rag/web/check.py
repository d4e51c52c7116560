"""The page's other half: a text is pasted, and every sentence of it comes back with what the articles say to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from time import monotonic
from typing import Any

import gradio as gr

import rag.web.render as render
import rag.web.report as report
from rag.serving.gate import Busy
from rag.types import CheckedSentence, CheckedText
from rag.web.causes import error_text
from rag.web.conversations import Desk
from rag.web.events import ONCE_SETTLED
from rag.web.listing import EMPTY
from rag.web.markup import from_template
from rag.web.service import MAX_TEXT, Service
from rag.web.stopping import Stopping
from rag.web.told import told
from rag.web.translation import gettext as _

log = logging.getLogger(__name__)
CONCURRENT = 4
EVERY = 0.4
"""Seconds between two steps that are shown: a long report is not sent anew for every sentence."""
CONNECT = "document.dispatchEvent(new Event('footnote'));"
Shown = tuple[Any, str]
"""Report and status line."""


def check_words() -> dict[str, Callable[[], dict[str, Any]]]:
    """By the id of a block what of it is told in the language of the page."""
    return {
        "fn-check-head": lambda: {"value": from_template("check_intro.html")},
        "fn-claims-box": lambda: {"label": _("The text to check"), "placeholder": _("Paste a text here")},
        "fn-stop-button": lambda: {"value": _("Stop")},
        "fn-check-button": lambda: {"value": _("Check")},
    }


def check_page(service: Service, line: gr.HTML, desk: gr.State) -> None:
    """The box for a text and the report below it; `line` is the page's status line, `desk` whose choice of articles
    counts."""
    words = {id: worded() for id, worded in check_words().items()}
    gr.HTML(**words["fn-check-head"], elem_id="fn-check-head", js_on_load=None, apply_default_css=False)
    box = gr.Textbox(
        **words["fn-claims-box"],
        show_label=False,
        lines=7,
        max_lines=16,
        max_length=MAX_TEXT + 1,  # one more than is checked: it is refused in words instead of being cut silently
        container=False,
        elem_id="fn-claims-box",
    )
    with gr.Row(elem_id="fn-check-buttons"):
        stop = gr.Button(
            **words["fn-stop-button"], elem_id="fn-stop-button"
        )  # the style shows it while a report is growing
        button = gr.Button(**words["fn-check-button"], variant="primary", elem_id="fn-check-button")
    shown = gr.HTML("", elem_id="fn-report", js_on_load=CONNECT, apply_default_css=False)
    stopping = Stopping()

    def on_check(text: str, desk: Desk | None, request: gr.Request) -> Iterator[Shown]:
        yield from check_text(service, text, stopping.begin(request), desk)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    busy: dict[str, Any] = {"concurrency_limit": CONCURRENT, "concurrency_id": "check", **quiet}
    button.click(on_check, [box, desk], [shown, line], js=ONCE_SETTLED, **busy)
    stop.click(stopping.stop, **quiet)


def check_text(
    service: Service, text: object, stopped: Callable[[], bool] = lambda: False, desk: Desk | None = None
) -> Iterator[Shown]:
    """Report and status line at each step: waiting for the articles, with the sentences so far, whole or failed.

    It ends with what is done as soon as `stopped` says so."""
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        said = _("Paste a text first.")
        if isinstance(text, str) and text.strip():
            said = _("A text has at most {n} characters: check it in parts.", n=MAX_TEXT)
        yield report.failed(said), render.status_line(said)
        return
    if service.status.state == "failed":
        service.prepare()
    while not service.wait(0):
        if stopped():
            yield _stopped(None)
            return
        yield report.waiting(service.status.text), render.status_line(service.status.text)
        service.wait(0.5)
    if service.status.state == "ready" and not service.status.count:
        yield report.failed(told(EMPTY)), render.status_line(told(EMPTY))
        return
    yield report.waiting(_("Checking…")), render.status_line(_("Checking…"))
    try:
        with service.gate.enter():
            yield from _steps(service, text, stopped, service.chosen(desk))
    except Busy as error:
        yield report.failed(told(str(error))), render.status_line(told(str(error)))


def _stopped(so_far: CheckedText | None) -> Shown:
    said = report.summary(so_far) if so_far else _("No sentence was checked.")
    return report.stopped(so_far), render.status_line(" ".join((_("Stopped."), said)))


def _steps(service: Service, text: str, stopped: Callable[[], bool], only: Collection[str]) -> Iterator[Shown]:
    done: list[CheckedSentence] = []
    stream, shown = service.stream_check(text, only), monotonic()
    try:
        while True:
            if stopped():
                yield _stopped(CheckedText(text, tuple(done)) if done else None)
                return
            done.append(next(stream))
            if monotonic() - shown > EVERY:
                shown = monotonic()
                yield report.unfinished(CheckedText(text, tuple(done))), render.status_line(_("Checking…"))
    except StopIteration as end:
        yield report.finished(end.value, service.scope(only)), render.status_line(report.summary(end.value))
    except Exception as error:
        # Whatever it was: the page says that it failed and keeps the text.
        log.exception("a text could not be checked")
        reason = told(error_text(error))
        said = " ".join((_("The text could not be checked."), reason))
        yield report.failed(reason), render.status_line(said)
