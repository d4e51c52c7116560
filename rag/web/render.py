"""The conversation as HTML: a pure function of its turns and of what the service is doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rag.types import count_left_out
from rag.web.markup import day, escape, isolated, plural
from rag.web.service import Status
from rag.web.turns import Conversation, Exchange

EMPTY = "No articles yet. Add text files to start."
NOT_FOUND = "Not in these articles."
PERHAPS = "Perhaps not in these articles."
HELPFUL, WRONG_SOURCE, MISSED = VERDICTS = ("helpful", "wrong source", "it is in the articles")


def transcript(turns: Conversation, status: Status, examples: Sequence[str] = ()) -> str:
    """Every turn in order; before the first one, what can be done here."""
    if not turns:
        return _welcome(status, examples)
    return "".join(_turn(turn, status) for turn in turns)


def announcement(turn: Exchange, status: Status) -> str:
    """What a screen reader is told when a question starts and when it ends."""
    if turn.state in ("waiting", "searching"):
        return _progress(turn, status)
    if turn.state == "failed":
        return f"The answer could not be produced. {turn.reason}"
    if not turn.answer or not turn.answer["answered"]:
        return " ".join(filter(None, (NOT_FOUND, turn.answer["explanation"] if turn.answer else "")))
    ready = PERHAPS if turn.answer["doubtful"] else f"Answer ready: {_counts(turn.answer)}."
    return " ".join(filter(None, (ready, turn.answer["note"])))


def live(text: str) -> str:
    """The one status line of the page; its element stays, only its words change."""
    return f'<p role="status" id="fn-status" class="fn-unseen">{escape(text)}</p>'


def _welcome(status: Status, examples: Sequence[str]) -> str:
    if status.state == "failed":
        return f"""<div class="fn-welcome"><h2>The articles could not be prepared</h2>
<p>{escape(status.reason)}</p>
<p><button type="button" class="fn-button" data-do="prepare">Try again</button></p></div>"""
    if status.state == "ready" and not status.count:
        return f"""<div class="fn-welcome"><h2>{EMPTY}</h2>
<p>Text, Markdown, HTML and JSON lines are read. Answers then quote them, each sentence with its place.</p>
<p><a class="fn-button" href="#articles" data-do="add">Add articles</a></p></div>"""
    lines = [f"<p>{_at_work(status)}</p>"]
    if status.state == "preparing":
        lines.append(f'<p class="fn-progress">{escape(status.text)}</p>')
        lines.append("<p>You can ask already: the answer comes when they are ready.</p>")
    elif examples:
        buttons = "".join(
            f'<li><button type="button" class="fn-example" data-ask="{escape(question)}">'
            f"{isolated(question)}</button></li>"
            for question in examples
        )
        lines.append(f'<ul class="fn-examples" aria-label="Questions to start with">{buttons}</ul>')
    return f'<div class="fn-welcome"><h2>Ask a question about the articles</h2>{"".join(lines)}</div>'


def _at_work(status: Status) -> str:
    """Who phrases the answers."""
    if not status.generator:
        return "Answers quote the articles. Every sentence links to its place in the text."
    return (
        f"{isolated(status.generator)} phrases the answers. Every sentence is checked against the articles and links "
        "to its place in the text."
    )


def _turn(turn: Exchange, status: Status) -> str:
    heading = f"fn-q-{turn.number}"
    busy = ' aria-busy="true"' if turn.state in ("waiting", "searching") else ""
    if busy and status.generator:
        busy += " data-phrased"  # it takes seconds: there is something to stop
    return f"""<section class="fn-turn" aria-labelledby="{heading}" data-turn="{turn.number}"{busy}>
<h2 class="fn-question" id="{heading}" dir="auto">{escape(turn.question)}</h2>
{_body(turn, status)}</section>"""


def _body(turn: Exchange, status: Status) -> str:
    if turn.state == "failed":
        return f"""<div class="fn-notice">
<p><strong>The answer could not be produced.</strong> {escape(turn.reason)}</p>
<p>Your question was kept and nothing was made up.</p></div>{_actions(turn)}"""
    answer = turn.answer
    if turn.state == "done" and answer and not answer["answered"]:
        why = f"<p>{escape(answer['explanation'])}</p>" if answer["explanation"] else ""
        return (
            f'<div class="fn-notice"><p><strong>{NOT_FOUND}</strong></p>{why}{_nearest(answer)}</div>{_actions(turn)}'
        )
    told = _statements(answer) if answer else ""
    if turn.state != "done" or not answer:
        return f'{told}<p class="fn-progress">{escape(_progress(turn, status))}</p>'
    # First what to know of an answer, then the answer: on a small screen its end is out of sight.
    note = f'<p class="fn-note">{escape(answer["note"])}</p>' if answer["note"] else ""
    below = f"{_sources(answer)}{_withheld(answer)}{_actions(turn)}"
    if answer["doubtful"]:
        return f'<div class="fn-notice fn-doubt"><p><strong>{PERHAPS}</strong></p>{note}{told}</div>{below}'
    return f"{note}{told}{below}"


def _progress(turn: Exchange, status: Status) -> str:
    if turn.state == "waiting":
        return status.text
    phrasing = f"; {status.generator} phrases the answer" if status.generator else ""
    return f"Searching {plural(status.count, 'article')}{phrasing}…"


def _counts(answer: Mapping[str, Any]) -> str:
    articles = {citation["article"] for citation in answer["citations"]}
    return f"{plural(len(answer['citations']), 'passage')} from {plural(len(articles), 'article')}"


def _statements(answer: Mapping[str, Any]) -> str:
    cited = {citation["number"]: citation for citation in answer["citations"]}
    lines = []
    for statement in answer["statements"]:
        chips = "".join(chip(cited[number]) for number in statement["citations"])
        told, last = _last_word(statement["text"])
        # Words in bold would claim to be the answer.
        start, end = (0, 0) if answer.get("doubtful") else _exact(statement)
        lines.append(
            f'<p class="fn-statement" dir="auto">{_marked(told, start, end)}<span class="fn-tail">'
            f"{_marked(last, start - len(told), end - len(told))}{chips}</span></p>"
        )
    return f'<div class="fn-answer">{"".join(lines)}</div>'


def _exact(statement: Mapping[str, Any]) -> tuple[int, int]:
    """Where the words that answer stand in the statement's text; (0, 0) where they could not be told."""
    return (statement["answer"]["start"], statement["answer"]["end"]) if statement["answer"] else (0, 0)


