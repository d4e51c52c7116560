"""What a web page states about itself: title, author, day of publication, publisher, address, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from rag.ingest.boilerplate import boilerplate
from rag.ingest.bylines import is_name, people
from rag.ingest.dates import iso_date
from rag.ingest.webpage.boilerplate import stands_aside

_STATED = "//meta | //time | //*[@itemprop='datePublished']"
_NOT_ITS_DAY = re.compile(r"modif|updat|revis|expir|image|photo|thumb", re.IGNORECASE)
"""What names the day of a change, or the address of a picture with the day of that one."""
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|WebPage)$")
_DATA = "//script[starts-with(@type, 'application/ld+json')]"
_CONTACT = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""The beginning of an address that is no page: "mailto:", "tel:"."""
_CALL = re.compile(r"(?:e-?mail|write|contact|call|message|follow)\b", re.IGNORECASE)
_APART = r"\s*(?:[|:•·»«]|\s[–—-]\s)\s*"
"""What stands between a title and the name of the site."""
_HEADINGS, _LONGEST = 10, 500
"""So many main headings are looked at, and a title of so many characters: a page may be made to be slow."""
_ADDRESS = re.compile(r"\S+@\S+\.\w+")


def known_of(tree: Any) -> dict[str, Any]:
    """What is known of the page of an lxml tree, by the names of `Metadata`; unknown is None or ""."""
    from trafilatura import extract_metadata

    page = deepcopy(tree)
    for link in page.xpath("//a[@href]"):
        if _CONTACT.match(link.get("href").strip()) and not _names_somebody(link):
            link.drop_tree()
    for script, data in _json_data(page):  # trafilatura passes over what has its vocabulary in another shape
        said = [one | {"@context": "https://schema.org"} for one in _listed(data) if isinstance(one, dict)]
        script.text = json.dumps(said)
    for element in page.iter():
        for attribute in ("text", "tail"):
            if (text := getattr(element, attribute)) and "@" in text and element.tag not in ("script", "style"):
                setattr(element, attribute, _ADDRESS.sub("", text))
    found = extract_metadata(page)
    return {
        "title": _title(tree, found.title, found.sitename),
        "author": people(found.author or ""),
        "published": _published(tree, found.url),
        "publisher": found.sitename or found.hostname,
        "url": found.url,
        "language": tree.get("lang") or next(iter(tree.xpath("//html/@lang")), None),
    }


def _title(tree: Any, found: str | None, site: str | None) -> str | None:
    """The title that was `found`, without the name of the site before or behind it.

    Where it is a label, or that name alone, the page's main heading is the title."""
    headings = (" ".join(one.text_content().split()) for one in tree.xpath("//h1")[:_HEADINGS])
    main = [one for one in headings if one and one.casefold() != (site or "").casefold() and not boilerplate(one)]
    if not found or boilerplate(found) or found == site:
        return next(iter(main), found)
    if len(found) > _LONGEST:
        return found
    for one in main:  # a shorter one may be the site's name or its section's
        around = rf"(?:.+{_APART})?{re.escape(one)}(?:{_APART}.+)?"
        if 2 * len(one) > len(found) and re.fullmatch(around, found):
            return one
    named = re.fullmatch(rf"(.+?){_APART}{re.escape(site)}", found, re.IGNORECASE) if site else None
    return named[1] if named else found


def _published(tree: Any, url: str | None) -> str | None:
    """The day of publication where the page, or else its address, states it for this article: not another one's, not
    that of a change."""
    from htmldate import find_date
    from lxml.html import tostring  # type: ignore[import-untyped]  # it ships no types

    if day := next(filter(None, map(iso_date, _data_days(tree))), None):
        return day
    stated = "".join(tostring(one, encoding="unicode", with_tail=False) for one in tree.xpath(_STATED) if _is_own(one))
    try:
        page = f"<html><body>{stated}</body></html>"
        found: str | None = find_date(
            page, original_date=True, extensive_search=False, url=url, deferred_url_extractor=True
        )
    except ValueError:
        return None
    return found


def _is_own(element: Any) -> bool:
    """Whether an element that states a day states the one on which this article was published."""
    names = " ".join(element.get(name, "") for name in ("property", "name", "itemprop", "class", "http-equiv"))
    if _NOT_ITS_DAY.search(names):
        return False
    return element.tag == "meta" or not (
        stands_aside(element, but=("byline", "bio"))
        or next(element.iterancestors("a", "li", "aside"), None) is not None
    )


def _data_days(tree: Any) -> Iterator[str]:
    """The days of publication in the page's own JSON-LD, those of what it merely mentions left out."""
    for _, data in _json_data(tree):
        for one in _objects(data):
            kinds = one.get("@type", "")
            article = any(_ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))
            if article and isinstance(day := one.get("datePublished"), str):
                yield day


def _json_data(tree: Any) -> Iterator[tuple[Any, Any]]:
    """The scripts of the page that hold JSON-LD, each with what it says; those that cannot be read are left out."""
    for script in tree.xpath(_DATA):
        try:
            yield script, json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue


def _names_somebody(link: Any) -> bool:
    """Whether a link to write to somebody, or to call, is that one's name and not "Email the author"."""
    words = " ".join(_ADDRESS.sub("", link.text_content()).split())
    return is_name(words) and not _CALL.match(words)


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    for one in _listed(data):
        if isinstance(one, dict):
            yield one
            yield from _objects(one.get("@graph", []))


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]
