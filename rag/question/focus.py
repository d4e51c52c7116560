"""The one person or thing that a whole question is about: "Tell me everything about Witkoff"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.entities import Name, names, same
from rag.english.function_words import FUNCTION_WORDS
from rag.english.tokens import words
from rag.question.outlets import spoken
from rag.types import Article
from rag.types.retrieval import RetrievalResult

_REQUEST = frozenset(
    """tell give show get find list write describe explain summarise summarize sum outline know known learn say said
    state stated report reported mention mentioned written happen happened happening going become became summary
    overview timeline chronology profile account background information info details everything anything articles
    article sources texts story news events dates order short brief briefly latest far please""".split()
)
"""Words by which one asks to be told of somebody, and that ask for nothing in particular."""
_TELL = re.compile(
    r"\W*(?:please |(?:can|could|would) you (?:please )?)?(?:tell|describe|introduce|summari[sz]e)\b", re.I
)
"""How one asks for more than a fact."""
_NEXT = re.compile(r"\s+([\w'’-]+)")


def focus(question: str) -> tuple[Name, ...]:
    """The names that a question is about, where it says nothing else but how it wants to be told; else none.

    "The Heron affair" is no such name: more belongs to an affair than the sentences that hold its name."""
    found = tuple(name for name in names(question) if not _REQUEST.issuperset(words(name.text)))
    rest = question
    for name in reversed(found):
        following = _NEXT.match(question, name.end)
        if following and following[1].casefold() not in FUNCTION_WORDS | _REQUEST:
            return ()
        rest = rest[: name.start] + rest[name.end :]
    return found if _REQUEST.union(FUNCTION_WORDS).issuperset(words(rest)) else ()


def asks_to_be_told(question: str) -> bool:
    """Whether a question asks to be told of something ("Tell me about Witkoff") and for no fact."""
    return bool(_TELL.match(question))


def speaks_of(text: str, wanted: Sequence[Name]) -> bool:
    """Whether a sentence names one of those that are wanted."""
    return any(same(mine, its) for mine in wanted for its in names(text))


def articles_on(found: RetrievalResult, wanted: Sequence[Name]) -> list[Article]:
    """The articles of the hits that name one of those that are wanted, or are theirs: of their outlet or author."""
    held: dict[str, Article] = {}
    for hit in found.hits:
        article = hit.chunk.article
        if article.id not in held and (
            spoken(found.query, article) or any(speaks_of(sentence.text, wanted) for sentence in hit.chunk.sentences)
        ):
            held[article.id] = article
    return list(held.values())
