"""Quantities in a text: how much, of what, and how exactly it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.english.dates import MONTHS
from rag.english.tokens import STOP_WORDS, stem

SMALL = dict(
    zip(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split(),
        range(20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
SCALES = {
    **dict.fromkeys(("hundred", "hundreds"), 1e2),
    **dict.fromkeys(("thousand", "thousands", "k"), 1e3),
    **dict.fromkeys(("million", "millions", "m", "mn", "mln"), 1e6),
    **dict.fromkeys(("billion", "billions", "b", "bn", "bln"), 1e9),
    **dict.fromkeys(("trillion", "trillions", "tn"), 1e12),
}
ORDINALS = {
    word: float(value)
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
VAGUE = {"dozen": 12.0, "dozens": 12.0, "half": 0.5, "pair": 2.0, "twice": 2.0, "double": 2.0, "doubled": 2.0}
_VAGUE_PLURALS = frozenset("dozens hundreds thousands millions billions trillions".split())
_MONEY = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "us$": "usd"}
_UNITS = {
    **dict.fromkeys(("%", "percent", "pct"), "percent"),
    **dict.fromkeys(("dollar", "dollars", "usd"), "usd"),
    **dict.fromkeys(("euro", "euros", "eur"), "eur"),
    **dict.fromkeys(("pound", "pounds"), "pound"),
    **dict.fromkeys(("km", "kilometer", "kilometers", "kilometre", "kilometres"), "km"),
    **dict.fromkeys(("mile", "miles"), "mile"),
    **dict.fromkeys(("meter", "meters", "metre", "metres"), "m"),
    **dict.fromkeys(("hp", "horsepower"), "hp"),
    **{
        form: unit
        for unit in "second minute hour day week month year decade century point ton kilogram degree".split()
        for form in (unit, unit + "s")
    },
    "centuries": "century",
}
_WORDS = "|".join(
    sorted([*SMALL, *TENS, "hundred", "thousand", "million", "billion", "trillion"], key=len, reverse=True)
)
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = (
    r"(?:[ \u00a0-]?(?:hundred|thousand|million|billion|trillion)s?\b|[ \u00a0](?:mn|mln|bn|bln)\b"
    r"|(?:k|mn|mln|m|bn|bln|b|tn)\b)"
)
_QUANTITY = re.compile(
    rf"""(?P<money>(?:US|us)?\$|[€£¥₹])?\ ?(?<![\w.,])(?P<digits>{_DIGITS})(?P<ordinal>st|nd|rd|th)?(?P<scale>{_SCALE})?
    (?![\w]|[.,]\d)
    |(?<![\w-])(?P<words>(?:{_WORDS})(?:(?:[ -]|\ and\ )(?:{_WORDS}))*)(?![\w])
    |(?<![\w-])(?P<named>{"|".join([*ORDINALS, *VAGUE, *sorted(_VAGUE_PLURALS)])})(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)
