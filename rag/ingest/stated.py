"""Where an article's text itself says its title, who wrote it, when and where it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.ingest.bylines import byline, without_date
from rag.ingest.front_matter import FOOT, HEAD, front_matter
from rag.ingest.lines import lines
from rag.types import Article, Passage


def stated(article: Article) -> dict[str, Passage]:
    """The lines at the edges of the text that state what is known of the article, by the name of the field: title,
    author, published, publisher. What its front matter or its page alone says is missing."""
    _, start = front_matter(article.text)
    found = list(lines(article.text, start))
    places: dict[str, Passage] = {}
    for line in found[:HEAD] + found[HEAD:][-FOOT:]:
        for field, start, end in _fields(article, line.text):
            places.setdefault(field, Passage(article, line.start + start, line.start + end))
    heading = places.pop("heading", None)
    return places | {"title": heading} if heading else places


def stated_in_front(article: Article) -> dict[str, Passage]:
    """The values in its front matter that are what is known of the article, by the name of the field, as far as they
    stand there letter by letter."""
    _, end = front_matter(article.text)
    places = {}
    for field in ("title", "author", "published", "publisher"):
        known = getattr(article, field)
        line = rf"^\W*\w[\w -]*\W*[:=][ \t]*[\"']?({re.escape(known)})[\"']?[ \t]*\r?$" if known else None
        if line and (found := re.search(line, article.text[:end], re.MULTILINE)):
            places[field] = Passage(article, *found.span(1))
    return places


def _fields(article: Article, line: str) -> Iterator[tuple[str, int, int]]:
    """The fields that a line states as they are known, each with the part of the line that does; "heading" is a title
    with nothing else in its line, which is better than one at the end of a breadcrumb."""
    at = line.find(article.title) if article.title else -1
    if at >= 0:
        yield "heading" if line == article.title else "title", at, at + len(article.title)
    if article.published and without_date(line)[1] == article.published:
        yield "published", 0, len(line)
    said = byline(line)
    for field in ("author", "published", "publisher") if said else ():
        if getattr(said, field) and getattr(said, field) == getattr(article, field):
            yield field, 0, len(line)
