"""What is found out about the articles whenever they change, and kept with the index: questions that they answer, and
which of them are much like others."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np

import rag.english.shingles as shingles
import rag.search.cache as cache
from rag.answering.weights import load
from rag.errors import GeneratorError
from rag.examples import MAX_ARTICLES, Suggestion, answered_questions, shows
from rag.generation import Generator, Loads
from rag.models.reader import loaded
from rag.search.embed import Encoder
from rag.search.index import Index
from rag.types import Answer, Article, Passage, Verdict
from rag.types.articles import key_of
from rag.types.retrieval import RetrievalResult
from rag.types.where import Facts

log = logging.getLogger(__name__)

Find = Callable[[str, int], RetrievalResult]
"""Finds so many chunks for a query."""
_SUGGESTIONS, _COPIES, _TRIES = "answered questions", "near-copies", "tries"
_RUNS = "copies.runs"
"""A file beside the index, which may always be thrown away, and the name of its digest."""
_FEW = 20
"""One in so many articles are few."""
_HEX = 64
"""Digits of a text's digest."""


def suggestions(index: Index) -> list[Suggestion]:
    """Questions that the articles answer, those to start with first; none where nothing was indexed yet."""
    held = index.meta(_SUGGESTIONS) if index.exists else None
    found = [Suggestion(*made) for made in json.loads(held or "[]")]
    return [made for made in found if index.chosen is None or made.article in index.chosen]


def near_copies(index: Index) -> dict[str, str]:
    """For each article that is much like an earlier one, the id of that."""
    held = index.meta(_COPIES) if index.exists else None
    found: dict[str, str] = json.loads(held or "{}")
    if (chosen := index.chosen) is None:
        return found
    return {id: first for id, first in found.items() if id in chosen and first in chosen}


def find_copies(index: Index) -> None:
    """Find out anew which articles are much like earlier ones: by other days, others are the earlier."""
    _keep_all(index, index.facts(), {})


def prepare(index: Index, ask: Callable[[str, Find], Answer], least: float | None) -> None:
    """Find it out anew; `ask` answers a question from what it is given to find it with, if it is as sure as `least`.

    A question that was tried before is asked again only where something else is found for it now."""
    known = index.facts()
    first = (index.article(key_of(facts.id, facts.digest)) for facts in known[:MAX_ARTICLES])
    texts = [(article, index.sentences(article)) for article in first if article]
    tries = _Tries(index, ask, repr((load(), least)))
    suggested = answered_questions(texts, tries.answered) if texts else ()
    _keep_all(index, known, {_SUGGESTIONS: json.dumps(suggested), _TRIES: tries.kept()})


def verify(sentence: str, passages: Sequence[Passage]) -> Verdict:
    """`rag.verification.verify`, imported when two sentences are first held against one another."""
    from rag.verification import verify

    return verify(sentence, passages)


def warm(encoder: Encoder, generator: Generator | None) -> None:
    """Load the networks, and a language model on this machine."""
    encoder.encode(["warm"])
    loaded()
    verify("The tea is warm.", [Passage(Article("", "The tea was warm.", ""), 0, 17)])
    if isinstance(generator, Loads):
        try:
            generator.load()
        except GeneratorError as error:
            # No reason to answer nothing: every answer will be the articles' own words, and say why.
            log.warning("%s", error)


class _Try(NamedTuple):
    """A question that was asked, whether it was answered, and all that was looked for meanwhile: where the same is
    found, so it is still. (Of three hundred chunks that an overview is told from the last may be others.)"""

    answered: bool
    found: dict[str, str]
    """`Index.outline` of each query."""


class _Tries:
    """The questions that are asked to see whether they are answered, and those of the last time."""

    def __init__(self, index: Index, ask: Callable[[str, Find], Answer], by: str) -> None:
        self._index, self._ask = index, ask
        self._by = sha256(by.encode()).hexdigest()
        """What the answers depend on besides what is found."""
        held = json.loads(index.meta(_TRIES) or "{}") if index.exists else {}
        before = held.get("tried", ()) if held.get("by") == self._by else ()
        self._before = {Suggestion(*made): _Try(*tried) for made, tried in before}
        self._now: dict[Suggestion, _Try] = {}

    def answered(self, made: Suggestion) -> bool:
        """Whether a question is answered with the sentence it was made from."""
        held = self._before.get(made)
        if held is None or any(self._index.outline(query) != told for query, told in held.found.items()):
            held = self._asked(made)
        self._now[made] = held
        return held.answered

    def _asked(self, made: Suggestion) -> _Try:
        queries: dict[str, str] = {}

        def find(query: str, k: int) -> RetrievalResult:
            queries[query] = self._index.outline(query)
            return self._index.retrieve(query, k)

        return _Try(shows(self._ask(made.question, find), made), queries)

    def kept(self) -> str:
        """The tries of this time, as the next time takes them."""
        return json.dumps({"by": self._by, "tried": list(self._now.items())})


def _keep_all(index: Index, known: Sequence[Facts], told: Mapping[str, str]) -> None:
    """Keep what is told, by its name, and which articles are much like earlier ones; what has no day comes last."""
    held = _samples(index)
    held |= {article.digest: shingles.sample(article.text) for article in _articles(index, known, held)}
    # What was changed by somebody else just now is found out when that is looked through.
    earliest = sorted(
        (facts for facts in known if facts.digest in held), key=lambda facts: (facts.published or "9999", facts.id)
    )
    samples = {facts.id: held[facts.digest] for facts in earliest}
    arrays: cache.Arrays = {
        "digests": np.frombuffer(bytes.fromhex("".join(facts.digest for facts in earliest)), np.uint8),
        "lengths": np.array([len(sample) for sample in samples.values()], np.int64),
        "runs": np.concatenate([np.zeros(0, np.uint64), *samples.values()]),
    }
    with index.writer() as writer:
        writer.set_meta(_RUNS, cache.save(index.folder / _RUNS, arrays))
        writer.set_meta(_COPIES, json.dumps(shingles.copies_among(samples)))
        for name, text in told.items():
            writer.set_meta(name, text)


def _articles(index: Index, known: Sequence[Facts], held: Collection[str]) -> Iterable[Article]:
    """The articles whose digests are not held: few are read one by one, and not all texts for them."""
    missing = [facts for facts in known if facts.digest not in held]
    if len(missing) * _FEW > len(known):
        return (article for article in index.articles() if article.digest not in held)
    found = (index.article(key_of(facts.id, facts.digest)) for facts in missing)
    return (article for article in found if article)


def _samples(index: Index) -> dict[str, shingles.Sums]:
    """The runs by which copies are told of each text that was looked at before, by its digest."""
    arrays = cache.load(index.folder / _RUNS, index.meta(_RUNS) or "")
    if arrays is None:
        return {}
    digests, ends = arrays["digests"].tobytes().hex(), np.cumsum(arrays["lengths"])
    names = (digests[place : place + _HEX] for place in range(0, len(digests), _HEX))
    spans = zip((ends - arrays["lengths"]).tolist(), ends.tolist(), strict=True)
    return {name: arrays["runs"][start:end] for name, (start, end) in zip(names, spans, strict=True)}
