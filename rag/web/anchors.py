"""The citations of an old answer, held against the articles as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rag.types import Article, Passage
from rag.web.reader import Articles
from rag.web.turns import Conversation

WITHDRAWN = "withdrawn"
CHANGED = "changed since"


def anchored(turns: Conversation, library: Articles) -> Conversation:
    """The turns with every citation where its words stand now.

    A citation is marked `WITHDRAWN` where its article, or its words in it, are gone, and `CHANGED` where they stand in
    a text that is another one."""
    held = {article.id: article for article in library.articles}
    keys = {article.key for article in held.values()}
    return tuple(
        replace(turn, answer=_answer(turn.answer, held, keys)) if turn.answer and _stale(turn.answer, keys) else turn
        for turn in turns
    )


def _stale(answer: Mapping[str, Any], keys: set[str]) -> bool:
    if answer["own_words"] and _stale(answer["own_words"], keys):
        return True
    cited = [*answer["citations"], *answer["nearest"]]
    return any(_key(citation) not in keys or citation.get("state") == WITHDRAWN for citation in cited)


def _answer(answer: dict[str, Any], held: Mapping[str, Article], keys: set[str]) -> dict[str, Any]:
    moved = {name: [_citation(one, held, keys) for one in answer[name]] for name in ("citations", "nearest")}
    own = answer["own_words"] and _answer(answer["own_words"], held, keys)
    return {**answer, **moved, "own_words": own}


def _citation(citation: dict[str, Any], held: Mapping[str, Article], keys: set[str]) -> dict[str, Any]:
    article = held.get(citation["article"])
    if _key(citation) in keys and citation.get("state") != WITHDRAWN:
        return citation
    quote, before = citation["quote"], citation["start"]
    places = _places(article.text, quote) if article else []
    if article is None or not places:
        return {**citation, "state": WITHDRAWN}
    start = min(places, key=lambda place: abs(place - before))
    passage = Passage(article, start, start + len(quote))
    same = passage.ref == citation["ref"]
    return {
        **citation,
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


def _key(citation: Mapping[str, Any]) -> str:
    """The key of the article that a citation leads into."""
    return str(citation["ref"]).split("/")[1]
