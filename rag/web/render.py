"""The conversation as HTML: a pure function of its turns and of what the service is doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import rag.web.marks as marks
from rag.examples import GENERAL
from rag.types import METADATA, NOT_SAID, QuestionKind, count_left_out, searched_for
from rag.types.answer_markdown import as_markdown
from rag.web.conversations import MAX_NAME, Kept
from rag.web.export import as_text
from rag.web.listing import EMPTY
from rag.web.markup import from_template
from rag.web.service import MAX_QUESTION, Status
from rag.web.told import answer as told_answer
from rag.web.told import told
from rag.web.translation import gettext as _
from rag.web.translation import marked, ngettext
from rag.web.turns import Conversation, Exchange

OWN_WORDS = marked("The articles’ own words")
STOPPED = marked("Stopped before the whole answer was found.")
PERHAPS = marked("Perhaps not in these articles.")
HELPFUL, WRONG_SOURCE, MISSED = "helpful", "wrong source", "it is in the articles"
VERDICTS = {
    HELPFUL: marked("Helpful"),
    WRONG_SOURCE: marked("Wrong source"),
    MISSED: marked("It is in the articles"),
}
MAX_REMARK = 500
"""Characters of a reason for a verdict."""
KINDS = {
    QuestionKind.FACT: marked("Short answer"),
    QuestionKind.SAID: marked("What was said"),
    QuestionKind.LIST: marked("All points"),
    QuestionKind.COMPARE: marked("By source"),
    QuestionKind.TIMELINE: marked("Timeline"),
    QuestionKind.OVERVIEW: marked("Overview"),
    QuestionKind.PEOPLE: marked("The people"),
    QuestionKind.COLLECTION: marked("The articles"),
}
"""What an answer of a kind is called on the page; a greeting has no name there."""
FORMS = {"md": "Markdown", "html": "HTML", "json": "JSON"}
"""What a conversation can be saved as."""
CHAT = "/"
"""The page's address on its own server: its script knows by which name that is reached."""
KEYS = {
    marked("Enter"): marked("asks"),
    marked("Shift + Enter"): marked("begins a new line"),
    "↑ ↓": marked("bring back earlier questions, in an empty question box"),
    "/": marked("leads to the question box"),
    marked("Ctrl + Enter"): marked("checks a text"),
    "N P": marked("go to the next citation of an answer, and the previous one"),
    "Esc": marked("closes what is open, and leads back to the answer"),
    "?": marked("shows this"),
}
CARDS = 4
"""Sources that are shown below an answer; more are folded up."""
Runs = list[tuple[str, bool]]
"""A text in pieces, each with whether it is strong."""


def transcript(turns: Conversation, status: Status, examples: Sequence[str] = ()) -> str:
    """Every turn in order; before the first one, what can be done here."""
    if not turns:
        return from_template("welcome.html", status=status, examples=examples, empty=EMPTY)
    return from_template(
        "transcript.html",
        turns=[(turn, _view(turn.answer) if turn.answer else None, _progress(turn, status)) for turn in turns],
        phrased_by={turn.number: phrased_by(turn, status) for turn in turns},
        generators={"": _(OWN_WORDS), **{name: name for name in status.generators}} if status.generators else {},
        verdicts=VERDICTS,
        missed=MISSED,
        wrong_source=WRONG_SOURCE,
        kinds=KINDS,
        perhaps=_(PERHAPS),
        stopped=STOPPED,
        longest=MAX_QUESTION,
        longest_remark=MAX_REMARK,
    )


def help_panel(examples: Sequence[str]) -> str:
    """What can be done here and with which keys, and five questions of different kinds that the articles answer."""
    general = [(question, _(KINDS[kind])) for kind, question in GENERAL.items()] if examples else []
    questions = [*((question, "") for question in dict.fromkeys((*examples[:1], *examples[-1:]))), *general]
    return from_template("help.html", questions=questions, keys=KEYS)


def phrased_by(turn: Exchange, status: Status) -> str:
    """The language model that phrases a turn; empty for the articles' own words."""
    return status.generator if turn.generator is None else turn.generator


def phrasing(status: Status) -> str:
    """Who phrases the answers, and how that is set."""
    by = _("Phrased by: {name}.", name=status.generator or _(OWN_WORDS))
    offered = _("With each answer: {names}.", names=", ".join(status.generators)) if status.generators else ""
    how = _("A language model for all answers is named where the program is started (rag chat --generator).")
    return " ".join(filter(None, (by, offered, how)))


def announcement(turn: Exchange, status: Status) -> str:
    """What a screen reader is told when a question starts and when it ends."""
    if progress := _progress(turn, status):
        return progress
    if turn.state == "failed":
        return " ".join((_("The answer could not be produced."), told(turn.reason)))
    if turn.state == "stopped":
        return _(STOPPED)
    if not turn.answer:
        return told(NOT_SAID)
    answer = told_answer(turn.answer)
    searched = told(searched_for(answer["corrections"].values()))
    if not answer["answered"]:
        return " ".join(filter(None, (answer["refusal"], searched, answer["explanation"])))
    ready = _(PERHAPS) if answer["doubtful"] else _("Answer ready: {count}.", count=_count(answer))
    return " ".join(filter(None, (ready, searched, answer["note"])))


def conversations(kept: Sequence[Kept], current: object, narrowed: bool = False) -> str:
    """The list of the conversations that are kept, or of those that were searched for; `current` is the id of the one
    that is open."""
    shown = {"conversations": kept, "current": current, "narrowed": narrowed, "longest": MAX_NAME, "forms": FORMS}
    return from_template("conversations.html", **shown)


