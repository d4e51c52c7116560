"""Quotation marks, and what stands between them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "‟": "”"}
_STYLE = str.maketrans(dict.fromkeys("“”„‟«»‘’‚‛`´", "'") | {'"': "'", "–": "-", "—": "-", "‑": "-"})
_OUTER = " \t\n.,;:!?'…-"
_KEEPS = re.compile(r"\b(?:not|no|never|nor|hardly)\b|n't\b|.{400}")


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
