"""An article's text cut into paragraphs, and these at every place where another kind of text begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import rag.web.marks as marks

_LINE = re.compile(r"[^\n]*\n*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one kind."""

    parts: tuple[tuple[str, bool], ...]
    """Its characters, each run with whether it is a mark of Markdown, which is not shown."""
    cited: bool
    kept: bool
    """False for what is never cited."""
    first: bool
    """The first cited piece that shows anything."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text, with the line feeds that end it."""

    pieces: tuple[Piece, ...]
    heading: bool
    tight: bool
    """No blank line follows where others part the paragraphs: an item of a list."""
    kind: marks.Kind
    front: bool
    """It is part of the front matter."""

    @property
    def left_out(self) -> bool:
        """Whether nothing of it that shows is ever cited."""
        shown = [piece for piece in self.pieces if any(text.strip() and not hidden for text, hidden in piece.parts)]
        return bool(shown) and not any(piece.kept for piece in shown)


def paragraphs(
    text: str, sentences: Sequence[Span], headings: Sequence[Span], cited: Span | None
) -> tuple[Paragraph, ...]:
    """The whole text: the parts of its pieces, put together, are exactly `text`; nothing is dropped, moved or added.

    Spans are half-open and count characters of `text`; those of one kind do not overlap."""
    hits = [cited] if cited else []
    is_cited, is_heading, is_kept = _within(hits), _within(headings), _within(sentences)
    edges = sorted({edge for span in (*sentences, *headings, *hits) for edge in span})
    blank_lines = "\n\n" in text
    front = marks.front_matter_end(text)
    if any(start < front for start, _ in (*sentences, *headings, *hits)):
        front = 0

    made, marked = [], False
    for start, end in _lines(text):
        heading = any(is_heading(low) for low, _ in _cut(start, end, edges))
        kind, hidden = _marks(text[start:end], start, heading, start < front)
        is_hidden = _within(hidden)

        def sort(span: Span, is_hidden: Callable[[int], bool] = is_hidden) -> tuple[bool, bool]:
            low, high = span
            shown = is_kept(low) or is_heading(low) or is_cited(low) or is_hidden(low)
            return is_cited(low), shown or not text[low:high].strip()

        pieces = []
        cuts = _cut(start, end, sorted({*edges, *(edge for span in hidden for edge in span)}) if hidden else edges)
        for (hit, kept), spans in groupby(cuts, key=sort):
            parts = tuple((text[low:high], is_hidden(low)) for low, high in spans)
            first = hit and not marked and any(not unseen for _, unseen in parts)
            pieces.append(Piece(parts, hit, kept, first))
            marked = marked or first
        # Where blank lines part the paragraphs, a single line feed parts the items of a list.
        tight = blank_lines and not heading and not text[start:end].endswith("\n\n")
        made.append(Paragraph(tuple(pieces), heading, tight, kind, start < front))
    return tuple(made)


def _marks(line: str, start: int, heading: bool, front: bool) -> tuple[marks.Kind, list[Span]]:
    """What a line is, and which of its characters are only marks that say so."""
    words = line.rstrip("\r\n")
    if heading:
        return "plain", [(start + low, start + high) for low, high in marks.heading_marks(words)]
    if front:
        return "plain", [(start, start + len(line))] if marks.is_fence(words) else []
    kind, length = marks.line_mark(words)
    return kind, [(start, start + length)] if length else []


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
