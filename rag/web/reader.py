"""The source reader as HTML: the list of articles, or one article whole with the cited passage marked.

What the browser sends is a reference and nothing else: it is matched against a pattern and looked up by
`Article.key`, so no path and no offset of its own making reaches anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from rag.types import KEY_LENGTH, Article, Failure, Passage
from rag.types.sources import day
from rag.web.markup import from_template
from rag.web.paragraphs import paragraphs

GONE = "This passage is no longer in the collection."
GONE_ARTICLE = "This article is no longer in the collection."
LIST = "articles"
EMPTY = "No articles yet. Add text files to start."
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


def view(reference: object, library: Articles, failures: Sequence[Failure] = ()) -> str:
    """What the reader shows for a fragment: "articles", "a/<key>" or "s/<key>/<start>-<end>"; never fails."""
    if not isinstance(reference, str) or reference == LIST:
        return article_list(library, failures)
    if whole := _WHOLE.fullmatch(reference):
        article = library.article(whole[1])
        return _article(reference, article, library) if article else _gone(reference, GONE_ARTICLE)
    if found := _PASSAGE.fullmatch(reference):
        article, start, end = library.article(found[1]), int(found[2]), int(found[3])
        if article and start < end <= len(article.text):
            return _article(reference, article, library, Passage(article, start, end))
    return _gone(reference[:100], GONE)


def article_list(library: Articles, failures: Sequence[Failure] = ()) -> str:
    """Every article with what is known of it, how to remove it, and how to add more."""
    articles = ordered(library.articles)
    return from_template(
        "list.html",
        orders=ORDERS,
        reference=LIST,
        accepted=ACCEPTED,
        failures=failures,
        empty=EMPTY,
        filter=len(articles) > FEW,
        several=len(articles) > 1,
        **_page(articles, library, 0),
    )


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


def list_page(library: Articles, words: str = "", start: int = 0, order: str = "newest") -> str:
    """The articles that have each of the words somewhere in what is known of them, `PAGE` of them from `start` on."""
    wanted = words.casefold().split()
    known = ((article, _searchable(article)) for article in ordered(library.articles, order))
    matching = [article for article, facts in known if all(word in facts for word in wanted)]
    return from_template("list_page.html", **_page(matching, library, start))


def waiting(text: str) -> str:
    """The reader before the index is open."""
    return from_template("waiting.html", reference="waiting", text=text)


def _page(articles: Sequence[Article], library: Articles, start: int) -> dict[str, Any]:
    """The values of the template: `PAGE` articles with their numbers of sentences, and how many come after them."""
    end = start + PAGE
    shown = [(article, len(library.sentences(article))) for article in articles[start:end]]
    return {"found": bool(articles), "articles": shown, "next": end, "more": max(0, len(articles) - end)}


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
    )
