"""Quotation marks, and what stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "‟": "”"}
_STYLE = str.maketrans(dict.fromkeys("“”„‟«»‘’‚‛`´", "'") | {'"': "'", "–": "-", "—": "-", "‑": "-"})
_OUTER = " \t\n.,;:!?'…-"
_KEEPS = re.compile(r"\b(?:not|no|never|nor|hardly)\b|n't\b|.{400}")


_MARK = re.compile('["“”„‟«»]')
_OPENS = re.compile(r"(?:^|[\s(\[—–:-])$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between a pair of marks: `text` from `start` to `end`, marks not included."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1_024)
def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of `text` in order; a mark that is never closed opens none."""
    found, i = [], 0
    while i < len(text):
        closers = _PAIRS.get(text[i])
        if closers is None or (text[i] == '"' and i and text[i - 1].isdigit()):  # 6" is a length
            i += 1
            continue
        ends = [end for end in (text.find(closer, i + 1) for closer in closers) if end > i]
        if not ends:
            i += 1
            continue
        if text[i + 1 : min(ends)].strip():
            found.append(Quotation(text[i + 1 : min(ends)], i + 1, min(ends)))
        i = min(ends) + 1
    return tuple(found)


def running(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans (start, end) between quotation marks in the paragraphs of an article, in order, marks not included.

    A mark opens or closes by where it stands, whatever its style. A quotation that a paragraph leaves open goes to its
    end where the next one begins with a mark, as quotations of several paragraphs are printed; else it is none."""
    found: list[tuple[int, int]] = []
    spans = list(paragraphs)
    for (start, end), following in zip(spans, [*spans[1:], (len(text), len(text))], strict=True):
        opened = -1
        for mark in _MARK.finditer(text, start, end):
            first = mark.start() == start or bool(_OPENS.search(text[mark.start() - 1]))
            if opened < 0 and first and mark.group() not in "”»":
                opened = mark.end()
            elif opened >= 0 and (not first or mark.group() in "”»") and mark.group() != "„":
                found.append((opened, mark.start()))
                opened = -1
        if opened >= 0 and following[0] < len(text) and text[following[0]] in _PAIRS:
            found.append((opened, end))
    return [span for span in found if span[0] < span[1]]


def plain(text: str) -> str:
    """`text` with one style of marks, dashes and blanks, casefolded: what two quotations are compared as."""
    folded = unicodedata.normalize("NFKC", text).translate(_STYLE).casefold()
    return re.sub(r"\s+", " ", folded).strip()


def core(quotation: str) -> str:
    """A quotation without the punctuation around it, as `plain` gives it."""
    return plain(quotation).strip(_OUTER)


def says(source: str, quotation: str) -> bool:
    """Whether the quotation is a slice of `source`, up to the style of marks, outer punctuation and "...".

    What "..." leaves out is short and holds no negation."""
    pieces = [piece for part in re.split(r"\[?(?:\.\.\.|…)\]?", quotation) if (piece := core(part))]
    hay, place = plain(source), 0
    for piece in pieces:
        found = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(hay, place)
        if not found or (place and _KEEPS.search(hay[place : found.start()])):
            return False
        place = found.end()
    return bool(pieces)


def paragraph_numbers(text: str, sentences: Sequence[tuple[int, int]]) -> list[int]:
    """The number of the paragraph of each sentence; a line is one, unless the text's lines are wrapped."""
    broken = sum("\n" in text[start:end] for start, end in sentences)
    mark = "\n\n" if broken * 5 > len(sentences) else "\n"
    numbers, number = [], 0
    for (_, end), (start, _) in zip([(0, 0), *sentences], sentences, strict=False):
        number += mark in re.sub(r"[ \t\r]", "", text[end:start])
        numbers.append(number)
    return numbers


def masked(text: str, quotes: Iterable[tuple[int, int]]) -> str:
    """`text`, as long as it is, with what stands in the spans `quotes` made "q"."""
    pieces, last = [], 0
    for start, end in quotes:
        pieces += [text[last:start], re.sub(r"[^q\s]", "q", text[start:end])]
        last = end
    return "".join([*pieces, text[last:]])
