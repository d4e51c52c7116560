"""What can be quoted: a sentence, or a list with the words that lead into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rag.english.lists import list_span
from rag.english.sentence_features import sentence as read
from rag.types import Hit, Passage, Voice
from rag.types.retrieval import RetrievalResult, Vectors


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of sentences `first` to `last` of one article, found in one hit."""

    sentences: tuple[Passage, ...]
    """All sentences of its article."""
    first: int
    last: int
    hit: Hit
    rank: int
    vector: Vectors
    with_previous: Vectors
    """Unit vector of it and the sentence before it, where that is in the same chunk."""
    with_next: Vectors
    context: Vectors
    """Unit vector of the chunk it stands in."""
    voices: tuple[Voice, ...] = ()
    """Whose words its first sentence gives."""

    @property
    def run(self) -> tuple[Passage, ...]:
        """Its own sentences."""
        return self.sentences[self.first : self.last + 1]

    @property
    def passage(self) -> Passage:
        """The run as one passage."""
        start = self.sentences[self.first]
        return Passage(start.article, start.start, self.sentences[self.last].end)

    @property
    def text(self) -> str:
        """What is matched: its first sentence. A list is found by what introduces it, an item by itself."""
        return self.sentences[self.first].text

    @property
    def previous(self) -> Passage | None:
        """The sentence before it."""
        return self.sentences[self.first - 1] if self.first else None


def find_candidates(found: RetrievalResult) -> Iterator[Candidate]:
    """Every quotable run that begins among the hits, once, in the order of the hits; a question answers nothing."""
    places = {
        article: {sentence.start: i for i, sentence in enumerate(sentences)}
        for article, sentences in found.sentences.items()
    }
    seen: set[tuple[str, int]] = set()
    for rank, (hit, rows) in enumerate(zip(found.hits, found.sentence_vectors, strict=True)):
        article = hit.chunk.article.id
        everything, ledger = found.sentences[article], found.voices.get(article, ())
        context = _unit(rows.sum(axis=0, keepdims=True))[0]
        pairs = _unit(rows[1:] + rows[:-1])
        with_previous, with_next = np.concatenate([rows[:1], pairs]), np.concatenate([pairs, rows[-1:]])
        for i, sentence in enumerate(hit.chunk.sentences):
            number = places[article][sentence.start]
            if (article, number) not in seen and not read(sentence.text).asks:
                seen.add((article, number))
                last = number + list_span(everything, number)
                beside = with_previous[i], with_next[i]
                said = ledger[number] if ledger else ()
                yield Candidate(everything, number, last, hit, rank, rows[i], *beside, context, said)


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
