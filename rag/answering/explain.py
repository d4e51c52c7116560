"""Saying why a question was refused: what of it the articles mention, and what they do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.answering.features import context_stems
from rag.answering.rerank import Scored
from rag.english.sentence_features import sentence
from rag.english.tokens import STOP_WORDS, stem, terms, words
from rag.english.vocabulary import word_set
from rag.question.antecedents import named
from rag.types.retrieval import RetrievalResult

MOST = 3
"""Things named in one sentence at most."""


def explain(
    question: str, found: RetrievalResult, ranked: Sequence[Scored], sources: frozenset[str] = frozenset()
) -> str:
    """One sentence on what the articles mention of the question and what they lack; names what was looked for in the
    question's own words, but not the outlet that the stems `sources` name."""
    things = [thing for thing in _things(question) if not _stems(thing) <= sources]
    if not things:
        return ""
    missing = [thing for thing in things if _stems(thing) <= found.unknown]
    known = [thing for thing in things if thing not in missing]
    missing, known = _telling(missing), _telling(known)
    if not known:
        return f"The articles do not mention {_listed(missing, 'or')}."
    if missing:
        return f"The articles mention {_listed(known)}, but not {_listed(missing, 'or')}."
    held = _held(ranked)
    apart = [thing for thing in known if not _stems(thing) & held]
    together = [thing for thing in known if thing not in apart]
    if apart and together:
        return f"The articles mention {_listed(together)}, but not together with {_listed(apart, 'or')}."
    return f"The articles mention {_listed(known)}, but no sentence of theirs answers this."


def _things(question: str) -> list[str]:
    """The names of a question, then its other content words, as they are written there."""
    names = list(dict.fromkeys(name.text for name in named(question) if _stems(name.text)))
    taken = {word for name in names for word in words(name)}
    others = [
        word
        for word in dict.fromkeys(words(question))
        if word not in taken and word not in STOP_WORDS and terms(word) and len(word) > 1
    ]
    return [*names, *others]


def _telling(things: list[str]) -> list[str]:
    """The things without “say”, “meet” and the like, which tell nobody anything, if others are left."""
    return [thing for thing in things if thing not in word_set("verbs")] or things


def _stems(thing: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(thing) if word not in STOP_WORDS)


def _held(ranked: Sequence[Scored]) -> frozenset[str]:
    """The words around the candidates that came closest."""
    return frozenset[str]().union(
        *(sentence(scored.candidate.text).stems | context_stems(scored.candidate) for scored in ranked[:MOST])
    )


def _listed(things: Iterable[str], last: str = "and") -> str:
    quoted = [thing if thing[:1].isupper() or thing[:1].isdigit() else f"“{thing}”" for thing in things][:MOST]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
