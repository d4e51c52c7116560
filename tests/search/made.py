"""Articles made for tests: every sentence ends in a full stop, every chunk holds two sentences."""

from __future__ import annotations

import re
from pathlib import Path

from rag.search import Index, RetrievalResult
from rag.types import Article, Chunk, Passage
from tests.fakes import HashEncoder


def article(id: str, text: str, title: str = "") -> Article:
    return Article(id=id, text=text, title=title or id)


def chunks(made: Article, size: int = 2) -> list[Chunk]:
    found = [Passage(made, match.start(), match.end()) for match in re.finditer(r"\S[^.]*\.", made.text)]
    return [Chunk(tuple(found[first : first + size])) for first in range(0, len(found), size)]


def filled(place: Path | str, texts: dict[str, str], titles: dict[str, str] | None = None) -> Index:
    """An index of these articles, by id."""
    index = Index(place, HashEncoder())
    with index.writer() as writer:
        for id, text in texts.items():
            made = article(id, text, (titles or {}).get(id, ""))
            writer.put(made, chunks(made), f"source of {id}")
    return index


def seen(found: RetrievalResult) -> tuple[object, ...]:
    """Everything in `found` as values that can be compared, floats to the last bit."""
    return (
        found.query,
        dict(found.corrections),
        found.query_vector.tobytes(),
        [(hit.chunk, hit.score) for hit in found.hits],
        [vectors.tobytes() for vectors in found.sentence_vectors],
        dict(found.idf),
        dict(found.sentences),
        found.unknown,
    )


NEWS = {
    "news/anchorage.txt": "The presidents met in Anchorage. Lavrov spoke of promises that were broken. "
    "Sanctions on Sakhalin were discussed. Nothing was signed in Alaska.",
    "news/oil.md": "A decree moved Sakhalin oil to a Russian operator. ExxonMobil left the project. "
    "The decree was extended in 2026. Oil prices fell.",
    "news/talks.html": "Zelensky wanted guarantees. Dmitriev met Witkoff in Miami. Talks about guarantees went on.",
    "press/bear.txt": "A bear walked through Kamchatka. Nobody was hurt.",
}
