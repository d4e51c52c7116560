"""Packing sentences into chunks: whole sentences, whole paragraphs where they fit, never across a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from rag.lists import list_span
from rag.types import Chunk, Passage

LIMIT = 128
_Sized = tuple[Passage, int]
_LINE_END = re.compile(r"[\r\n\u0085\u2028\u2029]")


def chunks(sentences: Sequence[Passage], count_tokens: Callable[[str], int], limit: int = LIMIT) -> tuple[Chunk, ...]:
    """The sentences of one article as chunks of at most `limit` tokens; one longer sentence is a chunk by itself.

    Neighbouring short paragraphs share a chunk unless a heading stands between them. A lead-in stays with its list
    where both fit."""
    packed: list[list[_Sized]] = []
    for paragraph in _paragraphs(sentences, count_tokens):
        fresh = not packed or _heading_between(packed[-1][-1][0], paragraph[0][0])
        if fresh or _size(packed[-1]) + _size(paragraph) > limit:
            packed.append([])
        for sentence in paragraph:
            if packed[-1] and _size(packed[-1]) + sentence[1] > limit:
                packed.append([])
            packed[-1].append(sentence)
    return tuple(Chunk(tuple(sentence for sentence, _ in chunk)) for chunk in packed)


def _size(sized: Sequence[_Sized]) -> int:
    return sum(size for _, size in sized)


def _paragraphs(sentences: Sequence[Passage], count_tokens: Callable[[str], int]) -> Iterator[list[_Sized]]:
    """The sentences by paragraph; a list is a paragraph with what leads into it."""
    paragraph: list[_Sized] = []
    listed = 0
    for i, sentence in enumerate(sentences):
        starts_line = i > 0 and _LINE_END.search(sentence.article.text, sentences[i - 1].end, sentence.start)
        if starts_line and not listed:
            yield paragraph
            paragraph = []
        listed = listed - 1 if listed else list_span(sentences, i)
        paragraph.append((sentence, count_tokens(sentence.text)))
    if paragraph:
        yield paragraph


def _heading_between(before: Passage, after: Passage) -> bool:
    headings = before.article.headings
    i = bisect_left(headings, (before.end, before.end))
    return i < len(headings) and headings[i][0] < after.start
