"""What happens on each event of the page: a question, a verdict, a fresh start."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

import rag.web.render as render
from rag.serving.gate import Busy
from rag.serving.people import person_of
from rag.types import Answer, QuestionKind, Turn
from rag.web.asking import id_of, owned
from rag.web.causes import error_text
from rag.web.conversations import Desk
from rag.web.listing import EMPTY
from rag.web.reader import GONE_ARTICLE
from rag.web.service import MAX_QUESTION, Service
from rag.web.sharing import share
from rag.web.stopping import Stopping, with_heartbeat
from rag.web.translation import gettext as _
from rag.web.translation import ngettext
from rag.web.turns import ENDED, Conversation, Exchange, add_question, find, history, replace_turn

log = logging.getLogger(__name__)
KINDS = {kind.value: kind for kind in QuestionKind}
MAIN_POINTS = "What are the main points of “{}”?"
ONE = "this article"
ONCE_SETTLED = "async (...sent) => (await window.footnote.settled(), sent)"
"""What is asked before the page's conversation is open waits for it in the browser: answered at once it would belong to
none, and a page drawn anew would put an empty one over it. So it does for a choice of articles that is on its way."""
Shown = tuple[Any, Any, str, Conversation]
"""Question box, transcript, status line, conversation."""


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """The blocks that events come from and go to."""

    turns: gr.State
    desk: gr.State
    """Which conversation of whom it is: a `Desk`, or None before the browser has said it."""
    transcript: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    line: gr.HTML


def connect(service: Service, parts: PageBlocks) -> None:
    """Let every event of the page do its work; none of them is part of the HTTP API."""
    turns, transcript, held = parts.turns, parts.transcript, [parts.turns, parts.desk]
    shown, typed = [parts.box, transcript, parts.line, turns], [parts.box.submit, parts.send.click]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # How many are asked at once the service's gate says, which turns one more away instead of letting it wait unseen.
    asked = {"js": ONCE_SETTLED, "concurrency_limit": None, "concurrency_id": "ask", **quiet}
    stopping, leaving = Stopping(), Stopping()

    def answered(kept: Conversation, desk: Desk | None, request: gr.Request, *question: Any) -> Iterator[Shown]:
        by: dict[str, Any] = {"desk": desk, "stopped": stopping.begin(request), "request_id": id_of(request)}
        steps = ask_and_show(service, kept, *question, **by)
        with leaving.work(request) as left:
            yield from keep_each(service, desk, steps, left)

    def on_question(kept: Conversation, desk: Desk | None, question: str, request: gr.Request) -> Iterator[Shown]:
        yield from answered(kept, desk, request, question)

    def on_choice(kept: Conversation, desk: Desk | None, event: gr.EventData, request: gr.Request) -> Iterator[Shown]:
        yield from answered(kept, desk, request, event_data(event).get("question"), event_data(event))

    def on_recall(before: Desk | None, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        leaving.end(request)
        return recalled(service, before, Desk.of(owned(event_data(event), person_of(request))))

    gr.on(typed, on_question, [*held, parts.box], shown, **asked).then(None, js="() => window.footnote.answered()")
    transcript.ask(on_choice, held, shown, **asked)
    parts.stop.click(stopping.stop, **quiet)
    transcript.judge(changing(service, record_verdict), held, [transcript, turns], **quiet)
    transcript.sharing(changing(service, share), held, [transcript, turns], **quiet)
    opened = transcript.recall(on_recall, [parts.desk], [*shown[1:], parts.desk], trigger_mode="multiple", **quiet)
    opened.then(None, js="() => window.footnote.opened()")
    transcript.refresh(partial(refreshed, service), [turns], [transcript, turns], js=ONCE_SETTLED, **quiet)
    transcript.listen(lambda: None, trigger_mode="multiple", **quiet)


Change = Callable[[Service, Desk | None, Conversation, dict[str, Any]], Conversation]
"""What changes a conversation, by what the page's script sent."""


