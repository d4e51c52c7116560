"""From the lines of a PDF to its paragraphs: what belongs together again, across lines, columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.english.vocabulary import word_set
from rag.ingest.documents.pdf_columns import Row, columns
from rag.ingest.documents.pdf_lines import HYPHEN, Line

_BULLET = re.compile(r"(?:[•▪◦‣·●○■–—-]|\uf0b7|\uf0a7)\s+(?=\S)")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]\d]*$")
_LARGER, _SMALLER = 1.15, 0.92
"""Letters of headings and of notes, as shares of those of most of the text."""
_LOOSE = 1.35
"""A paragraph begins below a gap that is so much larger than most."""
_MAX_HEADING = 200


@dataclass(slots=True)
class Paragraph:
    """Lines that are one paragraph, one heading, or one row of a table."""

    lines: list[Line] = field(default_factory=list)
    kind: str = ""
    """"#" or "##" of a heading, "-" of a list's item, "|" of a table's row."""


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """The paragraphs of a PDF in the order they are read in."""
    size = body_size(pages)
    found: list[Paragraph] = []
    for page in pages:
        notes: list[Paragraph] = []
        for rows in columns(page):
            below = _notes(rows, size)
            notes += _of_column(below, size)
            above = _of_column(rows[: len(rows) - len(below)], size)
            if found and above and _goes_on(found[-1], above[0]):
                found[-1].lines += above.pop(0).lines
            found += above
        # Notes stand before a paragraph that the next page goes on with.
        is_open = bool(found) and not found[-1].kind and not _ENDED.search(found[-1].lines[-1].text)
        at = len(found) - 1 if is_open and found[-1].lines[0].page == found[-1].lines[-1].page else len(found)
        found[at:at] = notes
    return found


def _notes(rows: Sequence[Row], size: float) -> list[Row]:
    """The rows in small letters at the foot of a column of larger ones."""
    last = len(rows)
    while last > 0 and all(line.size <= _SMALLER * size for line in rows[last - 1]):
        last -= 1
    return list(rows[last:]) if last else []


def _of_column(rows: Sequence[Row], size: float) -> list[Paragraph]:
    """The paragraphs of one column."""
    if not rows:
        return []
    left, right = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    steps = sorted(a[0].bottom - b[0].bottom for a, b in pairwise(rows))
    step = steps[len(steps) // 2] if steps else 0.0
    found: list[Paragraph] = []
    for i, row in enumerate(rows):
        kind = _kind(row, rows[max(0, i - 1) : i + 2], size)
        before = rows[i - 1] if i else None
        if before is None or kind in ("-", "|") or kind != (found[-1].kind if found[-1].kind != "-" else ""):
            new = True
        else:
            new = _begins(before, row, (left, right), step)
        if new:
            found.append(Paragraph(kind=kind))
        found[-1].lines += row
    return found


def _kind(row: Row, around: Sequence[Row], size: float) -> str:
    if len(row) > 1 and sum(len(other) > 1 for other in around) > 1:
        return "|"
    if len(row) == 1 and _BULLET.match(row[0].text):
        return "-"
    text = " ".join(line.text for line in row)
    large = all(line.size >= _LARGER * size for line in row)
    return "##" if large and len(text) <= _MAX_HEADING and any(map(str.isalpha, text)) else ""


def _begins(before: Row, row: Row, edges: tuple[float, float], step: float) -> bool:
    """Whether a paragraph begins with `row`, in a column between the two `edges` whose lines stand a `step` apart."""
    one, two = before[-1], row[0]
    if one.text.endswith(HYPHEN):
        return False
    if before[0].bottom - two.bottom > _LOOSE * step or abs(one.size - two.size) > 0.12 * max(one.size, two.size):
        return True
    if one.bold != two.bold and _ended(one) == two.bold:
        return True
    room = edges[1] - one.right
    first = two.text.split(" ", 1)[0]
    fits = (two.right - two.left) * (len(first) + 1) / max(1, len(two.text)) < room
    indented = two.left - before[0].left > 0.8 * two.size and before[0].left - edges[0] < 0.8 * two.size
    return (fits or indented) and _ended(one) and not two.text[:1].islower()


def _ended(line: Line) -> bool:
    return _ENDED.search(line.text) is not None


def _goes_on(one: Paragraph, two: Paragraph) -> bool:
    """Whether a paragraph goes on at the head of the next column."""
    last, first = one.lines[-1], two.lines[0]
    if one.kind not in ("", "-") or two.kind or abs(last.size - first.size) > 0.12 * first.size:
        return False
    return last.text.endswith(HYPHEN) or first.text[:1].islower() or not _ended(last)


class Words:
    """What the words of a text say of one that is cut in two at the end of a line."""

    def __init__(self, found: Sequence[Paragraph]) -> None:
        text = " ".join(line.text for paragraph in found for line in paragraph.lines)
        self._whole = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))

    def joined(self, one: str, two: str) -> str:
        """The two lines as one. A word that is cut is whole again; its hyphen stays where it is the word's own."""
        if not one.endswith(HYPHEN):
            return f"{one} {two}"
        head, tail = re.search(r"[\w-]*$", one[:-1].lower()), re.match(r"\w*", two.lower())
        begun, rest = (head[0] if head else ""), (tail[0] if tail else "")
        whole = begun + rest in self._whole or begun + rest in word_set("common_words")
        hyphened = f"{begun}-{rest}" in self._whole or not two[:1].islower() or not begun[-1:].isalpha()
        return one[:-1] + ("-" if hyphened and not whole else "") + two


def written(found: Sequence[Paragraph], pages: int) -> tuple[str, tuple[int, ...]]:
    """The paragraphs below one another, and where in the text each of so many pages begins."""
    words = Words(found)
    text, begins = "", [-1] * pages
    parts: list[str] = []
    length = 0
    for i, paragraph in enumerate(found):
        together = i > 0 and paragraph.kind in ("-", "|") and found[i - 1].kind == paragraph.kind
        lead = ("\n" if together else "\n\n" if i else "") + (f"{paragraph.kind} " if paragraph.kind else "")
        text, places = _one(paragraph, words)
        for page, place in places:
            if begins[page] < 0:
                begins[page] = length + len(lead) + place
        parts += [lead, text]
        length += len(lead) + len(text)
    return "".join(parts), tuple(_filled(begins, length))


def _one(paragraph: Paragraph, words: Words) -> tuple[str, list[tuple[int, int]]]:
    """The text of a paragraph, and where in it the lines of each page begin: (page, offset)."""
    first, *others = paragraph.lines
    text = _BULLET.sub("", first.text, count=1) if paragraph.kind == "-" else first.text
    places = [(first.page, 0)]
    for line in others:
        joined = f"{text} | {line.text}" if paragraph.kind == "|" else words.joined(text, line.text)
        if line.page != places[-1][0]:
            places.append((line.page, len(joined) - len(line.text)))
        text = joined
    text = text.replace(HYPHEN, "-")
    return (f"{text} |" if paragraph.kind == "|" else text), places


def _filled(begins: Sequence[int], end: int) -> Iterator[int]:
    """The offsets in order: a page without text begins where the next one does."""
    filled: list[int] = []
    for begin in reversed(begins):
        end = min(end, begin) if begin >= 0 else end
        filled.append(end)
    yield from reversed(filled)
