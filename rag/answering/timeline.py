"""When what the sentences of a timeline tell happened, as their words and their articles let one know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.english.dates import Moment, dated, moments, published_day
from rag.types import Article, Passage
from rag.types.retrieval import RetrievalResult

BEGINNING = 200
"""Characters in which an article names the day it was written ("OSLO, May 3 -"), where its metadata do not: of 200, 400
and 800 what puts the events of the training affairs most in order."""

Day = tuple[int, int, int]
"""Year, month and day, 0 for what is not said."""
UNKNOWN: Day = (9999, 0, 0)
_SINCE_EVER: Day = (0, 0, 0)
_ASKED_TIME = re.compile(
    r"\b(?:(?P<first>since|after|from|between)|(?P<last>until|till|before|by)|(?P<other>and|to)|in|during|on) "
    r"(?:(?:early|mid|late|the (?:beginning|start|middle|end) of) )?$",
    re.IGNORECASE,
)
_TWO_ENDS = re.compile(r"\b(?:from|between)\b(?P<until>.*\b(?:to|and|until|till)\b)?", re.IGNORECASE)
_CLOCK = re.compile(
    r"\W*(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?![.,:]?\d|\s?(?:%|per\s?cent|[mb]illion|[$€£]))(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What some articles let one know of their dates, to put what they tell in order."""

    year: int
    """The year they name most."""
    newest: Day
    """The last day on which one of them was published; zeros where no metadata tell."""

    @classmethod
    def of(cls, found: RetrievalResult) -> Calendar:
        """The calendar of the articles that were found."""
        texts = [(passage, passage.article.published) for hit in found.hits for passage in hit.chunk.sentences]
        named = (moment for passage, published in texts for moment in dated(passage.text, published or ""))
        years = Counter(moment.year for moment in named if moment.year and moment.span == 1)
        days = [_day(day) for _, published in texts if (day := published_day(published or "")) and day.month]
        return cls(years.most_common(1)[0][0] if years else 0, max(days, default=(0, 0, 0)))

    def year_of(self, moment: Moment) -> int:
        """The year of a moment; of one that tells a month without a year the one that puts it nearest to the newest
        article, what is to come counting three times as far; else the year that the articles name most. 0 where
        nothing tells."""
        if moment.year or not moment.month:
            return moment.year or 0
        if not any(self.newest):
            return self.year
        years = (self.newest[0] + step for step in (-1, 0, 1))
        ahead = {year: _ordinal((year, *_day(moment)[1:])) - _ordinal(self.newest) for year in years}
        return min(ahead, key=lambda year: max(3 * ahead[year], -ahead[year]))

    def written(self, article: Article) -> Moment | None:
        """The day an article was written: its metadata's, else the first that its beginning names."""
        known = published_day(article.published or "")
        if known and known.day:
            return known
        named = (moment for moment in moments(article.text[:BEGINNING]) if moment.month and moment.day)
        return next((replace(moment, year=self.year_of(moment) or None) for moment in named), known)

    def days(self, passage: Passage) -> list[Day]:
        """The days, months and years a passage names. Of those that its words may mean the nearest to the day it was
        written: "on Friday" of a Sunday is the one before."""
        written = self.written(passage.article)
        day = _day(written) if written else UNKNOWN
        told = dated(passage.text, "-".join(f"{part:02}" for part in day if part) if written else "")
        meant = [
            [_day(replace(m, year=self.year_of(m))) for m in some if m.month or m.span == 1] for some in _by_words(told)
        ]
        named = [min(some, key=lambda one: abs(_ordinal(one) - _ordinal(day))) for some in meant if any(map(any, some))]
        return named or ([day] if written and clock(passage) else [])

    def asked(self, question: str) -> tuple[Day, Day] | None:
        """The first and the last day of the time that a question asks for ("since March", "between May and July", "in
        2024"); None where it asks for none: "the sanctions of October" are not only of October."""
        first, last = _SINCE_EVER, UNKNOWN
        for moment in moments(question):
            before = question[: moment.start]
            told, day = _ASKED_TIME.search(before), _day(replace(moment, year=self.year_of(moment)))
            if not told or not day[0] or moment.span > 1:
                continue
            if told["first"]:
                first = day
            elif told["last"]:
                last = day
            elif ends := _TWO_ENDS.search(before):  # "from the vote in May to the count in June"
                first, last = (first, day) if ends["until"] else (day, last)
            elif not told["other"]:
                first = last = day
        return (first, last) if (first, last) != (_SINCE_EVER, UNKNOWN) else None

    def within(self, passages: Sequence[Passage], asked: tuple[Day, Day]) -> list[Passage]:
        """The passages that name a date in a time, or where none does a date that may lie there ("in 2026", of May
        2026); in one with an open end it is in if it may be. What names none lies in a time without a beginning ("from
        the summit until May"), and in one without an end ("since May") if its article was written then."""
        first, last = asked
        opens, ends = first > _SINCE_EVER, last < UNKNOWN
        surely, perhaps = [], []
        for passage in passages:
            named, written = self.days(passage), self.written(passage.article)
            days = named or ([_day(written)] if written and not ends else [])
            may = any(_latest(day) >= first and day <= _latest(last) for day in days)
            within = any(first <= day and _latest(day) <= _latest(last) for day in days)
            if within or (not named and not opens) or (named and may and not (opens and ends)):
                surely.append(passage)
            elif may or not (named or ends):
                perhaps.append(passage)
        return surely or perhaps

    def key(self, passage: Passage) -> tuple[Day, str, str, int]:
        """What sorts passages by when that happened which they tell: the earliest of the most exact dates they name,
        else the day they were written; what is told as it happens by the time of the day."""
        written = self.written(passage.article)
        known = min(self.days(passage), key=_exactly, default=_day(written) if written else UNKNOWN)
        return known, clock(passage), passage.article.id, passage.start