def changing(service: Service, change: Change) -> Callable[..., tuple[str, Conversation]]:
    """What Gradio calls to change a conversation, keep it, and show it."""

    def on_event(kept: Conversation, desk: Desk | None, event: gr.EventData) -> tuple[str, Conversation]:
        changed = change(service, desk, kept, event_data(event))
        if changed != kept:
            service.keep_conversation(desk, changed)
        return render.transcript(changed, service.status), changed

    return on_event


def refreshed(service: Service, turns: Conversation) -> tuple[str, Conversation]:
    """The transcript of the turns, and they themselves, as the articles are now."""
    turns = service.anchored(turns)
    return render.transcript(turns, service.status, service.examples()), turns


def recalled(service: Service, before: Desk | None, desk: Desk | None) -> tuple[Any, ...]:
    """What is shown, and the desk, once a browser opens the conversation of a desk, as every page does first of all."""
    turns = service.recall(desk)
    opened = ngettext("Conversation opened: {n} question.", "Conversation opened: {n} questions.", len(turns))
    said = opened if turns else _("New conversation.")
    # That the conversation of a new page is new nobody needs to hear.
    line = render.status_line(said) if before or turns else gr.skip()
    shown, turns = refreshed(service, turns)
    return shown, line, turns, desk


def keep_each(
    service: Service, desk: Desk | None, steps: Iterator[Shown], left: Callable[[], bool] = lambda: False
) -> Iterator[Shown]:
    """The steps, as far as the conversation is not `left` for another; it is kept before its answer is shown whole, so
    that nobody can reload too early."""
    for step in steps:
        if left():
            return
        if all(turn.state in ENDED for turn in step[3]):
            service.keep_conversation(desk, step[3])
        yield step


