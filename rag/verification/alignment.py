"""Which sentences a claim rests on: those that share its words, and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import nupunkt

from rag.english.tokens import terms

MOST = 5
"""Sentences a claim is held against."""
WORDS = 110
"""Words of them, so that an encoder reads them whole."""
_BREAK = re.compile(r"[^\r\n\u0085\u2028\u2029]+")
_INNER_END = re.compile(r"[.!?…。！？][\"'”’)\]]*\s+\S")
_WORD_END = re.compile(r"(?<![\w.&'’-])([^\W\d_]{2,})\.[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])")
_ABBREVIATED = frozenset(
    """mr mrs ms dr prof st mt ft gen lt col maj capt sgt cmdr adm brig sen rep gov pres rev hon jr sr jan feb mar
    apr jun jul aug sep sept oct nov dec inc ltd co corp bros dept vs no nos vol fig pp ed eds al approx ca cf
    etc""".split()
)
_LONGEST = 4_000
"""Characters that sentences are looked for in at once."""


@lru_cache(maxsize=2_048)
def cut(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the sentences of `text`, line by line, blanks around them left out."""
    found = []
    for line in _BREAK.finditer(text):
        for start in range(line.start(), line.end(), _LONGEST):  # nupunkt's time grows with the square
            part = text[start : min(start + _LONGEST, line.end())]
            for first, last in _spans(part):
                body = part[first:last]
                if body.strip():
                    begin = start + first + len(body) - len(body.lstrip())
                    found.append((begin, begin + len(body.strip())))
    return tuple(found)


def _spans(part: str) -> Iterator[tuple[int, int]]:
    """As nupunkt cuts, and after every longer word that it takes for an abbreviation ("ten out of ten. Then")."""
    found = [(0, len(part))]
    if _INNER_END.search(part):
        found = [span for _, span in nupunkt.sent_spans_with_text(part)]
    for first, last in found:
        for end in _WORD_END.finditer(part, first, last):
            if end.group(1).casefold() not in _ABBREVIATED:
                yield first, end.end()
                first = end.end()
        yield first, last


@lru_cache(maxsize=16_384)
def content(text: str) -> frozenset[str]:
    """The stems of the content words of `text`."""
    return frozenset(terms(text))


def align(claim: str, sentences: Sequence[str]) -> list[int]:
    """The places of the sentences that `claim` rests on, the closest first.

    The sentence that shares most of the claim's words; then, as long as there is room, its neighbours and those that
    hold most of the words still missing."""
    wanted = content(claim)
    held = [wanted & content(sentence) for sentence in sentences]
    if not sentences:
        return []
    best = max(range(len(sentences)), key=lambda i: (_share(held[i], sentences[i]), -i))
    chosen, room = [best], WORDS - len(sentences[best].split())
    found = set(held[best])
    while len(chosen) < MOST:
        nearby = {i + step for i in chosen[:1] for step in (-1, 1)}
        rest = [i for i in range(len(sentences)) if i not in chosen and len(sentences[i].split()) <= room]
        if not rest:
            break
        new = max(rest, key=lambda i: (len(held[i] - found) + 0.5 * (i in nearby), -abs(i - best)))
        if not held[new] - found and new not in nearby:
            break
        chosen.append(new)
        found |= held[new]
        room -= len(sentences[new].split())
    return chosen


def _share(held: frozenset[str], sentence: str) -> float:
    """How much a sentence shares; of two that share as much the shorter says less besides."""
    return len(held) - 0.01 * min(60, len(content(sentence)))
