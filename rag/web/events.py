"""What happens on each event of the page: a question, a verdict, a fresh start."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Generator as Stream
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

import rag.web.render as render
from rag.types import Answer, QuestionKind, Statement, Turn
from rag.web.reader import EMPTY
from rag.web.service import MAX_QUESTION, Service, error_text
from rag.web.stopping import Stopping, with_heartbeat
from rag.web.turns import Conversation, Exchange, add_question, find, history, replace_turn

log = logging.getLogger(__name__)
CONCURRENT = 8
KINDS = {kind.value: kind for kind in QuestionKind}
Shown = tuple[Any, Any, str, Conversation]
"""Question box, transcript, status line, conversation."""


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """The blocks that events come from and go to."""

    blocks: gr.Blocks
    turns: gr.State
    transcript: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    line: gr.HTML


def connect(service: Service, parts: PageBlocks) -> None:
    """Let every event of the page do its work; none of them is part of the HTTP API."""
    turns, transcript = parts.turns, parts.transcript
    shown = [parts.box, transcript, parts.line, turns]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    busy: dict[str, Any] = {"concurrency_limit": CONCURRENT, "concurrency_id": "ask", **quiet}

    stopping = Stopping()

    def on_question(conversation: Conversation, question: str, request: gr.Request) -> Iterator[Shown]:
        yield from ask_and_show(service, conversation, question, stopped=stopping.begin(request))

    def on_choice(conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Shown]:
        data, stopped = event_data(event), stopping.begin(request)
        yield from ask_and_show(service, conversation, data.get("question"), data, stopped=stopped)

    def on_verdict(conversation: Conversation, event: gr.EventData) -> tuple[str, Conversation]:
        conversation = record_verdict(service, conversation, event_data(event))
        return render.transcript(conversation, service.status), conversation

    def on_refresh(conversation: Conversation) -> str:
        return render.transcript(conversation, service.status, service.examples())

    def on_restart() -> Shown:
        return "", on_refresh(()), render.status_line("Conversation cleared."), ()

    typed = gr.on([parts.box.submit, parts.send.click], on_question, [turns, parts.box], shown, **busy)
    picked = transcript.ask(on_choice, [turns], shown, **busy)
    parts.stop.click(stopping.stop, **quiet)
    transcript.judge(on_verdict, [turns], [transcript, turns], **quiet)
    transcript.restart(on_restart, None, shown, cancels=[typed, picked], **quiet)
    transcript.refresh(on_refresh, [turns], [transcript], **quiet)
    parts.blocks.load(on_refresh, [turns], [transcript], **quiet)


def event_data(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along with an event; anybody can send anything."""
    return event._data if isinstance(event._data, dict) else {}


def ask_and_show(
    service: Service,
    turns: Conversation,
    question: object,
    chosen: Mapping[str, object] | None = None,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Shown]:
    """Ask, and show the answer as it grows: question box, transcript, status line and conversation at each step.

    With `chosen` nothing was typed: it names a turn to be asked `again`, and as what `kind` of question. A language
    model that writes comes to its end once `stopped` says so."""
    box: Any = "" if chosen is None else gr.skip()
    again, kind = (chosen or {}).get("again"), (chosen or {}).get("kind")
    text = question.strip() if isinstance(question, str) else ""
    number = again if isinstance(again, int) and find(turns, again) else None
    if number is None and (not text or len(text) > MAX_QUESTION):
        said = f"A question has at most {MAX_QUESTION:,} characters." if text else ""
        yield gr.skip(), gr.skip(), render.status_line(said), turns
        return
    turns, fresh = add_question(turns, text, number, KINDS.get(str(kind)))
    last, before = "", None
    for turn in answer_steps(service, fresh, history(turns, fresh), stopped):
        if turn is before:  # nothing new; Gradio sees in passing whether anybody still waits
            yield gr.skip(), gr.skip(), gr.skip(), turns
            continue
        before = turn
        turns, status = replace_turn(turns, turn), service.status
        said = render.announcement(turn, status)
        # Only start and end are announced: a screen reader would read every step of a stream over the last.
        last = said if turn.state in ("done", "failed") or not last else last
        yield box, render.transcript(turns, status), render.status_line(last), turns
        box = gr.skip()


def answer_steps(
    service: Service, turn: Exchange, earlier: list[Turn], stopped: Callable[[], bool] = lambda: False
) -> Iterator[Exchange]:
    """The turn at each step: waiting for the articles, searching, with each statement, done or failed.

    While a language model writes, the same turn comes again and again."""
    if service.status.state == "failed":
        service.prepare()
    while not service.wait(0):
        yield replace(turn, state="waiting")
        service.wait(0.5)
    if service.status.state == "ready" and not service.status.count:
        yield turn.failed(EMPTY)
        return
    yield turn
    shown, statements = turn, []
    stream: Stream[Statement | None, None, Answer]
    if service.status.generator:
        stream = with_heartbeat(lambda stop: service.stream(turn.question, earlier, kind=turn.kind, stop=stop), stopped)
    else:
        stream = service.stream(turn.question, earlier, kind=turn.kind)
    try:
        while True:
            if statement := next(stream):
                statements.append(statement)
                shown = turn.streaming(statements)
            yield shown
    except StopIteration as end:
        yield turn.finished(end.value)
    except Exception as error:
        # Whatever it was: the page says that it failed and keeps the question.
        log.exception("a question failed")
        yield turn.failed(error_text(error))


def record_verdict(service: Service, turns: Conversation, data: dict[str, Any]) -> Conversation:
    """Keep a reader's verdict on an answer; anything else the browser may send changes nothing."""
    turn, verdict = find(turns, data.get("turn")), data.get("verdict")
    if turn is None or turn.answer is None or verdict not in render.VERDICTS or turn.verdict == verdict:
        return turns
    service.keep_feedback(turn.question, turn.answer, verdict)
    return replace_turn(turns, turn.judged(verdict))
