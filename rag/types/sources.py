"""How the source of a quotation is told, in words and as plain JSON."""

from __future__ import annotations

from typing import Any

from rag.types.articles import Article, Passage


def named(article: Article) -> str:
    """Title, publisher and date of an article, as far as they are known."""
    return ", ".join(part for part in (article.title, article.publisher, article.published) if part)


def on_page(number: int | None) -> str:
    """How a page is cited: "p. 3"; nothing for None."""
    return f"p. {number}" if number else ""


def placed(passage: Passage) -> str:
    """Title, publisher and date of a passage's article, and its page, as far as they are known."""
    return ", ".join(filter(None, (named(passage.article), on_page(passage.page))))


def source(passage: Passage) -> str:
    """Where a passage stands, and its words, in one line."""
    where = f"{passage.article.id}, characters {passage.start}-{passage.end}"
    return f"{placed(passage)} ({where}): {passage.text}"


def numbered(number: int, passage: Passage) -> dict[str, Any]:
    """A passage under the number it is cited by."""
    article = passage.article
    return {
        "number": number,
        "article": article.id,
        "title": article.title,
        "published": article.published,
        "publisher": article.publisher,
        "url": article.url,
        "ref": passage.ref,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
    }