_AFTER = re.compile(r"[ \u00a0-]*(%|per cent\b|[^\W\d_]+)")
_ABOUT = re.compile(
    r"\b(about|around|approximately|roughly|some|nearly|almost|close to|over|more than|above|at least|under|less than"
    r"|below|up to|as many as|as much as|fewer than|estimated|exceed(?:s|ed|ing)?)(?: (?:a|an|the|us))? ?[$€£]?$",
    re.IGNORECASE,
)
_ROUND = frozenset("about around approximately roughly some estimated".split()) | {"close to"}
_SHORT = frozenset({"nearly", "almost"})
_APART = ({"more", "short"}, {"more", "less"})
"""Nobody who says "nearly 600" bears out "more than 600"."""
_MORE = frozenset({"over", "more than", "above", "at least", "exceed", "exceeds", "exceeded", "exceeding"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: its value, what it counts, and how loosely it is meant."""

    value: float
    unit: str
    """"percent", a currency, a unit of time or length; "ordinal"; or "" for a bare count."""
    noun: str
    """The stem of the word after it ("22,000 measures"), or ""."""
    loose: str
    """"round", "short" ("nearly"), "more", "less", "vague" or "exact"."""
    how: str
    """The words that make it so ("more than"), or ""."""
    start: int
    end: int
    text: str


@lru_cache(maxsize=8_192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in order. "one" and parts of names ("T-72", "COVID-19") are none."""
    found = (_quantity(text, match) for match in _QUANTITY.finditer(text))
    return tuple(quantity for quantity in found if quantity is not None)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    value = _value(match)
    if value is None or re.search(r"[^\W\d_][-–]$", text[: match.start()]):
        return None
    after = _AFTER.match(text, match.end())
    word = after.group(1).casefold() if after else ""
    unit = _MONEY.get((match["money"] or "").casefold(), "") or _UNITS.get(
        "percent" if word == "per cent" else word, ""
    )
    named = (match["named"] or "").casefold()
    if match["ordinal"] or named in ORDINALS:
        unit = "ordinal"
    noun = "" if unit not in ("", "ordinal") or word in STOP_WORDS or word in MONTHS else stem(word)
    start = match.start() + (len(match.group()) - len(match.group().lstrip()))
    about = _ABOUT.search(text[max(0, start - 24) : start])
    how = about.group(1) if about else ""
    return Quantity(value, unit, noun, _looseness(how, named), how, start, match.end(), text[start : match.end()])


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        value = float(re.sub(r"[,\s\u00a0\u202f]", "", match["digits"]))
        scale = (match["scale"] or "").strip(" \u00a0-").casefold()
        if scale == "m" and not match["money"]:  # "5m" is five metres as often as five million
            return value
        return value * SCALES.get(scale, 1.0)
    if match["words"]:
        said = match["words"].casefold()
        return None if said == "one" else words_value(said)
    named = match["named"].casefold()
    return ORDINALS.get(named, VAGUE.get(named, SCALES.get(named, 0.0)))


def words_value(said: str) -> float:
    """The value of a number in words: "twenty-two thousand" gives 22000."""
    total = current = 0.0
    for word in re.split(r"[ -]+", said):
        if word in SMALL or word in TENS:
            current += SMALL.get(word, TENS.get(word, 0))
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in SCALES:
            total += max(current, 1) * SCALES[word]
            current = 0.0
    return total + current


def _looseness(how: str, named: str) -> str:
    if named in _VAGUE_PLURALS:
        return "vague"
    if not how:
        return "exact"
    word = how.casefold()
    return "round" if word in _ROUND else "short" if word in _SHORT else "more" if word in _MORE else "less"


def agrees(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim's number may be said where the source says its own."""
    if claim.unit != source.unit and claim.unit and source.unit:
        return False
    if claim.value in _millions(source) or source.value in _millions(claim):
        return True
    if claim.value == source.value:
        return {claim.loose, source.loose} not in _APART
    if claim.loose == "vague" or source.loose == "vague":
        low, high = sorted((claim.value, source.value))
        return low <= high < low * 100
    if not claim.value or not source.value or "ordinal" in (claim.unit, source.unit):
        return False
    ratio = claim.value / source.value
    if claim.loose == "more":
        return 0.8 <= ratio <= 1
    if claim.loose == "less":
        return 1 <= ratio <= 1.25
    loose = not {"round", "short"}.isdisjoint((claim.loose, source.loose))
    return abs(ratio - 1) <= (0.05 if loose else 0.0) or _rounded(claim, source)


def _millions(quantity: Quantity) -> tuple[float, ...]:
    """What "5m" may mean besides five metres."""
    return (quantity.value * 1e6,) if re.search(r"\dm$", quantity.text, re.IGNORECASE) else ()


def _rounded(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim's number is the source's, rounded to the figures it shows: 3.2 billion for 3.23 billion."""
    if source.unit in ("year", "ordinal") or (claim.value < 10 and "." not in claim.text):
        return False
    figures = len(re.sub(r"^0+|0+$", "", re.sub(r"[^\d]", "", claim.text))) if re.search(r"\d", claim.text) else 0
    return figures >= 2 and float(f"{source.value:.{figures - 1}e}") == claim.value
