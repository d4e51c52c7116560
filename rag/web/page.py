"""The page itself, as Gradio blocks.

The transcript and the reader are plain HTML from `render` and `reader`; Gradio carries them, the question box and
the events. Both keep the default template of `gr.HTML`: any other would run article text as JavaScript.
"""

from __future__ import annotations

from typing import Any, cast

import gradio as gr
from gradio.events import api

import rag.web.files as files
import rag.web.reader as reader
import rag.web.render as render
from rag.web.api import endpoints
from rag.web.calls import server_functions
from rag.web.check import check_page
from rag.web.editing import MAX_FILE
from rag.web.events import PageBlocks, connect
from rag.web.markup import from_template
from rag.web.service import MAX_QUESTION, Service

CONCURRENT = 8
WAITING = 256
"""Questions that wait for their turn; what comes on top of them is told to come again."""

# Event names stand in quotes because Gradio looks for them in this text.
CONNECT_TRANSCRIPT = """(window.footnote ||= {}).trigger = (name, data) => trigger(name, data);
// 'ask', 'judge', 'sharing', 'recall', 'refresh', 'listen'
document.dispatchEvent(new Event('footnote'));"""
CONNECT_READER = """Object.assign(window.footnote ||= {}, { props, server, upload });
document.dispatchEvent(new Event('footnote'));"""


def head() -> str:
    """Style and scripts for the page's head: given to Gradio as `css` they would be rewritten and added twice."""
    return from_template("head.html", static=files.address(), scripts=files.scripts(), largest=MAX_FILE)


def build(service: Service) -> gr.Blocks:
    """The blocks over one service; the head is given where they are mounted."""
    with gr.Blocks(analytics_enabled=False, title="Footnote", fill_width=True, delete_cache=(3600, 3600)) as blocks:
        turns, desk = gr.State(()), gr.State(None)
        _html(from_template("header.html"), "fn-head")
        with gr.Row(elem_id="fn-main"):
            line = _html(render.status_line(""), "fn-live")
            with gr.Column(elem_id="fn-left"):
                transcript = _html(render.transcript((), service.status), "fn-transcript", CONNECT_TRANSCRIPT)
                _html(from_template("scope.html"), "fn-scope")
                with gr.Row(elem_id="fn-composer"):
                    box, stop, send = _question_box()
            with gr.Column(elem_id="fn-check"), gr.Column(elem_id="fn-check-page"):
                check_page(service, line, desk)
            with gr.Column(elem_id="fn-right"):
                functions = server_functions(service)
                _html(reader.waiting(service.status.text), "fn-reader", CONNECT_READER, functions)
        connect(service, PageBlocks(turns, desk, transcript, box, send, stop, line))
        for function in endpoints(service):
            # Queued, a tool of MCP would ask this server itself over HTTP, as somebody who has not signed in.
            api(function, api_name=function.__name__, queue=False)
    blocks.queue(max_size=WAITING, default_concurrency_limit=CONCURRENT)
    return cast(gr.Blocks, blocks)


def _html(value: str, id: str, connect: str | None = None, functions: list[Any] | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=id, js_on_load=connect, apply_default_css=False, server_functions=functions)


def _question_box() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    box = gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask about the articles",
        max_lines=8,
        max_length=MAX_QUESTION,
        container=False,
        autofocus=True,
        elem_id="fn-question",
    )
    # The style shows it in the place of the other while an answer takes long.
    stop = gr.Button("Stop", elem_id="fn-stop-answer", scale=0, min_width=72)
    return box, stop, gr.Button("Ask", variant="primary", elem_id="fn-send", scale=0, min_width=72)
