"""What can be quoted: a sentence, or a list with the words that lead into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.found import Found, Vector
from rag.lists import list_span
from rag.types import Hit, Passage


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of sentences `first` to `last` of one article, found in one hit."""

    sentences: tuple[Passage, ...]
    """All sentences of its article."""
    first: int
    last: int
    hit: Hit
    rank: int
    vector: Vector
    with_previous: Vector
    """Unit vector of it and the sentence before it, where that is in the same chunk."""
    with_next: Vector
    context: Vector
    """Unit vector of the chunk it stands in."""

    @property
    def passage(self) -> Passage:
        """The run as one passage."""
        start = self.sentences[self.first]
        return Passage(start.article, start.start, self.sentences[self.last].end)

    @property
    def text(self) -> str:
        """Its sentences joined by spaces, for matching."""
        return " ".join(sentence.text for sentence in self.sentences[self.first : self.last + 1])

    @property
    def previous(self) -> Passage | None:
        """The sentence before it."""
        return self.sentences[self.first - 1] if self.first else None


def units(found: Found) -> Iterator[Unit]:
    """Every quotable run that has a sentence among the hits, once, in the order of the hits."""
    places = {
        article: {sentence.start: i for i, sentence in enumerate(sentences)}
        for article, sentences in found.sentences.items()
    }
    seen: set[tuple[str, int, int]] = set()
    for rank, (hit, rows) in enumerate(zip(found.hits, found.sentence_vectors, strict=True)):
        article = hit.chunk.article.id
        numbers = [places[article][sentence.start] for sentence in hit.chunk.sentences]
        for number in numbers:
            first, last = run(found.sentences[article], number)
            if (article, first, last) not in seen:
                seen.add((article, first, last))
                yield _unit(found.sentences[article], (first, last), hit, rank, rows, numbers)


def _unit(
    sentences: tuple[Passage, ...], ends: tuple[int, int], hit: Hit, rank: int, rows: Vector, numbers: list[int]
) -> Unit:
    first, last = ends
    inside = [i for i, number in enumerate(numbers) if first <= number <= last]
    low, high = inside[0], inside[-1] + 1
    vectors = (rows[low:high], rows[max(0, low - 1) : high], rows[low : high + 1], rows)
    return Unit(sentences, first, last, hit, rank, *(_mean(part) for part in vectors))


def _mean(rows: Vector) -> Vector:
    total: Vector = rows.sum(axis=0)
    mean: Vector = total / max(float(np.linalg.norm(total)), 1e-9)
    return mean


def run(sentences: Sequence[Passage], i: int) -> tuple[int, int]:
    """First and last of the sentences that must be quoted together with sentence `i`: a line that introduces a list
    brings the list, whole."""
    return i, i + list_span(sentences, i)