def _marked(text: str, start: int, end: int) -> str:
    """The text with its characters `start` to `end` strong, as far as they are in it."""
    start, end = (min(max(place, 0), len(text)) for place in (start, end))
    if start == end:
        return escape(text)
    return f"{escape(text[:start])}<strong>{escape(text[start:end])}</strong>{escape(text[end:])}"


def _last_word(text: str) -> tuple[str, str]:
    """The text, and its last word: the first number shares a line with it instead of standing alone on the next."""
    last = text.split()[-1] if text.split() else ""
    return (text[: -len(last)], last) if 0 < len(last) <= 24 and text.endswith(last) else (text, "")


def chip(citation: Mapping[str, Any]) -> str:
    """A citation as a link that works by itself: open, copy, reload."""
    source = " · ".join(part for part in (citation["title"], citation["publisher"], day(citation["published"])) if part)
    return (
        f'<a class="cite" href="#{escape(citation["ref"])}" aria-label="Source {citation["number"]}: '
        f'{escape(citation["title"])}" data-quote="{escape(citation["quote"])}" data-source="{escape(source)}">'
        f"{citation['number']}</a>"
    )


def _title(citation: Mapping[str, Any]) -> str:
    """The article's title: for a pointer the same link as the number before it, for the keyboard not one more stop."""
    return f'<a class="fn-source" tabindex="-1" href="#{escape(citation["ref"])}">{isolated(citation["title"])}</a>'


def _sources(answer: Mapping[str, Any]) -> str:
    """How much the answer rests on, and the cited articles, each once, with the numbers that lead into it."""
    citations = answer["citations"]
    first = {citation["article"]: citation["number"] for citation in reversed(citations)}
    ordered = sorted(citations, key=lambda citation: (first[citation["article"]], citation["number"]))
    items = []
    for _, group in groupby(ordered, key=lambda citation: str(citation["article"])):
        passages = list(group)
        known = [isolated(part) for part in (passages[0]["publisher"], day(passages[0]["published"])) if part]
        items.append(
            f'<li><span class="fn-chips">{"".join(chip(passage) for passage in passages)}</span>'
            f"<span>{_title(passages[0])} "
            f'<span class="fn-meta">{" · ".join(known)}</span></span></li>'
        )
    listed = f'<ul aria-label="Sources">{"".join(items)}</ul>'
    phrased = f" · phrased by {isolated(answer['generator'])}" if answer["generator"] else ""
    return f'<div class="fn-sources"><p class="fn-count">{_counts(answer)}{phrased}</p>{listed}</div>'


def _withheld(answer: Mapping[str, Any]) -> str:
    """The model's sentences that were not shown, folded up, each with the reason."""
    if not answer["left_out"]:
        return ""
    items = []
    for sentence in answer["left_out"]:
        reasons = "; ".join(reason["text"] for reason in sentence["reasons"]) or "no passage says so"
        items.append(
            f'<li dir="auto"><s>{isolated(sentence["text"])}</s> '
            f'<span class="fn-meta">{escape(sentence["kind"].capitalize())}: {isolated(reasons)}</span></li>'
        )
    summary = count_left_out(len(items))
    return f'<details class="fn-withheld"><summary>{summary}</summary><ul>{"".join(items)}</ul></details>'


def _nearest(answer: Mapping[str, Any]) -> str:
    if not answer["nearest"]:
        return ""
    closest = answer["nearest"][0]
    return f"<p>Closest passage, only loosely related: {chip(closest)} {_title(closest)}</p>"


def _actions(turn: Exchange) -> str:
    answered = turn.state == "done" and turn.answer and turn.answer["answered"]
    buttons = []
    if answered:
        buttons.append(
            f'<button type="button" data-do="copy" data-copy="{escape(turn.copy)}">Copy with sources</button>'
        )
    again = "Try again" if turn.state == "failed" else "Ask again"
    buttons.append(f'<button type="button" data-do="again">{again}</button>')
    for verdict in VERDICTS if turn.state == "done" else ():
        if verdict != (MISSED if answered else WRONG_SOURCE):
            pressed = "true" if turn.verdict == verdict else "false"
            words = verdict.capitalize()
            buttons.append(
                f'<button type="button" data-do="judge" data-verdict="{verdict}" '
                f'aria-pressed="{pressed}">{words}</button>'
            )
    return f'<div class="fn-actions" role="group" aria-label="This answer">{"".join(buttons)}</div>'
