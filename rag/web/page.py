"""The page itself: Gradio blocks, and what happens on each event.

The transcript and the reader are plain HTML from `render` and `reader`; Gradio carries them, the question box and
the events. Both keep the default template of `gr.HTML`: any other would run article text as JavaScript.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import gradio as gr
from gradio.events import api
from gradio.utils import get_upload_folder

from rag.web import reader, render
from rag.web.api import endpoints
from rag.web.service import MAX_FILE, MAX_QUESTION, Service, plain
from rag.web.turns import Conversation, Exchange, find, history, opened, updated

log = logging.getLogger(__name__)
CONCURRENT = 8
WAITING = 64
Shown = tuple[Any, str, str, Conversation]
"""Question box, transcript, status line, conversation."""

HEADER = """<header class="fn-header"><h1>Footnote</h1><p id="fn-count-line" class="fn-meta"></p>
<nav aria-label="Page"><a class="fn-button fn-narrow" href="#articles">Articles</a>
<button type="button" class="fn-quiet" data-do="restart" aria-label="Clear conversation">
Clear<span class="fn-wide">&nbsp;conversation</span></button></nav></header>"""
# Event names stand in quotes because Gradio looks for them in this text.
CONNECT_TRANSCRIPT = """(window.footnote ||= {}).trigger = (name, data) => trigger(name, data);
// 'ask', 'judge', 'restart', 'refresh'
document.dispatchEvent(new Event('footnote'));"""
CONNECT_READER = """Object.assign(window.footnote ||= {}, { props, server, upload });
document.dispatchEvent(new Event('footnote'));"""


def static(name: str) -> str:
    """The text of a file of this package."""
    return (files("rag.web") / "static" / name).read_text(encoding="utf-8")


def head() -> str:
    """Style and scripts for the page's head: given to Gradio as `css` they would be rewritten and added twice."""
    icon = "data:image/svg+xml," + static("icon.svg").strip().replace("#", "%23").replace('"', "'")
    scripts = f"(window.footnote ||= {{}}).maxFile = {MAX_FILE};\n{static('reader.js')}\n{static('script.js')}"
    return f'<link rel="icon" href="{icon}"><style>{static("style.css")}</style><script>{scripts}</script>'


def build(service: Service) -> gr.Blocks:
    """The blocks over one service; the head is given where they are mounted."""
    with gr.Blocks(analytics_enabled=False, title="Footnote", fill_width=True, delete_cache=(3600, 3600)) as blocks:
        turns: gr.State = gr.State(())
        _html(HEADER, "fn-head")
        with gr.Row(elem_id="fn-main"):
            with gr.Column(elem_id="fn-left"):
                transcript = _html(render.transcript((), service.status), "fn-transcript", CONNECT_TRANSCRIPT)
                with gr.Row(elem_id="fn-composer"):
                    box, send = _question_box()
                line = _html(render.live(""), "fn-live")
            with gr.Column(elem_id="fn-right"):
                functions = server_functions(service)
                _html(reader.waiting(service.status.text), "fn-reader", CONNECT_READER, functions)
        _connect(service, blocks, turns, transcript, box, send, line)
        for function in endpoints(service):
            api(function, api_name=function.__name__, concurrency_limit=CONCURRENT)
    blocks.queue(max_size=WAITING, default_concurrency_limit=CONCURRENT)
    return cast(gr.Blocks, blocks)


def _html(value: str, id: str, connect: str | None = None, functions: list[Any] | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=id, js_on_load=connect, apply_default_css=False, server_functions=functions)


def _question_box() -> tuple[gr.Textbox, gr.Button]:
    box = gr.Textbox(
        label="Your question",
        show_label=False,
        placeholder="Ask about the articles",
        max_lines=1,
        max_length=MAX_QUESTION,
        container=False,
        autofocus=True,
        elem_id="fn-question",
    )
    return box, gr.Button("Ask", variant="primary", elem_id="fn-send", scale=0, min_width=72)


def _connect(
    service: Service,
    blocks: gr.Blocks,
    turns: gr.State,
    transcript: gr.HTML,
    box: gr.Textbox,
    send: gr.Button,
    line: gr.HTML,
) -> None:
    shown = [box, transcript, line, turns]

    def asked(conversation: Conversation, question: str) -> Iterator[Shown]:
        yield from converse(service, conversation, question)

    def chosen(conversation: Conversation, event: gr.EventData) -> Iterator[Shown]:
        data = event._data or {}
        yield from converse(service, conversation, data.get("question", ""), data.get("again"), keep_box=True)

    def judged(conversation: Conversation, event: gr.EventData) -> tuple[str, Conversation]:
        conversation = judge(service, conversation, event._data or {})
        return render.transcript(conversation, service.status), conversation

    def refreshed(conversation: Conversation) -> str:
        return render.transcript(conversation, service.status, service.examples())

    def restarted() -> Shown:
        return "", render.transcript((), service.status, service.examples()), render.live("Conversation cleared."), ()

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asking = [
        gr.on(
            [box.submit, send.click],
            asked,
            [turns, box],
            shown,
            concurrency_limit=CONCURRENT,
            concurrency_id="ask",
            **quiet,
        ),
        transcript.ask(chosen, [turns], shown, concurrency_limit=CONCURRENT, concurrency_id="ask", **quiet),
    ]
    transcript.judge(judged, [turns], [transcript, turns], **quiet)
    transcript.restart(restarted, None, shown, cancels=asking, **quiet)
    transcript.refresh(refreshed, [turns], [transcript], **quiet)
    blocks.load(refreshed, [turns], [transcript], **quiet)


