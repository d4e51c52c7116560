"""An answer, or a whole conversation, to take along: from what is kept of it, with the quotes as they stand now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import dumps
from typing import Any

import rag.types.markdown as markdown
from rag.types.answer_markdown import as_markdown, headed
from rag.web.markup import from_template
from rag.web.told import answer as told_answer
from rag.web.told import told
from rag.web.translation import day, on_page
from rag.web.translation import gettext as _
from rag.web.turns import Conversation, Exchange

Plain = Mapping[str, Any]
"""`Answer.to_dict()`, or a part of it."""


def as_text(answer: Plain, *, footnotes: bool = False) -> str:
    """The sentences of an answer under their headings; with `footnotes`, numbered, and what each number stands for."""
    paragraphs = [answer["lead"]]
    for heading, statements in headed(answer, told):
        paragraphs.append(heading)
        for statement in statements:
            numbers = "".join(f"[{number}]" for number in statement["citations"]) if footnotes else ""
            paragraphs.append(f"{statement['text']}{numbers}")
    notes = [_footnote(citation) for citation in answer["citations"]] if footnotes else []
    return "\n\n".join(filter(None, [*paragraphs, "\n".join(notes)])) + "\n"


def conversation(name: str, turns: Conversation, form: str, chat: str) -> tuple[str, str]:
    """File name and content of a whole conversation as "md", "html" or "json"; links into the articles begin with the
    address `chat`."""
    write = {"md": _markdown, "html": page}.get(form, _json)
    bare = re.sub(r"[^\w -]+", "", name).strip()[:60] or "conversation"
    return f"{bare}.{form if write is not _json else 'json'}", write(name, turns, chat)


def _markdown(name: str, turns: Conversation, chat: str) -> str:
    lines = [f"# {markdown.line(name)}"]
    for turn in turns:
        only = _("Only {scope} asked.", scope=told(turn.scope))
        whole = f"**{markdown.line(turn.question)}**"
        if turn.answer:
            whole = as_markdown(told_answer(turn.answer), chat, told).strip()
        judged, reason = ": ".join(filter(None, (told(turn.verdict), turn.remark))), told(turn.reason)
        lines += filter(None, (whole, turn.scope and f"*{only}*", markdown.line(reason)))
        lines += [f"*{markdown.line(judged)}*"] if judged else []
    return "\n\n".join(lines) + "\n"


def page(name: str, turns: Conversation, chat: str, static: str = "") -> str:
    """The turns as a page of HTML by itself, which asks for nothing but the style and typefaces at `static`."""
    answers = [told_answer(turn.answer) if turn.answer else None for turn in turns]
    shown = [(turn, one, list(headed(one, told)) if one else []) for turn, one in zip(turns, answers, strict=True)]
    return from_template("export.html", title=name, turns=shown, chat=chat, static=static) + "\n"


def _json(name: str, turns: Conversation, chat: str) -> str:
    held = {"name": name, "questions": [_plain(turn, chat) for turn in turns]}
    return dumps(held, ensure_ascii=False, indent=2) + "\n"


def _plain(turn: Exchange, chat: str) -> dict[str, Any]:
    answer = dict(turn.answer or {})
    for cited in ("citations", "nearest"):
        answer[cited] = [{**one, "link": f"{chat}#{one['ref']}"} for one in answer.get(cited, ())]
    named = ("question", "kind", "scope", "state", "reason", "verdict", "remark")
    return {name: getattr(turn, name) for name in named} | {"answer": answer if turn.answer else None}


def _footnote(citation: Plain) -> str:
    known = (citation["title"], citation["publisher"], citation["author"], citation["published"])
    date = day(citation["published"]) if citation["published"] else ""
    where = ", ".join(filter(None, (*known[:3], date, on_page(citation["page"]), citation["url"])))
    state = citation.get("state")
    return (
        f"[{citation['number']}] “{' '.join(citation['quote'].split())}” {where}{f' ({told(state)})' if state else ''}"
    )