def event_data(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along with an event; anybody can send anything."""
    return event._data if isinstance(event._data, dict) else {}


def ask_and_show(
    service: Service,
    turns: Conversation,
    question: object,
    chosen: Mapping[str, object] | None = None,
    *,
    desk: Desk | None = None,
    stopped: Callable[[], bool] = lambda: False,
    request_id: str = "",
) -> Iterator[Shown]:
    """Ask, and show the answer as it grows: question box, transcript, status line and conversation at each step.

    With `chosen` nothing was typed: it names a turn to be asked `again`, and as what `kind` of question, or the key of
    an `article` to tell the main points of. Only the articles are asked that were chosen at this `desk`. It ends once
    `stopped` says so. A failure is logged with the `request_id`."""
    box: Any = "" if chosen is None else gr.skip()
    again, kind, by = ((chosen or {}).get(name) for name in ("again", "kind", "generator"))
    generator = by if isinstance(by, str) and by in ("", *service.status.generators) else None
    text = question.strip() if isinstance(question, str) else ""
    text, article, kind = _overview(service, (chosen or {}).get("article")) or (text, "", kind)
    number = again if isinstance(again, int) and find(turns, again) else None
    if len(text) > MAX_QUESTION or (number is None and not text):
        said = _("A question has at most {n} characters.", n=MAX_QUESTION) if text else ""
        yield gr.skip(), gr.skip(), render.status_line(said), turns
        return
    turns, fresh = add_question(turns, text, number, KINDS.get(str(kind)), generator, article=article)
    last, before = "", None
    for turn in answer_steps(service, fresh, history(turns, fresh), desk, stopped, request_id=request_id):
        if turn is before:  # nothing new; Gradio sees in passing whether anybody still waits
            yield gr.skip(), gr.skip(), gr.skip(), turns
            continue
        before = turn
        turns, status = replace_turn(turns, turn), service.status
        said = render.announcement(turn, status)
        # Only start and end are announced: a screen reader would read every step of a stream over the last.
        last = said if turn.state in ENDED or not last else last
        yield box, render.transcript(turns, status), render.status_line(last), turns
        box = gr.skip()


def _overview(service: Service, key: object) -> tuple[str, str, str] | None:
    """The question for the main points of the article of this key, its id, and the kind; None where there is none."""
    article = service.library.article(key) if service.library and isinstance(key, str) else None
    return (MAIN_POINTS.format(article.title)[:MAX_QUESTION], article.id, QuestionKind.OVERVIEW) if article else None


def _hindrance(service: Service, turn: Exchange) -> str:
    """Why there is nothing to ask, if so."""
    if service.status.state == "ready" and not service.status.count:
        return EMPTY
    return GONE_ARTICLE if turn.article and not service.holds(turn.article) else ""


def answer_steps(
    service: Service,
    turn: Exchange,
    earlier: list[Turn],
    desk: Desk | None,
    stopped: Callable[[], bool],
    *,
    request_id: str = "",
) -> Iterator[Exchange]:
    """The turn at each step: waiting for the articles, searching, with each statement, done, stopped or failed; where
    too many are asked, it fails at once.

    While nothing new comes, the same turn does, again and again."""
    try:
        with service.gate.enter():
            yield from _until_ready(service, turn)
            if reason := _hindrance(service, turn):
                yield turn.failed(reason)
            else:
                yield from _steps(service, turn, earlier, desk, stopped, request_id=request_id)
    except Busy as error:
        yield turn.failed(str(error))


def _until_ready(service: Service, turn: Exchange) -> Iterator[Exchange]:
    if service.status.state == "failed":
        service.prepare()
    while not service.wait(0):
        yield replace(turn, state="waiting")
        service.wait(0.5)


def _steps(
    service: Service,
    turn: Exchange,
    earlier: list[Turn],
    desk: Desk | None,
    stopped: Callable[[], bool],
    *,
    request_id: str = "",
) -> Iterator[Exchange]:
    only = {turn.article} if turn.article else service.chosen(desk)
    turn = replace(turn, scope=ONE if turn.article else service.scope(only), dial=service.dial(desk))
    yield turn
    shown, statements, own_words, reads = turn, [], list[Answer](), list[int]()
    told = {"aside": own_words.append, "reads": reads.append}
    phrased: dict[str, Any] = told if render.phrased_by(turn, service.status) else {}
    how: dict[str, Any] = {"kind": turn.kind, "generator": turn.generator, "only": only, "dial": turn.dial, **phrased}
    stream = with_heartbeat(lambda stop: service.stream(turn.question, earlier, stop=stop, **how), stopped)
    try:
        while True:
            statement = next(stream)
            if stopped() and not phrased:  # a model comes to its end by itself, with what holds so far
                yield shown.stopped()
                return
            if statement:
                statements.append(statement)
            if statement or (own_words and shown is turn) or shown.reads < sum(reads):
                shown = turn.streaming(statements, next(iter(own_words), None), sum(reads))
            yield shown
    except StopIteration as end:
        yield turn.finished(end.value)
    except Exception as error:
        # Whatever it was: the page says that it failed and keeps the question.
        log.exception("a question failed", extra={"fields": {"request": request_id}})
        yield turn.failed(error_text(error))


def record_verdict(service: Service, desk: Desk | None, turns: Conversation, data: dict[str, Any]) -> Conversation:
    """Keep a reader's verdict on an answer; anything else the browser may send changes nothing."""
    turn, verdict, given = find(turns, data.get("turn")), data.get("verdict"), data.get("remark")
    remark = " ".join(given.split())[: render.MAX_REMARK] if isinstance(given, str) else ""
    if turn is None or turn.answer is None or verdict not in render.VERDICTS:
        return turns
    if (turn.verdict, turn.remark) == (verdict, remark) or (turn.verdict == verdict and not remark):
        return turns
    service.keep_feedback(turn.question, turn.answer, verdict, remark)
    return replace_turn(turns, turn.judged(verdict, remark))
