"""Calendar dates in a text. "Yesterday" and "last year" are left alone: they depend on when it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.verifying.lexicon import MONTHS, WEEKDAYS

_SHORT = [month[:3] for month in MONTHS if len(month) > 4] + ["sept"]
_MONTH = "|".join(form for month in [*MONTHS, *_SHORT] for form in (month.capitalize(), month.upper()))
_DAY = r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<{}>1[0-9]\d\d|20\d\d)"
_DATE = re.compile(
    rf"""(?<![\w.,$€£])(?:
      (?P<iso>(?:1[5-9]|20)\d\d-[01]\d-[0-3]\d)
    | (?:{_DAY.format("day1")}\ (?:of\ )?)?\b(?P<month>{_MONTH})\b\.?
      (?:\ {_DAY.format("day2")}(?![\d,.%]*\d|\ ?(?:%|percent|million|billion)))?
      (?:,?\ (?:of\ )?{_YEAR.format("year1")}\b)?
    | (?P<century>1?\d|2[01])(?:st|nd|rd|th)(?:\ |-)century
    | {_YEAR.format("year2")}(?P<decade>s)?
    )(?![\w%]|[.,]\d)""",
    re.VERBOSE,
)
_KNOWN = {month[:3]: number for number, month in enumerate(MONTHS, 1)}
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|of|since|until|last|this|next|by|early|late) $")
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
    span: int = 1
    """Years it takes in: ten for "the 1990s", a hundred for a century."""


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
    if match["century"]:
        return Moment((int(match["century"]) - 1) * 100, None, None, "", start, end, said, 100)
    if match["year2"]:
        if _COUNTED.match(text, end) or text[max(0, start - 1) : start] in ("-", "/"):
            return None
        return Moment(int(match["year2"]), None, None, "", start, end, said, 10 if match["decade"] else 1)
    word = match["month"].casefold()
    day, year = match["day1"] or match["day2"], match["year1"]
    if word in ("may", "march", "mar") and not (day or year) and not _IN.search(text[max(0, start - 9) : start]):
        return None
    if day and not 1 <= int(day) <= 31:
        return None
    return Moment(int(year) if year else None, _KNOWN[word[:3]], int(day) if day else None, "", start, end, said)


def clash(claim: Moment, source: Moment) -> bool:
    """Whether both say something of the same kind and not the same."""
    if claim.weekday and source.weekday:
        return claim.weekday != source.weekday
    pairs = ((claim.month, source.month), (claim.day, source.day))
    years = claim.year is not None and source.year is not None and not _years(claim, source)
    return years or any(a != b for a, b in pairs if a is not None and b is not None)


def within(claim: Moment, source: Moment) -> bool:
    """Whether the source says all that the claim says."""
    pairs = ((claim.month, source.month), (claim.day, source.day))
    dated = claim.year is None or _years(claim, source)
    return dated and all(a is None or a == b for a, b in pairs) and (claim.weekday in ("", source.weekday))


def _years(claim: Moment, source: Moment) -> bool:
    """Whether the years of the one lie in the years of the other."""
    if claim.year is None or source.year is None:
        return False
    (wide, first), (_, year) = sorted(((m.span, m.year or 0) for m in (claim, source)), reverse=True)
    return first <= year < first + wide