def converse(
    service: Service, turns: Conversation, question: object, again: object = None, *, keep_box: bool = False
) -> Iterator[Shown]:
    """Ask, and show the answer as it grows: question box, transcript, status line and conversation at each step."""
    box: Any = gr.skip() if keep_box else ""
    text = question.strip() if isinstance(question, str) else ""
    number = again if isinstance(again, int) and find(turns, again) else None
    if number is None and (not text or len(text) > MAX_QUESTION):
        said = f"A question has at most {MAX_QUESTION:,} characters." if text else ""
        yield gr.skip(), gr.skip(), render.live(said), turns
        return
    turns, fresh = opened(turns, text, number)
    last = ""
    for turn in answering(service, fresh, history(turns, fresh)):
        turns, status = updated(turns, turn), service.status
        said = render.announcement(turn, status)
        # Only start and end are announced: a screen reader would read every step of a stream over the last.
        last = said if turn.state in ("done", "failed") or not last else last
        yield box, render.transcript(turns, status), render.live(last), turns
        box = gr.skip()


def answering(service: Service, turn: Exchange, earlier: list[Any]) -> Iterator[Exchange]:
    """The turn at each step: waiting for the articles, searching, with each statement, done or failed."""
    if service.status.state == "failed":
        service.prepare()
    while not service.wait(0):
        yield Exchange(turn.number, turn.question, "waiting")
        service.wait(0.5)
    if service.status.state == "ready" and not service.status.count:
        yield turn.failed(render.EMPTY)
        return
    yield turn
    statements = []
    stream = service.stream(turn.question, earlier)
    try:
        while True:
            statements.append(next(stream))
            yield turn.streaming(statements)
    except StopIteration as end:
        yield turn.finished(end.value)
    except Exception as error:
        # Whatever it was: the page says that it failed and keeps the question.
        log.exception("a question failed")
        yield turn.failed(plain(error))


def judge(service: Service, turns: Conversation, data: dict[str, Any]) -> Conversation:
    """Keep a reader's verdict on an answer; anything else the browser may send changes nothing."""
    turn, verdict = find(turns, data.get("turn")), data.get("verdict")
    if turn is None or turn.answer is None or verdict not in render.VERDICTS or turn.verdict == verdict:
        return turns
    service.keep_feedback(turn.question, turn.answer, verdict)
    return updated(turns, turn.judged(verdict))


def server_functions(service: Service) -> list[Any]:
    """What the page's script calls. Each is an open HTTP endpoint: it gets whatever anybody sends."""

    def open_reference(reference: Any) -> str:
        if service.library is None:
            return reader.waiting(service.status.text)
        return reader.view(reference, service.library, service.failures)

    def preparation(_: Any = None) -> dict[str, Any]:
        status = service.status
        return {"state": status.state, "text": status.text, "count": status.count}

    def prepare_again(_: Any = None) -> dict[str, Any]:
        service.prepare()
        return preparation()

    def add_article(sent: Any) -> dict[str, str]:
        name, data = _uploaded(sent)
        if data is None:
            return {"state": "failed", "text": "did not arrive whole; try again"}
        added = service.add(name, data)
        return {"state": added.state, "text": added.text}

    def remove_article(key: Any) -> str:
        return service.remove(key) if isinstance(key, str) and reader.KEY.fullmatch(key) else "No such article."

    return [open_reference, preparation, prepare_again, add_article, remove_article]


def _uploaded(sent: Any) -> tuple[str, bytes | None]:
    """Name and bytes of a file that was uploaded a moment ago; any other path is refused. The file is deleted."""
    name, path = (sent.get("name"), sent.get("path")) if isinstance(sent, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(path, str) or "\0" in path or len(path) > 4_096:
        return "", None
    file = Path(path).resolve()
    if not file.is_relative_to(Path(get_upload_folder()).resolve()) or not file.is_file():
        return "", None
    with file.open("rb") as opened_file:
        data = opened_file.read(MAX_FILE + 1)
    file.unlink(missing_ok=True)
    return name[:255], data
