"""A small index in memory over one corpus: the same retrieval as the product's, from vectors made beforehand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np

from rag.english.tokens import terms
from rag.types import Chunk, Hit, Passage
from rag.types.retrieval import RetrievalResult, Vectors

CHUNK_WORDS = 95
"""About 128 tokens of English."""
DENSE_WEIGHT = 0.55
K1, B = 1.2, 0.75
Encode = Callable[[list[str]], Vectors]


class SmallIndex:
    """Chunks of a few articles, their words and vectors."""

    def __init__(self, articles: tuple[tuple[Passage, ...], ...], vectors: Encode) -> None:
        self.articles = articles
        self.chunks = [chunk for article in articles for chunk in pack(article)]
        self.by_article = {article[0].article.id: article for article in articles if article}
        self.sentence_vectors = [vectors([s.text for s in chunk.sentences]) for chunk in self.chunks]
        self.chunk_vectors = np.stack([_mean(rows) for rows in self.sentence_vectors])
        self.words = [Counter(terms(chunk.article.title) + terms(chunk.text)) for chunk in self.chunks]

    def retrieve(
        self, query: str, vector: Vectors, k: int = 10, without: frozenset[Passage] = frozenset()
    ) -> RetrievalResult:
        """The best k chunks; the sentences `without` are as good as never indexed."""
        kept = [(i, self._less(i, without)) for i in range(len(self.chunks))]
        kept = [(i, chunk, rows, counts) for i, (chunk, rows, counts) in kept if chunk is not None]
        stems = list(dict.fromkeys(terms(query)))
        number = len(kept)
        frequency = {stem: sum(stem in counts for *_, counts in kept) for stem in stems}
        idf = {s: math.log(1 + (number - n + 0.5) / (n + 0.5)) for s, n in frequency.items()}
        lengths = np.array([sum(counts.values()) for *_, counts in kept], dtype=float)
        sparse = np.zeros(number)
        for s in stems:
            tf = np.array([counts.get(s, 0) for *_, counts in kept], dtype=float)
            sparse += idf[s] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths / lengths.mean()))
        dense = self.chunk_vectors[[i for i, *_ in kept]] @ vector
        scores = DENSE_WEIGHT * _unit(dense) + (1 - DENSE_WEIGHT) * _unit(sparse)
        order = np.argsort(-scores, kind="stable")[:k]
        return RetrievalResult(
            query=query,
            corrections={},
            query_vector=vector,
            hits=tuple(Hit(kept[i][1], float(scores[i])) for i in order),
            sentence_vectors=tuple(kept[i][2] for i in order),
            idf=idf,
            sentences=self.by_article,
            unknown=frozenset(s for s, n in frequency.items() if n == 0),
        )

    def _less(self, i: int, without: frozenset[Passage]) -> tuple[Chunk | None, Vectors, Counter[str]]:
        """A chunk without these sentences, None if none is left, with the vectors of its sentences and its words."""
        chunk, rows, counts = self.chunks[i], self.sentence_vectors[i], self.words[i]
        keep = [j for j, s in enumerate(chunk.sentences) if s not in without] if without else range(len(rows))
        if len(keep) == len(chunk.sentences):
            return chunk, rows, counts
        if not keep:
            return None, rows, counts
        less = Chunk(tuple(chunk.sentences[j] for j in keep))
        return less, rows[list(keep)], Counter(terms(chunk.article.title) + terms(less.text))


def pack(sentences: tuple[Passage, ...]) -> list[Chunk]:
    """Runs of whole sentences of about `CHUNK_WORDS` words; a paragraph that begins late in a run begins another."""
    packed: list[list[Passage]] = []
    count = 0
    for sentence in sentences:
        length = len(sentence.text.split())
        new_paragraph = bool(packed) and "\n\n" in sentence.article.text[packed[-1][-1].end : sentence.start]
        if not packed or count + length > CHUNK_WORDS or (new_paragraph and count > CHUNK_WORDS / 2):
            packed.append([])
            count = 0
        packed[-1].append(sentence)
        count += length
    return [Chunk(tuple(run)) for run in packed]


def _mean(rows: Vectors) -> Vectors:
    """The vector of a chunk: the mean of its sentences', at length 1, as the product has it."""
    mean = rows.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


def _unit(scores: np.ndarray) -> np.ndarray:
    spread = float(np.ptp(scores)) if scores.size else 0.0
    return (scores - scores.min()) / spread if spread else np.zeros_like(scores)
