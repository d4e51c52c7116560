"""Calendar dates in a text. "Yesterday" and "last year" are left alone: they depend on when it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.verifying.lexicon import MONTHS, WEEKDAYS

_MONTH = "|".join(MONTHS) + "|" + "|".join(month[:3] for month in MONTHS if len(month) > 4) + "|sept"
_DAY = r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<{}>1[0-9]\d\d|20\d\d)"
_DATE = re.compile(
    rf"""(?<![\w.,$€£])(?:
      (?P<iso>(?:1[5-9]|20)\d\d-[01]\d-[0-3]\d)
    | (?:{_DAY.format("day1")}\ (?:of\ )?)?(?P<month>(?-i:[A-Z])(?i:[a-z]+))\b\.?
      (?:\ {_DAY.format("day2")}(?![\d,.%]*\d|\ ?(?:%|percent|million|billion)))?
      (?:,?\ (?:of\ )?{_YEAR.format("year1")}\b)?
    | {_YEAR.format("year2")}(?P<decade>s)?
    )(?![\w%]|[.,]\d)""",
    re.VERBOSE,
)
_KNOWN = {month[:3]: number for number, month in enumerate(MONTHS, 1)}
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_COUNTED = re.compile(
    r" (?:people|percent|million|billion|miles|meters|feet|hp|horsepower|pounds|dollars|units|cars|points|employees"
    r"|stores)\b"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, as far as it is said."""

    year: int | None
    month: int | None
    day: int | None
    weekday: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=8_192)
def moments(text: str) -> tuple[Moment, ...]:
    """The dates, years, months and weekdays of `text`, in order."""
    found = [moment for match in _DATE.finditer(text) if (moment := _moment(text, match))]
    days = (
        Moment(None, None, None, match.group(1).casefold(), match.start(), match.end(), match.group())
        for match in _WEEKDAY.finditer(text)
    )
    return tuple(sorted([*found, *days], key=lambda moment: moment.start))


def _moment(text: str, match: re.Match[str]) -> Moment | None:
    start, end, said = match.start(), match.end(), match.group()
    if match["iso"]:
        numbers = [int(part) for part in said.split("-")]
        return Moment(numbers[0], numbers[1], numbers[2], "", start, end, said) if 1 <= numbers[1] <= 12 else None
    if match["year2"]:
        if _COUNTED.match(text, end) or text[max(0, start - 1) : start] in ("-", "/"):
            return None
        return Moment(int(match["year2"]), None, None, "", start, end, said)
    word = match["month"].casefold()
    if word not in MONTHS and not (len(word) <= 4 and re.fullmatch(_MONTH, word)):
        return None
    day, year = match["day1"] or match["day2"], match["year1"]
    if (
        word in ("may", "march", "mar", "sun")
        and not (day or year)
        and not re.search(r"\b(?:in|of|since|until|last|this|next|by|early|late) $", text[:start])
    ):
        return None
    if day and not 1 <= int(day) <= 31:
        return None
    return Moment(int(year) if year else None, _KNOWN[word[:3]], int(day) if day else None, "", start, end, said)


def clash(claim: Moment, source: Moment) -> bool:
    """Whether both say something of the same kind and not the same."""
    pairs = ((claim.year, source.year), (claim.month, source.month), (claim.day, source.day))
    if claim.weekday and source.weekday:
        return claim.weekday != source.weekday
    return any(a != b for a, b in pairs if a is not None and b is not None)


def within(claim: Moment, source: Moment) -> bool:
    """Whether the source says all that the claim says."""
    pairs = ((claim.year, source.year), (claim.month, source.month), (claim.day, source.day))
    return all(a is None or a == b for a, b in pairs) and (not claim.weekday or claim.weekday == source.weekday)
