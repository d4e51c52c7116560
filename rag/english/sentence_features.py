"""What one sentence or one question holds, as far as choosing evidence is concerned: read once, kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.english.dates import CALENDAR
from rag.english.entities import name_stems
from rag.english.tokens import terms
from rag.english.verbs import SPEECH

_CALENDAR = "|".join(sorted(CALENDAR - {"may"}))
_COUNT = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|dozens?"
    "|half|third|quarter|double|twice|once|percent|per cent"
)
_SCALE = "million|billion|trillion"
SHAPES: dict[str, re.Pattern[str]] = {
    "time": re.compile(
        rf"\b(?:1\d|20)\d\d(?:s|\b)|\b(?:{_CALENDAR}|yesterday|today|tomorrow|century|spring|summer|autumn|fall|winter"
        r"|(?:last|next|this) (?:week|month|year)|(?:days?|weeks?|months?|years?|hours?|minutes?) (?:ago|later|after"
        r"|before|earlier))\b|\bMay\b(?= \d|,| of)|\bthe day (?:after|before|of)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(rf"\d|\b(?:{_COUNT}|{_SCALE})\b", re.IGNORECASE),
    "money": re.compile(rf"[$€£¥]|\b(?:dollars?|euros?|pounds?|rubles?|roubles?|yuan|usd|{_SCALE})\b", re.IGNORECASE),
    "place": re.compile(r"\b(?:in|at|from|to|near|of|through|across|around|between) (?:the )?[A-Z]\w+|\bwhere\b"),
    "reason": re.compile(
        r"\b(?:because|due to|owing to|since|so that|in order to|as a result|therefore|thus|hence|caus\w+|reasons?|why"
        r"|led to|leads? to|thanks to|result\w* (?:in|from)|consequen\w+|aim\w* (?:to|at|for)|to \w+|as|for)\b",
        re.IGNORECASE,
    ),
    "saying": re.compile(r"[“”\"«»]"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the features see it."""

    stems: frozenset[str]
    names: frozenset[str]
    """Stems of the words of its names."""
    shapes: frozenset[str]
    """Which of `SHAPES` it holds."""
    length: int
    asks: bool


@lru_cache(maxsize=65_536)
def sentence(text: str) -> Sentence:
    """The words, names and shapes of one sentence."""
    stems = frozenset(terms(text))
    shapes = {name for name, pattern in SHAPES.items() if pattern.search(text)}
    if not stems.isdisjoint(SPEECH):
        shapes.add("saying")
    return Sentence(stems, name_stems(text), frozenset(shapes), len(text.split()), text.rstrip("\"”’' ").endswith("?"))
