"""An article's text cut into paragraphs, and these at every place where another kind of text begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

_LINE = re.compile(r"[^\n]*\n*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one kind."""

    text: str
    cited: bool
    kept: bool
    """False for what is never cited."""
    first: bool
    """The first cited piece of the text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text, with the line feeds that end it."""

    pieces: tuple[Piece, ...]
    heading: bool
    tight: bool
    """No blank line follows where others part the paragraphs: an item of a list."""


def paragraphs(
    text: str, sentences: Sequence[Span], headings: Sequence[Span], cited: Span | None
) -> tuple[Paragraph, ...]:
    """The whole text: the pieces' texts, put together, are exactly `text`; nothing is dropped, moved or added.

    Spans are half-open and count characters of `text`; those of one kind do not overlap."""
    hits = [cited] if cited else []
    is_cited, is_heading, is_kept = _within(hits), _within(headings), _within(sentences)
    edges = sorted({edge for span in (*sentences, *headings, *hits) for edge in span})
    blank_lines = "\n\n" in text

    def kind(span: Span) -> tuple[bool, bool]:
        start, end = span
        kept = is_kept(start) or is_heading(start) or is_cited(start) or not text[start:end].strip()
        return is_cited(start), kept

    made, marked = [], False
    for start, end in _lines(text):
        heading, pieces = any(is_heading(low) for low, _ in _cut(start, end, edges)), []
        for (hit, kept), spans in groupby(_cut(start, end, edges), key=kind):
            shown = "".join(text[low:high] for low, high in spans)
            pieces.append(Piece(shown, hit, kept, first=hit and not marked))
            marked = marked or hit
        # Where blank lines part the paragraphs, a single line feed parts the items of a list.
        tight = blank_lines and not heading and not text[start:end].endswith("\n\n")
        made.append(Paragraph(tuple(pieces), heading, tight))
    return tuple(made)


def _lines(text: str) -> Iterator[Span]:
    """The lines of the text, each with the line feeds that end it."""
    return (line.span() for line in _LINE.finditer(text) if line.group())


def _cut(start: int, end: int, edges: Sequence[int]) -> Iterator[Span]:
    """The interval start-end cut at every edge inside it."""
    position = bisect_right(edges, start)
    while start < end:
        stop = min(edges[position], end) if position < len(edges) else end
        yield start, stop
        start, position = stop, position + 1


def _within(spans: Sequence[Span]) -> Callable[[int], bool]:
    """Whether an offset lies in one of the spans, which do not overlap."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]

    def inside(offset: int) -> bool:
        position = bisect_right(starts, offset) - 1
        return position >= 0 and offset < ordered[position][1]

    return inside
