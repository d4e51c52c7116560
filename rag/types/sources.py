"""How the source of a quotation is told, in words and as plain JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from rag.types.articles import Article, Passage
from rag.types.wording import Say


def named(article: Article) -> str:
    """Title, publisher and date of an article, as far as they are known."""
    return ", ".join(part for part in (article.title, article.publisher, article.published) if part)


def outlet(article: Article) -> str:
    """What an article is called in few words: its publisher, else its author, else its title."""
    return article.publisher or article.author or article.title


def day(published: str | None) -> str:
    """An ISO date as people write it, as precise as it is: "10 February 2026", "February 2026", "2026"; a date without
    a year ("--02-10") as "10 February"."""
    if not published:
        return "no date"
    # 2000 has every day there is.
    parts = f"2000{published[1:]}".split("-") if (no_year := published.startswith("--")) else published.split("-")
    year = "" if no_year else " %Y"
    try:
        if len(parts) == 2:
            return date(int(parts[0]), int(parts[1]), 1).strftime(f"%B{year}")
        if len(parts) == 3:
            exact = date.fromisoformat("-".join(parts)[:10])
            return f"{exact.day} {exact.strftime(f'%B{year}')}"
    except ValueError:
        pass  # not a calendar date: what is known is shown as it stands
    return published


def on_page(number: int | None) -> str:
    """How a page is cited: "p. 3"; nothing for None."""
    return f"p. {number}" if number else ""


def placed(passage: Passage, say: Say = str) -> str:
    """Title, publisher and date of a passage's article, and its page, as far as they are known."""
    return ", ".join(filter(None, (named(passage.article), say(on_page(passage.page)))))


def source(passage: Passage, say: Say = str) -> str:
    """Where a passage stands, and its words, in one line; what is not its article's as `say` has it."""
    where = ", ".join((passage.article.id, say(f"characters {passage.start}-{passage.end}")))
    return f"{placed(passage, say)} ({where}): {passage.text}"


def numbered(number: int, passage: Passage) -> dict[str, Any]:
    """A passage under the number it is cited by."""
    article = passage.article
    return {
        "number": number,
        "article": article.id,
        "title": article.title,
        "published": article.published,
        "publisher": article.publisher,
        "author": article.author,
        "url": article.url,
        "ref": passage.ref,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
    }
