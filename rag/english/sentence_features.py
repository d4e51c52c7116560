"""What one sentence or one question holds, as far as choosing evidence is concerned: read once, kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.english.dates import CALENDAR
from rag.english.tokens import STOP_WORDS, stem, terms, words

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
    "saying": re.compile(
        r"[“”\"«»]|\b(?:sa(?:id|ys?|ying)|stat(?:ed?|es|ing)|told|tells?|not(?:ed|es)|claim\w*|argu\w+|accus\w+|emphasi\w+"
        r"|stress\w*|warn\w*|insist\w*|announc\w+|declar\w+|remark\w*|comment\w*|suggest\w*|assert\w*|alleg\w+|indicat\w+"
        r"|underlin\w+|underscor\w+|repeat\w*|reminded|mentioned|pointed|according|call(?:ed|s)|wr(?:ote|ites)"
        r"|explain\w*|describ\w+|criticis\w+|criticiz\w+|complain\w*|demand\w*|propos\w+|refer\w*)\b",
        re.IGNORECASE,
    ),
}
_NAME = re.compile(r"\b[A-Z][\w'’.&-]*(?:[ -](?:(?:of|the|de|von|van|al|bin) )?[A-Z0-9][\w'’.&-]*)*")
_OPENING = re.compile(r"^[^\w]*(\w+)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the features see it."""

    order: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]
    """Stems of its capitalised words, one that only opens the sentence left out."""
    shapes: frozenset[str]
    """Which of `SHAPES` it holds."""
    length: int
    asks: bool


@lru_cache(maxsize=65_536)
def sentence(text: str) -> Sentence:
    """The words, names and shapes of one sentence."""
    order = tuple(terms(text))
    shapes = frozenset(name for name, pattern in SHAPES.items() if pattern.search(text))
    return Sentence(
        order, frozenset(order), names(text), shapes, len(text.split()), text.rstrip("\"”’' ").endswith("?")
    )


@lru_cache(maxsize=65_536)
def names(text: str) -> frozenset[str]:
    """Stems of the words that `text` writes with a capital although no sentence begins there, or that hold a digit
    beside a letter; function words are none."""
    opening = _OPENING.match(text)
    skip = {opening.group(1).casefold()} if opening and not opening.group(1).isupper() else set()
    found = [word for match in _NAME.finditer(text) for word in words(match.group())]
    if skip and found and found.count(found[0]) == 1 and found[0] in skip:
        found = found[1:] if not _two_capitals(text) else found
    return frozenset(stem(word) for word in found if word not in STOP_WORDS)


def _two_capitals(text: str) -> bool:
    """Whether the opening word is followed by another capitalised one: "Vladimir Putin" rather than "Moscow said"."""
    return bool(re.match(r"^[^\w]*[A-Z]\w+ [A-Z]", text)) and words(text)[0] not in STOP_WORDS
