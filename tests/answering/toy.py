"""A retrieval by hand: sentences cut at full stops, vectors that count hashed stems, every chunk a hit."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from rag.english.tokens import terms
from rag.types import Article, Chunk, Hit, Passage
from rag.types.retrieval import RetrievalResult, Vectors

DIMENSION = 128


def vector(text: str) -> Vectors:
    """The same words in any order give the same unit vector; no words give zeros."""
    row = np.zeros(DIMENSION, dtype=np.float32)
    for stem in terms(text):
        row[zlib.crc32(stem.encode()) % DIMENSION] += 1
    return row / max(float(np.linalg.norm(row)), 1e-9)


def article(text: str, name: str = "toy.txt", title: str = "") -> Article:
    return Article(f"toy/{name}", text, title)


def sentences(source: Article) -> tuple[Passage, ...]:
    """Cut at full stops, question marks and line ends; bullets are left out."""
    found = re.finditer(r"[^\n.?!:;]*\w[^\n.?!:;]*[.?!:;]?[\"”]?", source.text)
    passages = []
    for match in found:
        start = match.start() + len(match.group()) - len(match.group().lstrip(" -•"))
        passages.append(Passage(source, start, match.end()))
    return tuple(passages)


def retrieve(*articles: Article, size: int = 3) -> Callable[[str], RetrievalResult]:
    """A search over `articles` in chunks of `size` sentences that finds every chunk."""
    cut = {source.id: sentences(source) for source in articles}
    chunks = [Chunk(run[i : i + size]) for run in cut.values() for i in range(0, len(run), size)]
    held = [set(terms(chunk.article.title + " " + chunk.text)) for chunk in chunks]

    def ask(query: str) -> RetrievalResult:
        asked = vector(query)
        hits = sorted((Hit(chunk, float(vector(chunk.text) @ asked)) for chunk in chunks), key=_order)
        stems = {stem: sum(stem in words for words in held) for stem in terms(query)}
        idf = {stem: math.log(1 + (len(chunks) - n + 0.5) / (n + 0.5)) for stem, n in stems.items()}
        rows = tuple(np.stack([vector(s.text) for s in hit.chunk.sentences]) for hit in hits)
        unknown = frozenset(stem for stem, n in stems.items() if not n)
        return RetrievalResult(
            query=query,
            corrections={},
            query_vector=asked,
            hits=tuple(hits),
            sentence_vectors=rows,
            idf=idf,
            sentences=cut,
            unknown=unknown,
        )

    return ask


def _order(hit: Hit) -> tuple[float, str, int]:
    return -hit.score, hit.chunk.article.id, hit.chunk.start


def texts(passages: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in passages]
