"""From plain text to HTML, in one place: whatever is not written in this package goes through `escape`."""

from __future__ import annotations

import html
import re
from datetime import date

from rag.types import Article

# A lone surrogate cannot be sent as UTF-8, and an HTML parser drops NUL: both would shift or break the page.
_UNSENDABLE = re.compile("[\ud800-\udfff\0]")
_URL = re.compile(r"https?://[^\s\"'<>`]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def escape(text: str) -> str:
    """`text` as HTML that shows exactly its characters, in content and in a quoted attribute."""
    # A parser turns a bare carriage return into a line feed; the entity keeps it what it is.
    return html.escape(_UNSENDABLE.sub("\ufffd", text), quote=True).replace("\r", "&#13;")


def isolated(text: str) -> str:
    """`text` escaped, and its writing direction kept from reaching the words around it."""
    return f"<bdi>{escape(text)}</bdi>"


def plural(number: int, noun: str) -> str:
    """`plural(1, "article")` is "1 article", `plural(5, "article")` "5 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(published: str | None) -> str:
    """An ISO date as people write it, as precise as it is: "10 February 2026", "February 2026", "2026"."""
    if not published:
        return "no date"
    parts = published.split("-")
    try:
        if len(parts) == 2:
            return f"{date(int(parts[0]), int(parts[1]), 1):%B %Y}"
        if len(parts) == 3:
            exact = date.fromisoformat(published[:10])
            return f"{exact.day} {exact:%B %Y}"
    except ValueError:
        pass  # not a calendar date: what is known is shown as it stands
    return published


def about(article: Article, sentences: int | None = None) -> str:
    """What is known of an article, as one line of HTML: publisher, date, author, number of sentences."""
    known = [article.publisher, day(article.published), article.author]
    parts = [isolated(part) for part in known if part]
    if sentences is not None:
        parts.append(plural(sentences, "sentence"))
    return '<span class="fn-dot" aria-hidden="true"> · </span>'.join(parts)


def address(url: str | None) -> str:
    """An article's URL as HTML: a link that tells the other side nothing if it is http(s), else plain text."""
    if not url:
        return ""
    shown = isolated(url)
    if not _URL.fullmatch(url):
        return shown
    return f'<a href="{escape(url)}" rel="noreferrer noopener" target="_blank">{shown}</a>'


def language(article: Article) -> str:
    """A `lang` attribute for the article's text, or nothing where its language is not known."""
    known = article.language
    return f' lang="{known}"' if known and _LANGUAGE.fullmatch(known) else ""
