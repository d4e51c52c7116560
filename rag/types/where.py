"""Which articles a question is asked of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from rag.errors import NO_ARTICLE, LoadError, NoArticle

_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_SHOWN = 5
"""Values that a message lists of those that there are."""


class Described(Protocol):
    """What is known of an article: an `Article`, or what is left of one without its text."""

    @property
    def id(self) -> str:
        """Where it was found."""
        ...

    @property
    def published(self) -> str | None:
        """ISO 8601."""
        ...

    @property
    def author(self) -> str | None:
        """Its author's name."""
        ...

    @property
    def publisher(self) -> str | None:
        """Its outlet's name."""
        ...

    @property
    def url(self) -> str | None:
        """Its address."""
        ...

    @property
    def language(self) -> str | None:
        """ISO 639-1 code."""
        ...


class Facts(NamedTuple):
    """What is known of an article without reading its text."""

    id: str
    digest: str
    """sha256 of its text."""
    published: str | None
    author: str | None
    publisher: str | None
    url: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Where:
    """The articles that meet every condition given; without any, all of them. Capitals do not matter.

    What is not known of an article meets no condition. Raises `ValueError` for what is no date, and for no articles."""

    outlet: str | None = None
    """Words of its outlet's name ("BBC" is also BBC News), or the host of its address ("bbc.co.uk")."""
    author: str | None = None
    """Words of its author's name."""
    since: str | None = None
    """Published on this day or later: "2026-02-10", "2026-02" or "2026", as `until`. Days that are known less exactly
    are compared as far as they are known."""
    until: str | None = None
    """Published on this day or earlier; "2026" includes all of that year."""
    folder: str | None = None
    """The folder its file lies in, at any depth, as article ids begin: "articles" or "articles/news"."""
    language: str | None = None
    """ISO 639-1 code ("en")."""
    articles: frozenset[str] | None = None
    """Its id is one of these."""

    def __post_init__(self) -> None:
        if self.articles is not None and not self.articles:
            raise ValueError("no article is named; leave the choice away to ask all of them")
        for name in ("since", "until"):
            if (day := getattr(self, name)) is not None and not _is_day(day):
                raise ValueError(f"{day!r} is no date to ask for articles {name}; write 2026-02-10, 2026-02 or 2026")

    def among(self, articles: Iterable[Described]) -> frozenset[str]:
        """The ids of these articles that match, at least one.

        Raises `NoArticle`, which says which condition none of them meets and what there is instead, and `LoadError`
        for an id that none of them has."""
        if not (held := list(articles)):
            raise NoArticle("the index holds no article")
        if unknown := sorted((self.articles or frozenset()) - {article.id for article in held}):
            raise LoadError(unknown[0], NO_ARTICLE)
        conditions = self._conditions()
        if found := frozenset(one.id for one in held if all(condition.met(one) for condition in conditions)):
            return found
        for condition in conditions:
            if not any(map(condition.met, held)):
                raise NoArticle(f"no article is {condition.told}{_instead(condition, held)}")
        raise NoArticle(f"no article is {' and '.join(condition.told for condition in conditions)} at once")

    def _conditions(self) -> list[_Condition]:
        outlet, author, folder, language = (
            (value or "").strip().casefold() for value in (self.outlet, self.author, self.folder, self.language)
        )
        since, until, ids, path = self.since or "", self.until or "", self.articles or (), folder.strip("/") + "/"
        given = {
            "outlet": _Condition(f"from {self.outlet!r}", _outlet, lambda a: _is_from(outlet, a)),
            "author": _Condition(f"by {self.author!r}", lambda a: a.author, lambda a: _names(author, a.author or "")),
            "since": _Condition(f"of {since} or later", _day, lambda a: _in_order(since, _day(a))),
            "until": _Condition(f"of {until} or earlier", _day, lambda a: _in_order(_day(a), until)),
            "folder": _Condition(f"in the folder {self.folder!r}", _folder, lambda a: a.id.casefold().startswith(path)),
            "language": _Condition(f"in the language {self.language!r}", _language, lambda a: _language(a) == language),
            "articles": _Condition("one of those named", lambda a: a.id, lambda a: a.id in ids),
        }
        return [condition for name, condition in given.items() if getattr(self, name) is not None]


class _Condition(NamedTuple):
    told: str
    """What no article is that does not meet it."""
    fact: Callable[[Described], str | None]
    """What it is about."""
    met: Callable[[Described], bool]


def _instead(condition: _Condition, articles: Iterable[Described]) -> str:
    """What the articles have instead, the commonest first."""
    counted = Counter(fact for article in articles if (fact := condition.fact(article)))
    ordered = sorted(counted, key=lambda fact: (-counted[fact], fact))
    if not ordered:
        return "; of none is it known"
    if condition.fact is _day:
        return f"; they are of {min(counted)} to {max(counted)}"
    more = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
    return f"; there are {', '.join(ordered[:_SHOWN])}{more}"


def _names(asked: str, name: str) -> bool:
    """Whether the words that are asked for stand in a name."""
    return bool(asked) and bool(re.search(rf"(?<!\w){re.escape(asked)}(?!\w)", name.casefold()))


def _is_from(asked: str, article: Described) -> bool:
    host = _host(article)
    return _names(asked, article.publisher or "") or (bool(asked) and (host == asked or host.endswith(f".{asked}")))


def _outlet(article: Described) -> str:
    return article.publisher or _host(article)


def _host(article: Described) -> str:
    try:
        return (urlsplit(article.url or "").hostname or "").casefold()
    except ValueError:  # a scraped address may be anything
        return ""


def _day(article: Described) -> str:
    return article.published or ""


def _in_order(day: str, later: str) -> bool:
    """Whether the second day is not before the first, as far as both are known; never where one is not."""
    return bool(day and later) and day[: len(later)] <= later[: len(day)]


def _folder(article: Described) -> str:
    return article.id.rpartition("/")[0]


def _language(article: Described) -> str:
    return (article.language or "").casefold()


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:
        return False
