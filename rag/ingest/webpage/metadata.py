"""What a web page states about itself: title, author, day of publication, publisher, address, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from rag.ingest.bylines import people
from rag.ingest.webpage.boilerplate import stands_aside

_STATED = "//meta | //time | //*[@itemprop='datePublished']"
_CHANGED = re.compile(r"modif|updat|revis|expir", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|WebPage)$")
_ADDRESS = re.compile(r"\S+@\S+\.\w+")


def known_of(tree: Any) -> dict[str, Any]:
    """What is known of the page of an lxml tree, by the names of `Metadata`; unknown is None or ""."""
    from trafilatura import extract_metadata

    page = deepcopy(tree)
    for link in page.xpath("//a[starts-with(@href, 'mailto:')]"):
        link.drop_tree()
    for element in page.iter():
        for attribute in ("text", "tail"):
            if (text := getattr(element, attribute)) and "@" in text and element.tag not in ("script", "style"):
                setattr(element, attribute, _ADDRESS.sub("", text))
    found = extract_metadata(page)
    return {
        "title": found.title,
        "author": people(found.author or ""),
        "published": _published(tree),
        "publisher": found.sitename or found.hostname,
        "url": found.url,
        "language": tree.get("lang") or next(iter(tree.xpath("//html/@lang")), None),
    }


def _published(tree: Any) -> str | None:
    """The day of publication where the page states it for this article: not another one's, not that of a change."""
    from htmldate import find_date
    from lxml.html import tostring  # type: ignore[import-untyped]  # it ships no types

    data = [{"datePublished": day} for day in list(_data_days(tree))[:1]]
    stated = "".join(tostring(one, encoding="unicode", with_tail=False) for one in tree.xpath(_STATED) if _is_own(one))
    for page in (f'<script type="application/ld+json">{json.dumps(data[0])}</script>' if data else "", stated):
        try:
            found: str | None = find_date(
                f"<html><body>{page}</body></html>", original_date=True, extensive_search=False
            )
        except ValueError:
            continue
        if found:
            return found
    return None


def _is_own(element: Any) -> bool:
    """Whether an element that states a day states the one on which this article was published."""
    names = " ".join(element.get(name, "") for name in ("property", "name", "itemprop", "class", "http-equiv"))
    if _CHANGED.search(names):
        return False
    return element.tag == "meta" or not (
        stands_aside(element, but=("byline", "bio"))
        or next(element.iterancestors("a", "li", "aside"), None) is not None
    )


def _data_days(tree: Any) -> Iterator[str]:
    """The days of publication in the page's own JSON-LD, those of what it merely mentions left out."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for one in _objects(data):
            kinds = one.get("@type", "")
            article = any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))
            if article and isinstance(day := one.get("datePublished"), str):
                yield day


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    for one in data if isinstance(data, list) else [data]:
        if isinstance(one, dict):
            yield one
            yield from _objects(one.get("@graph", []))
