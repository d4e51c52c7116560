"""Packing sentences into chunks: whole sentences, whole paragraphs where they fit, never across a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from rag.english.lists import list_span
from rag.types import Chunk, Passage

LIMIT = 128
"""Tokens of a chunk: half of what the default model reads."""
_Sized = tuple[Passage, int]
_LINE_END = re.compile(r"[\r\n\u0085\u2028\u2029]")


def chunks(sentences: Sequence[Passage], count_tokens: Callable[[str], int], limit: int = LIMIT) -> tuple[Chunk, ...]:
    """The sentences of one article as chunks of at most `limit` tokens; one longer sentence is a chunk by itself.

    Neighbouring short paragraphs share a chunk unless a heading stands between them. A lead-in stays with its list
    where both fit."""
    packed: list[list[_Sized]] = []
    for paragraph in _paragraphs(sentences, count_tokens):
        if not packed or _heading_between(packed[-1][-1][0], paragraph[0][0][0]):
            packed.append([])
        for piece in _pieces(paragraph, limit):
            if packed[-1] and _size(packed[-1]) + _size(piece) > limit:
                packed.append([])
            packed[-1] += piece
    return tuple(Chunk(tuple(sentence for sentence, _ in chunk)) for chunk in packed)


def _size(sized: Sequence[_Sized]) -> int:
    return sum(size for _, size in sized)


def _pieces(paragraph: Sequence[list[_Sized]], limit: int) -> Iterator[list[_Sized]]:
    """What of a paragraph must not be parted: all of it where it fits, else its lists, else its sentences."""
    whole = [sentence for unit in paragraph for sentence in unit]
    if _size(whole) <= limit:
        yield whole
        return
    for unit in paragraph:
        yield from [unit] if _size(unit) <= limit else ([sentence] for sentence in unit)


def _paragraphs(sentences: Sequence[Passage], count_tokens: Callable[[str], int]) -> Iterator[list[list[_Sized]]]:
    """The sentences by paragraph, each by itself but for a lead-in, which stands with its list."""
    paragraph: list[list[_Sized]] = []
    i = 0
    while i < len(sentences):
        before = sentences[i - 1].end if i else sentences[i].start
        if paragraph and _LINE_END.search(sentences[i].article.text, before, sentences[i].start):
            yield paragraph
            paragraph = []
        end = i + 1 + list_span(sentences, i)
        paragraph.append([(sentence, count_tokens(sentence.text)) for sentence in sentences[i:end]])
        i = end
    if paragraph:
        yield paragraph


def _heading_between(before: Passage, after: Passage) -> bool:
    headings = before.article.headings
    i = bisect_left(headings, (before.end, before.end))
    return i < len(headings) and headings[i][0] < after.start