def clock(passage: Passage) -> str:
    """The time of the day ("09:05") with which the paragraph of a passage begins: such an entry tells of the day it was
    written. "" where it begins with none."""
    text = passage.article.text
    found = _CLOCK.match(text, text.rfind("\n", 0, passage.start) + 1, passage.end)
    if not found:
        return ""
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"].casefold() == "p")
    return f"{hour:02}:{found['minute']}"


def told_date(passage: Passage) -> str:
    """`Statement.when` of what a sentence tells: the earliest of the most exact dates it names. Where its words may
    mean several dates, only what all of these have in common is told."""
    told = _by_words(dated(passage.text, passage.article.published or ""))
    known = [(_common(some, "year"), _common(some, "month"), _common(some, "day")) for some in told]
    said = [date for date in known if date[0] or date[1]]
    if not said and clock(passage) and (written := published_day(passage.article.published or "")):
        said = [_day(written)]
    if not said:
        return ""
    year, month, of_month = min(said, key=_exactly)
    if not month:
        return str(year)
    return "-".join([f"{year:04}" if year else "-", f"{month:02}", *([f"{of_month:02}"] if of_month else [])])


def _latest(day: Day) -> Day:
    """The last day that a date may mean."""
    return day[0], day[1] or 12, day[2] or 31


def _by_words(told: Iterable[Moment]) -> list[list[Moment]]:
    """The moments that the same words may mean, together."""
    meant: dict[int, list[Moment]] = {}
    for moment in told:
        meant.setdefault(moment.start, []).append(moment)
    return list(meant.values())


def _day(moment: Moment) -> Day:
    return (moment.year or 0, moment.month or 0, moment.day or 0)


def _ordinal(day: Day) -> int:
    return 372 * day[0] + 31 * day[1] + day[2]


def _exactly(day: Day) -> tuple[int, tuple[int, ...]]:
    """The most exact first ("on Friday, 15 August"), of these the earliest."""
    return (not day[1]) + (not day[2]), tuple(part or 9999 for part in day)


def _common(meant: Sequence[Moment], part: str) -> int:
    values: set[int | None] = {getattr(moment, part) for moment in meant if moment.span == 1}
    return (values.pop() or 0) if len(values) == 1 else 0
