"""The source reader as HTML: the list of articles, or one article whole with the cited passage marked.

What the browser sends is a reference and nothing else: it is matched against a pattern and looked up by
`Article.key`, so no path and no offset of its own making reaches anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any, NamedTuple, Protocol

from rag.types import KEY_LENGTH, Article, Failure, Passage
from rag.types.sources import day
from rag.web.markup import from_template, plural
from rag.web.paragraphs import paragraphs

GONE = "This passage is no longer in the collection."
GONE_ARTICLE = "This article is no longer in the collection."
LIST = "articles"
EMPTY = "No articles yet. Add text files to start."
MAX_PASTED = 400_000
"""Characters of a text that is pasted: what is sent without being a file is at most 512 kB."""
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
ORDERS = {"newest": "Newest first", "oldest": "Oldest first", "title": "By title", "outlet": "By outlet"}
"""In what order articles can be listed, the first one unasked; what lacks a date or an outlet comes last."""
FACTS = {
    "title": "Title",
    "publisher": "Outlet",
    "author": "Author",
    "published": "Date",
    "url": "Address",
}
"""What can be edited of an article, and what it is called on the page."""
KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")
_PASSAGE = re.compile(rf"s/([0-9a-f]{{{KEY_LENGTH}}})/([0-9]{{1,10}})-([0-9]{{1,10}})")
_WHOLE = re.compile(rf"a/([0-9a-f]{{{KEY_LENGTH}}})")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Articles(Protocol):
    """What the reader reads from; a `Library` is one."""

    @property
    def articles(self) -> list[Article]: ...
    def article(self, key: str) -> Article | None: ...
    def sentences(self, article: Article) -> tuple[Passage, ...]: ...
    @property
    def edited(self) -> Mapping[str, Mapping[str, str | None]]: ...


def view(reference: object, library: Articles, failures: Sequence[Failure] = (), chosen: Set[str] = frozenset()) -> str:
    """What the reader shows for a fragment: "articles", "a/<key>" or "s/<key>/<start>-<end>"; never fails."""
    if not isinstance(reference, str) or reference == LIST:
        return article_list(library, failures, chosen)
    if whole := _WHOLE.fullmatch(reference):
        article = library.article(whole[1])
        return _article(reference, article, library) if article else _gone(reference, GONE_ARTICLE)
    if found := _PASSAGE.fullmatch(reference):
        article, start, end = library.article(found[1]), int(found[2]), int(found[3])
        if article and start < end <= len(article.text):
            return _article(reference, article, library, Passage(article, start, end))
    return _gone(reference[:100], GONE)


def article_list(library: Articles, failures: Sequence[Failure] = (), chosen: Set[str] = frozenset()) -> str:
    """Every article with what is known of it, whether it may answer, how to remove it, and how to add more."""
    articles = ordered(library.articles)
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
        longest=MAX_PASTED,
        **_page(articles, library, 0, chosen),
    )


def scope_of(chosen: Collection[str], count: int) -> str:
    """Which articles answer, "3 of 41 articles"; empty where all of them do."""
    return f"{len(chosen):,} of {plural(count, 'article')}" if 0 < len(chosen) < count else ""


def ordered(articles: Sequence[Article], order: str = "newest") -> list[Article]:
    """The articles in one of the `ORDERS`; in any other they stay as they are."""
    if order in ("newest", "oldest"):
        dated = [article for article in articles if article.published]
        dated.sort(key=lambda article: article.published or "", reverse=order == "newest")
        return [*dated, *(article for article in articles if not article.published)]
    if order == "title":
        return sorted(articles, key=lambda article: article.title.casefold())
    if order == "outlet":
        return sorted(articles, key=lambda article: (not article.publisher, (article.publisher or "").casefold()))
    return list(articles)


def answering(scope: str, count: int) -> str:
    """How many articles may answer, in words; `scope` is empty where all of them do."""
    return f"{scope} may answer." if scope else f"All {count:,} may answer. Tick some to ask only these."


class Narrowed(NamedTuple):
    """What a list of articles is narrowed by, and how it is ordered."""

    words: str = ""
    order: str = "newest"


EVERYTHING = Narrowed()


def matching(library: Articles, narrowed: Narrowed) -> list[Article]:
    """The articles that have each of the words somewhere in what is known of them."""
    wanted = narrowed.words.casefold().split()
    known = ((article, _searchable(article)) for article in ordered(library.articles, narrowed.order))
    return [article for article, facts in known if all(word in facts for word in wanted)]


def list_page(
    library: Articles, narrowed: Narrowed = EVERYTHING, start: int = 0, chosen: Set[str] = frozenset()
) -> str:
    """`PAGE` of the articles that match, from `start` on."""
    page = _page(matching(library, narrowed), library, start, chosen)
    return from_template("list_page.html", **page | {"narrowed": bool(narrowed.words.strip()) and start == 0})


def waiting(text: str) -> str:
    """The reader before the index is open."""
    return from_template("waiting.html", reference="waiting", text=text)


def _page(articles: Sequence[Article], library: Articles, start: int, chosen: Set[str]) -> dict[str, Any]:
    """The values of the template: `PAGE` articles with their numbers of sentences, whether they are chosen and whether
    they were edited, and how many come after them."""
    end, edited = start + PAGE, library.edited
    shown = [
        (article, len(library.sentences(article)), article.id in chosen, article.id in edited)
        for article in articles[start:end]
    ]
    more = max(0, len(articles) - end)
    return {"found": len(articles), "articles": shown, "next": end, "more": more, "narrowed": False}


def _searchable(article: Article) -> str:
    known = (article.title, article.publisher, article.author, article.published, day(article.published), article.id)
    return "\n".join(fact for fact in known if fact).casefold()


def _gone(reference: str, message: str) -> str:
    return from_template("gone.html", reference=reference, message=message)


def _article(reference: str, article: Article, library: Articles, passage: Passage | None = None) -> str:
    sentences = [(sentence.start, sentence.end) for sentence in library.sentences(article)]
    cited = (passage.start, passage.end) if passage else None
    text = paragraphs(article.text, sentences, article.headings, cited)
    known = article.language
    return from_template(
        "article.html",
        reference=reference,
        article=article,
        language=known if known and _LANGUAGE.fullmatch(known) else "",
        sentences=len(sentences),
        cited=cited,
        paragraphs=text,
        left_out=any(not piece.kept for paragraph in text for piece in paragraph.pieces),
        facts=FACTS,
        edited=library.edited.get(article.id, {}),
    )