def status_line(text: str) -> str:
    """The one status line of the page; its element stays, only its words change."""
    return from_template("status_line.html", text=text)


def _progress(turn: Exchange, status: Status) -> str:
    """What an unfinished turn is waiting for; empty for a finished one."""
    if turn.state == "waiting":
        return status.text
    if turn.state != "searching":
        return ""
    by = phrased_by(turn, status)
    if by and turn.answer and not turn.answer["statements"]:
        found = _("{name} reads the passages that were found…", name=by)
        counted = ngettext("{name} reads {n} passage…", "{name} reads {n} passages…", turn.reads, name=by)
        return counted if turn.reads else found
    scope = told(turn.scope) or ngettext("{n} article", "{n} articles", status.count)
    if by:
        return _("Searching {scope}; {name} phrases the answer…", scope=scope, name=by)
    return _("Searching {scope}…", scope=scope)


def _view(given: Mapping[str, Any]) -> dict[str, Any]:
    """`Answer.to_dict()` with what the template shows of it: marked words, counts, citations by article."""
    answer = told_answer(given)
    cited = {citation["number"]: citation for citation in answer["citations"]}
    statements = [
        _statement(statement, cited, answer["doubtful"]) | {"differs": differing}
        for statement, differing in zip(answer["statements"], _differing(answer["statements"]), strict=True)
    ]
    articles = _by_article(answer["citations"])
    everything = {"heading": "", "relation": None, "statements": range(len(statements))}
    return {
        **answer,
        "statements": statements,
        "groups": [
            {**group, "statements": [statements[place] for place in group["statements"]]}
            for group in answer["groups"] or [everything]
        ],
        "searched": told(searched_for(answer["corrections"].values())),
        "articles": articles[:CARDS],
        "folded": articles[CARDS:],
        "count": _count(answer),
        "own_words": _view(given["own_words"]) if given.get("own_words") else None,
        "withheld": told(count_left_out(len(answer["left_out"]))),
        "copies": _copies(answer),
    }


def _copies(answer: Mapping[str, Any]) -> dict[str, str]:
    """What can be copied of an answer; links into the chat start at `CHAT`."""
    return {
        marked("Text"): as_text(answer),
        marked("Text with footnotes"): as_text(answer, footnotes=True),
        marked("Markdown"): as_markdown(answer, CHAT, told),
    }


def _count(answer: Mapping[str, Any]) -> str:
    articles = {citation["article"] for citation in answer["citations"]}
    passages = ngettext("{n} passage", "{n} passages", len(answer["citations"]))
    return ngettext("{passages} from {n} article", "{passages} from {n} articles", len(articles), passages=passages)


def _statement(statement: Mapping[str, Any], cited: Mapping[int, Any], doubtful: bool) -> dict[str, Any]:
    """The statement's text as runs, its last word apart: the first number shares a line with that instead of standing
    alone on the next."""
    text, exact, first = statement["text"], statement["answer"], cited[statement["citations"][0]]
    # Words in bold would claim to be the answer.
    start, end = (exact["start"], exact["end"]) if exact and not doubtful else (0, 0)
    last = text.split()[-1] if text.split() else ""
    cut = len(text) - len(last) if len(last) <= 24 and text.endswith(last) else len(text)
    return {
        "lines": _lines(text, cut, start, end),
        "tail": _runs(text[cut:], start - cut, end - cut),
        "citations": [cited[number] for number in statement["citations"]],
        "source": first["publisher"] or first["author"] or first["title"],
        # Where some are copies of others, a remark says how many they are and of how many origins.
        "articles": 0 if statement["origins"] else len({cited[n]["article"] for n in statement["citations"]}),
        "remarks": statement["remarks"],
        "metadata": statement["metadata"] and f"{statement['metadata']} ({told(METADATA)})",
    }


def _lines(text: str, cut: int, start: int, end: int) -> list[dict[str, Any]]:
    """The lines of a text as far as `cut`, each with what is hidden before it; the characters from `start` to `end` are
    strong."""
    shown = marks.lines(text)
    if len(shown) < 2:
        return [{"hidden": "", "kind": "", "runs": _runs(text[:cut], start, end)}]
    before = [0, *(line.end for line in shown)]
    return [
        {
            "hidden": text[hidden : line.start],
            "kind": line.kind,
            "runs": _runs(text[line.start : min(line.end, cut)], start - line.start, end - line.start),
        }
        for hidden, line in zip(before, shown, strict=False)
    ]


def _differing(statements: Sequence[Mapping[str, Any]]) -> list[list[tuple[int, str]]]:
    """For each statement the number and the kind of difference of every other it disagrees with, before or after it."""
    places = {statement["citations"][0]: place for place, statement in enumerate(statements)}
    found: list[list[tuple[int, str]]] = [[] for _ in statements]
    for place, statement in enumerate(statements):
        for other in statement["differs"]:
            if other["citation"] in places:
                found[place].append((other["citation"], other["in"] or ""))
                found[places[other["citation"]]].append((statement["citations"][0], other["in"] or ""))
    return found


def _runs(text: str, start: int, end: int) -> Runs:
    """The text with its characters `start` to `end` strong, as far as they are in it."""
    start, end = (min(max(place, 0), len(text)) for place in (start, end))
    runs = [(text[:start], False), (text[start:end], True), (text[end:], False)]
    return [(words, strong) for words, strong in runs if words]


def _by_article(citations: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The citations of each article together, in order of the number that leads into it first."""
    first = {citation["article"]: citation["number"] for citation in reversed(citations)}
    ordered = sorted(citations, key=lambda citation: (first[citation["article"]], citation["number"]))
    return [list(group) for _, group in groupby(ordered, key=lambda citation: str(citation["article"]))]
