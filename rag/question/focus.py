"""The one person or thing that a whole question is about: "Tell me everything about Witkoff"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.english.entities import Name, names, same
from rag.english.function_words import FUNCTION_WORDS
from rag.english.tokens import words
from rag.english.vocabulary import word_set
from rag.question.outlets import spoken
from rag.types import Article
from rag.types.retrieval import RetrievalResult

REQUEST = frozenset(
    """tell give show get find list write describe explain summarise summarize sum outline know known learn say said
    state stated report reported mention mentioned written happen happened happening going become became summary
    overview timeline chronology profile account background information info details everything anything articles
    article sources texts story news events dates order short brief briefly latest far please
    role play plays played part involved involvement current currently state status affairs situation stand stands now
    things new newest recent lately update""".split()
)
"""Words by which one asks to be told of somebody, and that ask for nothing in particular."""
_TELL = re.compile(
    r"\W*(?:please |(?:can|could|would) you (?:please )?)?(?:tell|describe|introduce|summari[sz]e)\b", re.I
)
"""How one asks for more than a fact."""
_WHO = re.compile(
    r"^\W*(?:(?:and|but|so|then|tell me|(?:do|can|could) you (?:know|tell me))\W+)*"
    r"(?:(?P<ask>who|what)(?:['’]s|\s(?:exactly\s)?(?:is|are|was|were))\s(?P<whom>[^,;:?!]+?)"
    r"|who\s(?P<turned>[^,;:?!]+?)\s(?:is|are|was|were))(?:\s(?:exactly|again|please))?\W*$",
    re.IGNORECASE,
)
_THE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_NEXT = re.compile(r"\s+([\w'’-]+)")


def focus(question: str) -> tuple[Name, ...]:
    """The names that a question is about, where it says nothing else but how it wants to be told; else none.

    "The Heron affair" is no such name: more belongs to an affair than the sentences that hold its name."""
    found = tuple(name for name in names(question) if not REQUEST.issuperset(words(name.text)))
    rest = question
    for name in reversed(found):
        following = _NEXT.match(question, name.end)
        if following and following[1].casefold() not in FUNCTION_WORDS | REQUEST:
            return ()
        rest = rest[: name.start] + rest[name.end :]
    return found if REQUEST.union(FUNCTION_WORDS).issuperset(words(rest)) else ()


def introduction(question: str) -> str:
    """Whom, or what by its name, a question wants to be introduced to ("Who is Peskov?"); "" where it asks anything
    else."""
    asked = _WHO.match(question)
    if not asked:
        return ""
    whom = _THE.sub("", asked["whom"] or asked["turned"])
    known = names(f"of {whom}")
    if (asked["ask"] or "").casefold() == "what":
        called = whom[0].isupper() and whom.split()[-1][0].isupper()
        return whom if called or known else ""
    if question.islower():  # whether it is a name, the articles tell
        return whom if FUNCTION_WORDS.isdisjoint(words(whom)) else ""
    # "Who was Louis's rival?" and "Who is the mayor of Oslo?" ask for the rival and the mayor.
    whole = len(known) == 1 and whom.endswith(known[0].text)
    office = set(words(whom)) - set(words(known[0].text)) if whole else set()
    return known[0].text if whole and office <= word_set("titles") | word_set("offices") else ""


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
