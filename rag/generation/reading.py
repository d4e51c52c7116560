"""What a language model reads for a question: of what was found, the chunks that its kind wants and it has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from rag.generation.protocol import Generator
from rag.types import Answer, Chunk, Passage, QuestionKind

FEW = 6
"""Chunks for a question that asks for one thing."""
MOST_TOKENS = 2_000
"""Tokens of chunks at most, whatever fits: a small model on two busy cores reads so many in a minute and a half."""
CONTEXT_TOKENS = 4_096
"""What a model that does not say otherwise can hold: prompt and answer."""
OTHER_TOKENS = 1_000
"""Of these, what the rules, the question and the answer take."""
BYTES_PER_TOKEN = 3
"""Fewer than tokenizers need for ordinary text in any script, so that what is counted so does fit."""
_LABEL_BYTES = 120


@runtime_checkable
class KnowsContext(Protocol):
    """A generator that can tell how much its model holds."""

    def context_tokens(self) -> int | None:
        """Tokens of prompt and answer together; None where nobody says. Raises `GeneratorError`."""
        ...


def room(generator: Generator) -> int:
    """How many tokens of chunks to give this model. Raises `GeneratorError`."""
    told = generator.context_tokens() if isinstance(generator, KnowsContext) else None
    return max(0, min(MOST_TOKENS, (told or CONTEXT_TOKENS) - OTHER_TOKENS))


def chosen(answer: Answer, tokens: int) -> tuple[Chunk, ...]:
    """The chunks to read for the question of an extractive answer, at most so many `tokens` of them, one at least.

    Those that the answer quotes come first, then what else was found, best first; what tells a story stands in the
    order of the articles' dates. A chunk of nothing but sentences that others hold already is a copy and is not
    read."""
    most = FEW if answer.kind is QuestionKind.FACT else len(answer.hits) + len(answer.citations)
    taken: list[Chunk] = []
    for chunk in _distinct(_best_first(answer)):
        tokens -= (len(chunk.text.encode("utf-8", "replace")) + _LABEL_BYTES) // BYTES_PER_TOKEN
        if len(taken) == most or (taken and tokens < 0):
            break
        taken.append(chunk)
    if answer.kind in (QuestionKind.OVERVIEW, QuestionKind.TIMELINE):
        taken.sort(key=lambda chunk: (chunk.article.published or "9999", chunk.article.id, chunk.start))
    return tuple(taken)


def _best_first(answer: Answer) -> Iterator[Chunk]:
    found = [hit.chunk for hit in answer.hits]
    for passage in (*answer.citations, *answer.nearest):
        yield from [chunk for chunk in found if _holds(chunk, passage)] or [Chunk((passage,))]
    yield from found


def _distinct(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    seen: set[str] = set()
    for chunk in chunks:
        texts = {" ".join(sentence.text.split()).casefold() for sentence in chunk.sentences}
        if not texts <= seen:
            yield chunk
        seen |= texts


def _holds(chunk: Chunk, passage: Passage) -> bool:
    """Whether part of a passage stands in a chunk: one that points back may begin before it."""
    return chunk.article == passage.article and chunk.start < passage.end and passage.start < chunk.end
