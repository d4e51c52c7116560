"""Parts of a whole ("two thirds", "all", "seven of the 19") and changes of an amount ("halved", "rose"), as bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.english.quantities import SMALL, TENS, words_value

_NAMED = {
    part: whole for whole, part in enumerate("half third quarter fifth sixth seventh eighth ninth tenth".split(), 2)
}
_NUMBER = rf"(?:\d+(?:,\d{{3}})*|(?:{'|'.join([*TENS, *SMALL])})(?:-(?:{'|'.join(SMALL)}))?)"
_HOW = re.compile(
    r"(?:\b(?P<more>more than|over|at least|upwards of)|\b(?P<less>less than|under|fewer than|at most|up to"
    r"|nearly|almost|not quite|close to|barely|scarcely)"
    r"|\b(?P<about>about|around|roughly|some|approximately))(?: an?)? $",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"""\b(?P<top>an?|{_NUMBER})[ -](?P<named>{"|".join(_NAMED)})s?\b(?=[ ](?:of|the|its|their|his|her|as)\b)
    |\b(?P<half>half)\b(?=[ ](?:of|the|its|their|his|her|all)\b)
    |\b(?P<some>{_NUMBER})[ ](?:out[ ]of|in|of)[ ](?:(?:every|the|its|their|our|all)[ ])?(?P<whole>{_NUMBER})\b
    |\b(?P<percent>\d+(?:\.\d+)?)(?:[ ]?%|[ ]per[ ]?cent)(?=[ ]of\b)
    |(?<!\bat[ ])(?<!\bafter[ ])(?<!\babove[ ])(?<!\bnot[ ])(?<!\bin[ ])
    (?P<all>\ball(?=[ ](?:of|the|its|their|his|her|our|\d+|[a-z]+s)\b)
    |\bevery(?:[ ]one[ ]of|(?=[ ](?!day|year|week|month|time|hour|other|few)[a-z]))|\beach[ ]of)\b
    |\b(?P<none>none[ ]of|not[ ](?:one|any|a[ ]single[ ]one)[ ]of)\b
    |\b(?P<most>most[ ]of|(?:a|the)[ ]majority[ ]of)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_FACTORS = {"halv": 0.5, "doubl": 2.0, "trebl": 3.0, "tripl": 3.0, "quadrupl": 4.0}
_UP = "rose|ris(?:es?|en|ing)|increas(?:es?|ed|ing)|gr(?:ew|own?|ows|owing)|climb(?:s|ed|ing)?|soar(?:s|ed|ing)?"
_DOWN = (
    "f(?:ell|all(?:s|en|ing)?)|dropp?(?:s|ed|ing)?|declin(?:es?|ed|ing)|decreas(?:es?|ed|ing)|shr(?:ank|unk|inks?|inking)"
    "|plummet(?:s|ed|ing)?|plung(?:es?|ed|ing)"
)
_CHANGE = re.compile(
    rf"\b(?:(?P<factor>{'|'.join(_FACTORS)})(?:e|es|ed|ing)"
    rf"|(?P<up>{_UP}|w(?:ent|idened)(?<=went) up|gone up|widened|gain(?:ed|s) (?=\d)|up from)"
    rf"|(?P<down>{_DOWN}|went down|gone down|narrowed|los[te]s? (?=\d+(?:\.\d+)? per ?cent)|down from))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\b(?:not|never|no|without|neither|nor|instead of)|n['’]t)(?: \w+){0,2} $", re.IGNORECASE)
EXACT, ABOUT, SHORT = 0.02, 0.07, 0.12
"""How far a part may lie from what is said plainly, with "about", and below it with "nearly"."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a text says of a part or a change: between which values it lies. A change is by a factor: below one it is a
    fall."""

    low: float
    high: float
    start: int
    end: int
    text: str

    def meets(self, other: Bounds) -> bool:
        """Whether both can be so at once."""
        return self.low <= other.high and other.low <= self.high


@lru_cache(maxsize=4_096)
def parts(text: str) -> tuple[Bounds, ...]:
    """The parts of a whole that `text` speaks of, in order, between 0 and 1."""
    return tuple(_bounds(text, match, _part(match)) for match in _PART.finditer(text) if 0 <= _part(match) <= 1)


@lru_cache(maxsize=4_096)
def trends(text: str) -> tuple[Bounds, ...]:
    """The changes of an amount that `text` speaks of and does not deny, in order, as factors."""
    return tuple(_trends(text))


def _trends(text: str) -> Iterator[Bounds]:
    for match in _CHANGE.finditer(text):
        if _DENIED.search(text[: match.start()]):
            continue
        if match["factor"]:
            yield _bounds(text, match, _FACTORS[match["factor"].casefold()], most=float("inf"))
        else:
            low, high = (1.0 + EXACT, float("inf")) if match["up"] else (0.0, 1.0 - EXACT)
            yield Bounds(low, high, match.start(), match.end(), match.group())


def _part(match: re.Match[str]) -> float:
    if match["named"]:
        return (1.0 if match["top"].casefold() in ("a", "an") else _value(match["top"])) / _NAMED[
            match["named"].casefold()
        ]
    if match["some"]:
        return _value(match["some"]) / (_value(match["whole"]) or 1.0)
    if match["percent"]:
        return float(match["percent"]) / 100
    return 0.5 if match["half"] else 0.75 if match["most"] else float(bool(match["all"]))


def _value(said: str) -> float:
    return float(said.replace(",", "")) if said[0].isdigit() else words_value(said.casefold())


def _bounds(text: str, match: re.Match[str], value: float, most: float = 1.0) -> Bounds:
    how = _HOW.search(text[max(0, match.start() - 20) : match.start()])
    start = match.start() - len(how.group()) if how else match.start()
    said = text[start : match.end()].strip()
    if match.re is _PART and match["most"]:
        return Bounds(0.5, 1.0, start, match.end(), said)
    if how and how["more"]:
        return Bounds(value, most, start, match.end(), said)
    below = SHORT if how and how["less"] else ABOUT if how else EXACT
    above = ABOUT if how and how["about"] else 0.0 if how else EXACT
    if how and re.match(r"(?:less|fewer|under|at most|up to|barely|scarcely)", how.group(), re.IGNORECASE):
        below = value
    return Bounds(max(0.0, value - below), value + above, start, match.end(), said)
