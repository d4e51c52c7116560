"""What can be quoted: a sentence, a list with the words that lead into it, or an answer with the question it was given
to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rag.english.corrections import note_span
from rag.english.lists import list_span
from rag.english.sentence_features import sentence as read
from rag.english.turns import turn_at
from rag.types import Hit, Passage, Voice
from rag.types.retrieval import RetrievalResult, Vectors

TERSE = 4
"""An answer of so few words goes on with the sentence after it: "He did."."""


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
    """Whose words its first sentence gives; those of the answer, where that is a question."""

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
        """What is matched: its first sentence. A list is found by what introduces it, an item by itself; an answer by
        the question as well."""
        first = self.sentences[self.first].text
        return self.passage.text if read(first).asks else first

    @property
    def previous(self) -> Passage | None:
        """The sentence before it."""
        return self.sentences[self.first - 1] if self.first else None


def find_candidates(found: RetrievalResult) -> Iterator[Candidate]:
    """Every quotable run that begins among the hits, once, in the order of the hits; a question answers nothing without
    what was said to it."""
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
            asks = read(sentence.text).asks
            spans = (_answer_span,) if asks else (list_span, note_span)
            last = number + max(span(everything, number) for span in spans)
            if (article, number) not in seen and not (asks and last == number):
                seen.add((article, number))
                beside = with_previous[i], with_next[i]
                said = ledger[number + asks] if ledger else ()
                vector = with_next[i] if asks else rows[i]
                yield Candidate(everything, number, last, hit, rank, vector, *beside, context, said)


def _answer_span(sentences: tuple[Passage, ...], number: int) -> int:
    """How many sentences after the question of a transcript are the answer to it: none outside of one."""
    text = sentences[number].article.text
    turn = turn_at(text, sentences[number].start)
    after = sentences[number + 1 : number + 3]
    if not turn or not after or not turn.end <= after[0].start or read(after[0].text).asks:
        return 0
    answer = turn_at(text, after[0].start)
    goes_on = len(after) == 2 and answer and after[1].end <= answer.end and not read(after[1].text).asks
    return 2 if goes_on and len(after[0].text.split()) <= TERSE else 1


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
