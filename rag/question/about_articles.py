"""What a question about the articles themselves asks for: by whom, from where, from when; the newest; about what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.english.dates import CALENDAR, Moment, moments
from rag.english.tokens import STOP_WORDS, stem, words

_FIELDS = {
    "author": frozenset(
        "author byline journalist reporter writer columnist contributor correspondent write wrote written who".split()
    ),
    "publisher": frozenset(
        "outlet newspaper paper magazine publisher publication site website agency medium media broadcaster".split()
    ),
    "published": frozenset("when date dated day year month period old recent".split()),
}
"""Words that ask for what is known of an article, by the name of the field."""
_NEWEST = frozenset("new newest newer late latest last recent recently".split())
_OLDEST = frozenset("old oldest older early earliest first".split())
_PLAIN = frozenset(
    """article piece text document source story report item essay editorial interview op-ed opinion column title
    headline collection library archive index folder list show name many number different various count total
    available publish published appear appeared come mention mentioned deal cover covering concern concerning regard
    regarding talk speak discuss discussed discussing refer read cite cited quote quoted represent represented tell
    give please find entry know see contain include exist there here get got one work language""".split()
)
_OWN = frozenset().union(*_FIELDS.values(), _NEWEST, _OLDEST, _PLAIN, CALENDAR)
"""Words of such questions that are no subject."""
_SINGLE = re.compile(
    r"\b(?:the|an?|this|that)(?: \w+){0,2}? (?:article|piece|text|document|story|report|essay|editorial|interview|op-ed"
    r"|column)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on|mention\w*|regarding|concerning|deals? with|cover(?:s|ing)?|discuss\w*|quot(?:e|ing)"
    r"|refers? to)\b(.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AboutArticles:
    """A question about the articles themselves."""

    asked: bool
    """Whether it names articles, or what is known of them: "Newsweek harbour" names neither."""
    field: str
    """What of them it asks for: author, publisher or published; "" for the articles."""
    order: str
    """ "newest" or "oldest" where it asks for the one that is; else ""."""
    topics: frozenset[str]
    """The stems of what the articles it asks for are about, names of outlets and authors among them."""
    about: str
    """The part of it that names a subject and no outlet or author ("about the harbour"); "" where it has none."""
    single: bool
    """Whether it asks for one article ("the article about the harbour")."""
    dates: tuple[Moment, ...]
    """The dates it names."""


def read(question: str) -> AboutArticles:
    """Read a question about the articles themselves."""
    told = {form for word in words(question) for form in (word, word.removesuffix("s"))}
    about, dates = _ABOUT.search(question), moments(question)
    numbers = set(words(" ".join(moment.text for moment in dates)))
    return AboutArticles(
        asked=not told.isdisjoint(_PLAIN.union(*_FIELDS.values(), _NEWEST, _OLDEST)),
        field=next((field for field, asking in _FIELDS.items() if told & asking), ""),
        order="newest" if told & _NEWEST else "oldest" if told & _OLDEST else "",
        topics=frozenset(
            stem(word)
            for word in words(question)
            if {word, word.removesuffix("s")}.isdisjoint(_OWN | STOP_WORDS | numbers)
        ),
        about=about.group(1) if about else "",
        single=bool(_SINGLE.search(question)),
        dates=dates,
    )


def falls_on(published: str | None, dates: Iterable[Moment]) -> bool:
    """Whether an article published then is of one of the dates, as far as they are said; always without dates."""
    parts = [int(part) for part in (published or "").split("-")[:3] if part.isdecimal()]
    for moment in dates:
        wanted = (moment.year, moment.month, moment.day)
        if parts and all(part is None or (i < len(parts) and parts[i] == part) for i, part in enumerate(wanted)):
            return True
    return not dates
