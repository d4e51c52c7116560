"""What a number measures: its unit, and the time in which it comes about ("660 kilowatts", "310 talars a month")."""

from __future__ import annotations

import re

_PREFIXES = "nano|micro|milli|centi|kilo|mega|giga|tera"
_MEASURES = (
    "gram|metre|litre|watt|byte|hertz|volt|ton|mile|inch|foot|yard|acre|hectare|barrel|ounce|gallon|degree|percent|point"
    "|dollar|euro|pound|franc|crown|krone|krona|rupee|peso|yen|yuan|real|rand|lira|zloty|dinar|dirham|shilling|thaler"
    "|second|minute|hour|day|week|month|quarter|year|decade|century"
)
_SAME = {
    **{form: unit for unit in ("metre", "litre") for form in (unit[:-2] + "er",)},
    "feet": "foot",
    "tonne": "ton",
    "kilo": "kilogram",
    "kroner": "krone",
    "kronor": "krona",
    "centurie": "century",
    "inche": "inch",
}
_NAMED = re.compile(rf"(?:{_PREFIXES})?(?:{_MEASURES})")
_AFTER = re.compile(r"[ \u00a0-]*(?P<power>square |cubic )?(?P<word>[^\W\d_]+)(?P<hours> hours?\b)?", re.IGNORECASE)
_EVERY = re.compile(
    r"[^.;:,]{0,40}?\b(?:an?|per|each|every) (second|minute|hour|day|week|month|quarter|year)\b", re.IGNORECASE
)


def measure(text: str, end: int) -> str:
    """The unit of the number that ends there in `text`, in one form for all ("cubic metre"); "" where it has none."""
    after = _AFTER.match(text, end)
    if not after:
        return ""
    word = after["word"].casefold().removesuffix("s")
    word = re.sub("(met|lit)er$", r"\1re", _SAME.get(word, word)).replace("tonne", "ton")
    return f"{(after['power'] or '').casefold()}{word}{after['hours'] or ''}" if _NAMED.fullmatch(word) else ""


def period(text: str, end: int) -> str:
    """The time for which the number that ends there is said ("310 talars a month"); "" where none is."""
    found = _EVERY.match(text, end)
    return found[1].casefold() if found else ""
