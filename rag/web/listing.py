"""The list of articles as HTML: narrowed by words and by what is known of them, ordered, and chosen from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from typing import Any, NamedTuple, Protocol

from babel import Locale, UnknownLocaleError

from rag.types import Article, Failure, Passage
from rag.web.markup import from_template
from rag.web.told import told
from rag.web.translation import day, language, marked
from rag.web.translation import gettext as _

LIST = "articles"
EMPTY = "No articles yet. Add text files to start."
MAX_PASTED = 400_000
"""Characters of a text that is pasted: what is sent without being a file is at most 512 kB."""
MAX_WORDS = 200
"""Characters that the list of articles can be narrowed by."""
PAGE = 100
"""Articles that the list shows at once."""
FEW = 20
"""Up to so many articles are found by looking: nothing to narrow the list by."""
ACCEPTED = tuple(
    (
        ".txt .md .markdown .html .htm .pdf .docx .odt .epub .eml .mht .mhtml .webarchive .rtf .zip .mbox .jsonl"
        " .json .rss .atom .xml"
    ).split()
)
ORDERS = {
    "newest": marked("Newest first"),
    "oldest": marked("Oldest first"),
    "added": marked("Added last"),
    "title": marked("By title"),
    "outlet": marked("By outlet"),
}
"""In what order articles can be listed, the first one unasked; what lacks a date or an outlet comes last."""
NOT_KNOWN = marked("not known")
FACETS: Mapping[str, tuple[str, Callable[[Article], str]]] = {
    "outlet": (marked("Outlet"), lambda article: article.publisher or NOT_KNOWN),
    "author": (marked("Author"), lambda article: article.author or NOT_KNOWN),
    "month": (marked("Month"), lambda article: _month(article) or NOT_KNOWN),
    "language": (marked("Language"), lambda article: article.language or NOT_KNOWN),
}
"""What the list can be narrowed by besides words: what it is called, and what an article has of it."""
MAX_VALUES = 200
"""Values of a facet that can be chosen: the most frequent ones."""


class Articles(Protocol):
    """What is listed and read; a `Library` is one."""

    @property
    def articles(self) -> list[Article]: ...
    @property
    def added(self) -> list[str]: ...
    def article(self, key: str) -> Article | None: ...
    def sentences(self, article: Article) -> tuple[Passage, ...]: ...
    @property
    def edited(self) -> Mapping[str, Mapping[str, str | None]]: ...


class Narrowed(NamedTuple):
    """What a list of articles is narrowed by, and how it is ordered."""

    words: str = ""
    order: str = "newest"
    facets: Mapping[str, str] = {}
    """For a facet the value that an article has to have."""

    @classmethod
    def of(cls, sent: object) -> Narrowed | None:
        """What a browser sent, if it is that; anybody can send anything."""
        if not isinstance(sent, dict) or not isinstance(words := sent.get("words"), str):
            return None
        facets = sent.get("facets")
        chosen = facets if isinstance(facets, dict) else {}
        held = {name: value for name, value in chosen.items() if name in FACETS and isinstance(value, str) and value}
        return cls(words[:MAX_WORDS], str(sent.get("order")), held)

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.words.strip() or self.facets)


EVERYTHING = Narrowed()


def article_list(
    library: Articles, failures: Sequence[Failure] = (), chosen: Set[str] = frozenset(), *, editable: bool = True
) -> str:
    """Every article with what is known of it, whether it may answer, and if they are `editable` how to remove it and
    how to add more."""
    articles = ordered(library)
    scope = scope_of(chosen, len(articles))
    return from_template(
        "list.html",
        orders=ORDERS,
        reference=LIST,
        accepted=ACCEPTED,
        failures=failures,
        empty=EMPTY,
        filter=len(articles) > FEW,
        several=len(articles) > 1,
        limited=bool(scope),
        scope=answering(scope, len(articles)),
        asked=told(scope),
        longest=MAX_PASTED,
        **_page(articles, library, 0, chosen, EVERYTHING),
        editable=editable,
    )


def list_page(
    library: Articles,
    narrowed: Narrowed = EVERYTHING,
    start: int = 0,
    chosen: Set[str] = frozenset(),
    *,
    editable: bool = True,
) -> str:
    """`PAGE` of the articles that match, from `start` on; before the first of them, what else narrows the list."""
    page = _page(matching(library, narrowed), library, start, chosen, narrowed)
    return from_template("list_page.html", **page, editable=editable)


def matching(library: Articles, narrowed: Narrowed) -> list[Article]:
    """The articles that have each of the words somewhere in what is known of them, and of each facet its value."""
    found = _having(ordered(library, narrowed.order), narrowed.words)
    return [article for article in found if _is_of(article, narrowed.facets)]


def ordered(library: Articles, order: str = "newest") -> list[Article]:
    """The articles in one of the `ORDERS`; in any other they stay as they are."""
    articles = library.articles
    if order == "added":
        places = {id: place for place, id in enumerate(library.added)}
        return sorted(articles, key=lambda article: places.get(article.id, -1))
    if order in ("newest", "oldest"):
        dated = [article for article in articles if article.published]
        dated.sort(key=lambda article: article.published or "", reverse=order == "newest")
        return [*dated, *(article for article in articles if not article.published)]
    if order == "title":
        return sorted(articles, key=lambda article: article.title.casefold())
    if order == "outlet":
        return sorted(articles, key=lambda article: (not article.publisher, (article.publisher or "").casefold()))
    return articles


def scope_of(chosen: Collection[str], count: int) -> str:
    """Which articles answer, "3 of 41 articles"; empty where all of them do."""
    return f"{len(chosen):,} of {count:,} articles" if 0 < len(chosen) < count else ""


def answering(scope: str, count: int) -> str:
    """How many articles may answer, in words; `scope` is empty where all of them do."""
    if scope:
        return _("{scope} may answer.", scope=told(scope))
    return _("All {n} may answer. Tick some to ask only these.", n=count)


def _having(articles: Sequence[Article], words: str) -> Sequence[Article]:
    """The articles that have each of the words somewhere in what is known of them."""
    if not (wanted := words.casefold().split()):
        return articles
    known = ((article, _searchable(article)) for article in articles)
    return [article for article, facts in known if all(word in facts for word in wanted)]


def _is_of(article: Article, facets: Mapping[str, str]) -> bool:
    return all(FACETS[name][1](article) == value for name, value in facets.items())


def _searchable(article: Article) -> str:
    known = (article.title, article.publisher, article.author, article.published, day(article.published), article.id)
    return "\n".join(fact for fact in known if fact).casefold()


def _month(article: Article) -> str:
    """The month of publication, "2026-02"; empty where it is not known to the month."""
    published = article.published or ""
    return published[:7] if len(published) > 6 and published[0] != "-" else ""


def _facets(library: Articles, narrowed: Narrowed) -> list[dict[str, Any]]:
    """For each facet its values and how many articles have them, as far as the other facets and the words let them
    through; those in which all articles are alike are left out."""
    articles, made = library.articles, []
    having = _having(articles, narrowed.words)
    for name, (label, value_of) in FACETS.items():
        if len({value_of(article) for article in articles}) < 2:
            continue
        others = {other: value for other, value in narrowed.facets.items() if other != name}
        counts = Counter(value_of(article) for article in having if _is_of(article, others))
        frequent = [value for value, _ in counts.most_common(MAX_VALUES)]
        frequent.sort(key=str.casefold, reverse=name == "month")
        frequent.sort(key=NOT_KNOWN.__eq__)
        chosen = narrowed.facets.get(name, "")
        values = [(value, _shown(name, value), counts[value]) for value in frequent]
        made.append({"name": name, "label": label, "chosen": chosen, "values": values})
    return made


def _shown(facet: str, value: str) -> str:
    """A value of a facet as people write it."""
    if facet == "month" and value != NOT_KNOWN:
        return day(value)
    if facet == "language" and value != NOT_KNOWN:
        try:
            return Locale.parse(value).get_language_name(language()) or value
        except (UnknownLocaleError, ValueError):
            return value
    return _(NOT_KNOWN) if value == NOT_KNOWN else value


def _page(
    articles: Sequence[Article], library: Articles, start: int, chosen: Set[str], narrowed: Narrowed
) -> dict[str, Any]:
    """The values of the template: `PAGE` articles with their numbers of sentences, whether they are chosen and whether
    they were edited, and how many come after them."""
    end, edited = start + PAGE, library.edited
    shown = [
        (article, len(library.sentences(article)), article.id in chosen, article.id in edited)
        for article in articles[start:end]
    ]
    return {
        "found": len(articles),
        "articles": shown,
        "next": end,
        "more": max(0, len(articles) - end),
        "narrowed": narrowed.narrows and start == 0,
        "facets": _facets(library, narrowed) if start == 0 else [],
    }
