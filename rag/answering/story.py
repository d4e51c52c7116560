"""The story that a question is about, where a folder holds articles about several.

Whoever asks for the ferry disaster wants nothing of the bank that lies in the same folder, and hardly any article about
it repeats the words of the question. What belongs together is told by names: articles about the same affair share
those that come up again and again in the ones nearest to the question."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.english.entities import names
from rag.english.function_words import FUNCTION_WORDS
from rag.english.tokens import terms, words
from rag.question.focus import REQUEST, focus
from rag.question.outlets import spoken
from rag.types import Article
from rag.types.retrieval import RetrievalResult

NEAREST = 0.9
"""Articles whose best chunk scores so much of the best one are nearest to the question."""
SHARED = 0.25
"""An article of the same story holds so much of what one of those names, by how often it does. Chosen with the affairs
of dev in one folder: so each keeps .85 of the articles that hold a point, and .06 of those about another affair."""
NEAR = 0.5
"""So near (cosine) the mean of its sentences comes to that of one of those: "China" and "Trump" are named in many. Of
the pairs of articles about one affair of dev .01 are less near, of 149 real ones about all sorts of things .97."""
MOST = 2 / 3
"""Where more of the articles than that belong to the story, the folder is about that one."""
LIKE = 0.5
"""So near (cosine) some sentence comes to a question that names nothing, where it asks for one story."""


def narrowed(found: RetrievalResult, *, whole: bool) -> RetrievalResult:
    """Of what was found, the hits in the articles about the story that is asked for; all of them where the question
    asks for none in particular or for all about somebody, names an article, or most articles are about it.

    The `whole` of a story may be asked for without a name ("Summarise the ferry disaster"); what several stories may
    have in common ("What do students fear?") is looked for in all."""
    if not _asks_for_one(found, whole):
        return found
    least = NEAREST * max(hit.score for hit in found.hits)
    return _among(found, {hit.chunk.article.id for hit in found.hits if hit.score >= least})


def continued(found: RetrievalResult, answer: str) -> RetrievalResult:
    """Of what was found for a question that leans on the one before it, the hits in the articles about the story that
    the `answer` to that one told; all of them where it has no sentence of theirs, or most articles are about it."""
    return _among(found, {id for id, run in found.sentences.items() if any(one.text in answer for one in run)})


def _among(found: RetrievalResult, told: AbstractSet[str]) -> RetrievalResult:
    """The hits in the articles of the ids `told` and in those that share their names."""
    articles = {hit.chunk.article.id: hit.chunk.article for hit in found.hits}
    first = [_named(articles[id]) for id in sorted(told & articles.keys())]
    repeated = [{stem: math.log1p(n) for stem, n in own.items() if n > 1} for own in first]
    near = _near(found, told)
    kept = {id for id in near if id in told or any(_shares(articles[id], own) for own in repeated)}
    if not kept or len(kept) >= MOST * len(articles):
        return found
    return found.only(i for i, hit in enumerate(found.hits) if hit.chunk.article.id in kept)


def _near(found: RetrievalResult, told: AbstractSet[str]) -> set[str]:
    """The ids of the articles whose sentences are about as much as those of the articles `told` are, these included."""
    rows: dict[str, list[NDArray[np.float32]]] = {}
    for hit, vectors in zip(found.hits, found.sentence_vectors, strict=True):
        rows.setdefault(hit.chunk.article.id, []).append(vectors)
    means = {id: np.concatenate(vectors).mean(axis=0) for id, vectors in rows.items()}
    units = {id: mean / max(float(np.linalg.norm(mean)), 1e-9) for id, mean in means.items()}
    return {id for id, unit in units.items() if any(unit @ units[one] >= NEAR for one in told & units.keys())}


def _asks_for_one(found: RetrievalResult, whole: bool) -> bool:
    """Whether the question tells what it is about: by a name that the articles know, or, where it asks for the whole of
    a story, by words that some sentence comes near."""
    named = any(spoken(found.query, hit.chunk.article) for hit in found.hits)
    if not found.hits or named or focus(found.query):
        return False
    if _known((name.text for name in names(found.query)), found):
        return True
    asked = (word for word in words(found.query) if whole and word not in FUNCTION_WORDS | REQUEST)
    return _known(asked, found) and any((rows @ found.query_vector).max() >= LIKE for rows in found.sentence_vectors)


def _known(said: Iterable[str], found: RetrievalResult) -> bool:
    return any(stem not in found.unknown for text in said for stem in terms(text))


@lru_cache(maxsize=4_096)
def _named(article: Article) -> Mapping[str, int]:
    """How often each stem stands in a name in the article."""
    return Counter(stem for name in names(article.text) for stem in set(terms(name.text)))


def _shares(article: Article, own: Mapping[str, float]) -> bool:
    named = _named(article)
    return sum(weight for stem, weight in own.items() if stem in named) >= SHARED * sum(own.values()) > 0
