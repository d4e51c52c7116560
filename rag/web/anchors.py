"""The citations of an old answer, held against the articles as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rag.search.edits import FIELDS
from rag.types import Article, Passage
from rag.web.listing import Articles
from rag.web.turns import Conversation

WITHDRAWN = "withdrawn"
CHANGED = "changed since"


def anchored(turns: Conversation, library: Articles) -> Conversation:
    """The turns with every citation where its words stand now.

    A citation is marked `WITHDRAWN` where its article, or its words in it, are gone, and `CHANGED` where they stand in
    a text that is another one."""
    held = {article.id: article for article in library.articles}
    return tuple(replace(turn, answer=_answer(turn.answer, held)) if turn.answer else turn for turn in turns)


def _answer(answer: dict[str, Any], held: Mapping[str, Article]) -> dict[str, Any]:
    moved = {name: [_citation(one, held) for one in answer[name]] for name in ("citations", "nearest")}
    own = answer["own_words"] and _answer(answer["own_words"], held)
    return {**answer, **moved, "own_words": own}


def _citation(citation: dict[str, Any], held: Mapping[str, Article]) -> dict[str, Any]:
    article = held.get(citation["article"])
    if article is None:
        return {**citation, "state": WITHDRAWN}
    known = {name: getattr(article, name) for name in FIELDS}
    if citation["ref"].split("/")[1] == article.key and citation.get("state") != WITHDRAWN:
        return {**citation, **known}
    quote, before = citation["quote"], citation["start"]
    if not (places := _places(article.text, quote)):
        return {**citation, "state": WITHDRAWN}
    start = min(places, key=lambda place: abs(place - before))
    passage = Passage(article, start, start + len(quote))
    same = passage.ref == citation["ref"]
    return {
        **citation,
        **known,
        "ref": passage.ref,
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
        "state": "" if same else CHANGED,
    }


def _places(text: str, quote: str) -> list[int]:
    """Every place where a quotation stands in a text."""
    found, place = [], text.find(quote)
    while place >= 0:
        found.append(place)
        place = text.find(quote, place + 1)
    return found
