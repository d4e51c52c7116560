"""Calendar dates in a text. What "yesterday" and "last year" mean is known only of a text whose own date is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
CALENDAR = frozenset({*MONTHS, *WEEKDAYS})
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
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|of|since|until|last|this|next|by|early|late) $")
_COUNTED = re.compile(
    r" (?:people|percent|million|billion|miles|meters|feet|hp|horsepower|pounds|dollars|units|cars|points|employees"
    r"|stores)\b"
)
_RELATIVE = re.compile(
    r"\b(?:(?P<near>this|last|next|past|previous|coming) (?P<unit>year|month)|(?P<day>today|tonight|yesterday|tomorrow)"
    r"|a (?P<ago>year|month) ago|(?P<earlier>earlier|later) this (?P<part>year|month))\b",
    re.IGNORECASE,
)
_STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "yesterday": -1, "tomorrow": 1}
_PUBLISHED = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-([0-3]\d))?)?")
WEEK = 7
"""A weekday that an article names is at most so many days from its own date."""
_SEASON = re.compile(r"\b(?:spring|summer|autumn|winter)\b", re.IGNORECASE)
_PARTS = ("year", "month", "day", "weekday")


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


def month_number(month: str) -> int:
    """The number of a month by its first three letters ("Sept." gives 9); `ValueError` for what is no month."""
    return [name[:3] for name in MONTHS].index(month[:3].casefold()) + 1


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
    return Moment(int(year) if year else None, month_number(word), int(day) if day else None, "", start, end, said)


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


@lru_cache(maxsize=8_192)
def dated(text: str, published: str) -> tuple[Moment, ...]:
    """The moments of `text` as its own date lets them be understood: "last year", "on Monday", "in May" with years.

    The same as `moments` where `published` is no date (ISO 8601, as precise as it is known)."""
    day = published_day(published)
    if day is None:
        return moments(text)
    found = [other for moment in moments(text) for other in _understood(moment, day)]
    return tuple(sorted([*found, *_relative(text, day)], key=lambda moment: moment.start))


def published_day(published: str) -> Moment | None:
    """The date of an article, as far as it is known; None where it is not."""
    found = _PUBLISHED.match(published.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    return Moment(year, month, day, "", 0, 0, found.group())


def _understood(moment: Moment, day: Moment) -> Iterator[Moment]:
    """A moment with the years that it may mean: a month is the last or the next such one, a weekday as well."""
    assert day.year is not None
    if moment.weekday and (written := _calendar(day)):
        for step in range(-WEEK, WEEK + 1):
            then = written + timedelta(days=step)
            if WEEKDAYS[then.weekday()] == moment.weekday:
                yield replace(moment, year=then.year, month=then.month, day=then.day)
    elif moment.month is not None and moment.year is None and day.month is not None:
        for year in (day.year, day.year + (1 if moment.month < day.month else -1 if moment.month > day.month else 0)):
            yield _with_weekday(replace(moment, year=year))
    else:
        yield _with_weekday(moment)


def _with_weekday(moment: Moment) -> Moment:
    """A day that is known with the name it has in the calendar."""
    then = _calendar(moment)
    return replace(moment, weekday=WEEKDAYS[then.weekday()]) if then else moment


def _relative(text: str, day: Moment) -> Iterator[Moment]:
    assert day.year is not None
    for match in _RELATIVE.finditer(text):
        said = match.group()
        unit = (match["unit"] or match["ago"] or match["part"] or "").casefold()
        step = -1 if match["ago"] else _STEPS.get((match["near"] or match["day"] or "").casefold(), 0)
        if unit == "year":
            yield Moment(day.year + step, None, None, "", match.start(), match.end(), said)
        elif unit == "month" and day.month is not None:
            years, month = divmod(day.month - 1 + step, 12)
            yield Moment(day.year + years, month + 1, None, "", match.start(), match.end(), said)
        elif not unit and (written := _calendar(day)):
            then = written + timedelta(days=step)
            yield Moment(then.year, then.month, then.day, "", match.start(), match.end(), said)


def _calendar(day: Moment) -> date | None:
    """The day itself; None where less is known, or where there is no such day, or none before or after it."""
    if day.year is None or day.month is None or day.day is None:
        return None
    try:
        found = date(day.year, day.month, day.day)
    except ValueError:
        return None
    return found if 1_000 < found.year < 3_000 else None


def same_times(one: str, other: str) -> bool:
    """Whether the texts share all dates of one of them, and no season speaks against it, where both have some: dates
    are shared that have a part in common (year, month, day, weekday) and none that differs."""
    seasons = [{found.casefold() for found in _SEASON.findall(text)} for text in (one, other)]
    if all(seasons) and seasons[0].isdisjoint(seasons[1]):
        return False
    ours, theirs = moments(one), moments(other)
    return any(
        all(any(_agree(mine, its) for its in rest) for mine in some) for some, rest in ((ours, theirs), (theirs, ours))
    )


def _agree(one: Moment, other: Moment) -> bool:
    parts = [(getattr(one, part), getattr(other, part)) for part in _PARTS]
    known = [mine == its for mine, its in parts if mine is not None and its is not None]
    return bool(known) and all(known)
