"""The page itself, as Gradio blocks.

The transcript and the reader are plain HTML from `render` and `reader`; Gradio carries them, the question box and
the events. Both keep the default template of `gr.HTML`: any other would run article text as JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import dumps
from types import MappingProxyType
from typing import Any, cast

import gradio as gr
from gradio.events import api

import rag.web.files as files
import rag.web.reader as reader
import rag.web.render as render
from rag.web.api import endpoints
from rag.web.calls import server_functions
from rag.web.check import check_page, check_words
from rag.web.editing import MAX_FILE
from rag.web.events import PageBlocks, connect
from rag.web.markup import from_template
from rag.web.service import MAX_QUESTION, Service
from rag.web.translation import ENGLISH, LANGUAGES, language, messages
from rag.web.translation import gettext as _

CONCURRENT = 8
WAITING = 256
"""Questions that wait for their turn; what comes on top of them is told to come again."""

# Event names stand in quotes because Gradio looks for them in this text.
CONNECT_TRANSCRIPT = """(window.footnote ||= {}).trigger = (name, data) => trigger(name, data);
// 'ask', 'judge', 'sharing', 'recall', 'refresh', 'listen'
document.dispatchEvent(new Event('footnote'));"""
CONNECT_READER = """Object.assign(window.footnote ||= {}, { props, server, upload });
document.dispatchEvent(new Event('footnote'));"""
Words = Mapping[str, Callable[[], dict[str, Any]]]
"""By the id of a block what of it is told in the language of the page."""


class Page(gr.Blocks):
    """Blocks that a browser gets in its own language: Gradio hands out as `config` what they were made with."""

    words: Words = MappingProxyType({})
    _made: Any = None

    @property
    def config(self) -> Any:
        """What the browser makes the page of."""
        if language() == ENGLISH or not self._made:
            return self._made
        return {**self._made, "head": head(), "components": [self._worded(part) for part in self._made["components"]]}

    @config.setter
    def config(self, made: Any) -> None:
        self._made = made

    def _worded(self, part: dict[str, Any]) -> dict[str, Any]:
        worded = self.words.get(part["props"].get("elem_id") or "")
        return {**part, "props": {**part["props"], **worded()}} if worded else part


def head() -> str:
    """Style and scripts for the page's head: given to Gradio as `css` they would be rewritten and added twice."""
    given = {"maxFile": MAX_FILE, "language": language(), "words": messages(files.worded())}
    return from_template("head.html", static=files.address(), scripts=files.scripts(), given=dumps(given))


def page_words(service: Service) -> Words:
    """What the blocks say."""
    return {
        "fn-head": lambda: {"value": from_template("header.html", settings=settings())},
        "fn-transcript": lambda: {"value": render.transcript((), service.status)},
        "fn-scope": lambda: {"value": from_template("scope.html")},
        "fn-reader": lambda: {"value": reader.waiting(service.status.text)},
        "fn-question": lambda: {"label": _("Your question"), "placeholder": _("Ask about the articles")},
        "fn-stop-answer": lambda: {"value": _("Stop")},
        "fn-send": lambda: {"value": _("Ask")},
        **check_words(),
    }


def settings() -> list[tuple[str, str, dict[str, str]]]:
    """What can be set on the page: its name, what it is called, and what can be chosen."""
    return [
        ("language", _("Language"), {"": _("The browser’s"), **LANGUAGES}),
        ("theme", _("Theme"), {"system": _("System"), "light": _("Light"), "dark": _("Dark")}),
        ("size", _("Text"), {"small": _("Small"), "normal": _("Normal"), "large": _("Large")}),
        ("dial", _("Answer"), {"more": _("Whatever fits"), "": _("As measured"), "sure": _("Only if sure")}),
    ]


def build(service: Service) -> Page:
    """The blocks over one service; the head is given where they are mounted."""
    words = page_words(service)
    with Page(analytics_enabled=False, title="Footnote", fill_width=True, delete_cache=(3600, 3600)) as blocks:
        turns, desk = gr.State(()), gr.State(None)
        _html(words, "fn-head")
        with gr.Row(elem_id="fn-main"):
            line = gr.HTML(render.status_line(""), elem_id="fn-live", js_on_load=None, apply_default_css=False)
            with gr.Column(elem_id="fn-left"):
                transcript = _html(words, "fn-transcript", CONNECT_TRANSCRIPT)
                _html(words, "fn-scope")
                with gr.Row(elem_id="fn-composer"):
                    box, stop, send = _question_box(words)
            with gr.Column(elem_id="fn-check"), gr.Column(elem_id="fn-check-page"):
                check_page(service, line, desk)
            with gr.Column(elem_id="fn-right"):
                _html(words, "fn-reader", CONNECT_READER, server_functions(service))
        connect(service, PageBlocks(turns, desk, transcript, box, send, stop, line))
        for function in endpoints(service):
            # Queued, a tool of MCP would ask this server itself over HTTP, as somebody who has not signed in.
            api(function, api_name=function.__name__, queue=False)
    blocks.words = words
    blocks.queue(max_size=WAITING, default_concurrency_limit=CONCURRENT)
    return cast(Page, blocks)


def _html(words: Words, id: str, connect: str | None = None, functions: list[Any] | None = None) -> gr.HTML:
    how: dict[str, Any] = {"js_on_load": connect, "apply_default_css": False, "server_functions": functions}
    return gr.HTML(**words[id](), elem_id=id, **how)


def _question_box(words: Words) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    box = gr.Textbox(
        **words["fn-question"](),
        show_label=False,
        max_lines=8,
        max_length=MAX_QUESTION,
        container=False,
        autofocus=True,
        elem_id="fn-question",
    )
    # The style shows it in the place of the other while an answer takes long.
    stop = gr.Button(**words["fn-stop-answer"](), elem_id="fn-stop-answer", scale=0, min_width=72)
    send = gr.Button(**words["fn-send"](), variant="primary", elem_id="fn-send", scale=0, min_width=72)
    return box, stop, send
