"""Feeds to one form: whatever RSS, Atom or JSON Feed says becomes a JSON Feed (version 1.1)."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

from rag.ingest.decode import NoText, whole_characters
from rag.ingest.documents.packed import DECLARES
from rag.ingest.reading import Reading

VERSION = "https://jsonfeed.org/version/1.1"
_ISO_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_NONE = "no feed (RSS, Atom or JSON Feed); of such files only feeds are read"


def read(data: bytes) -> Reading:
    """The feed as a JSON Feed of what is read of it. Raises `NoText`."""
    feed = _json_feed(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else _xml_feed(data)
    if not feed["items"]:
        raise NoText("is a feed without an entry; it may have some later")
    return Reading(whole_characters(json.dumps(feed, ensure_ascii=False)))


def _xml_feed(data: bytes) -> dict[str, Any]:
    if DECLARES.search(data):
        raise NoText("declares entities, which no feed needs; take them out")
    import feedparser

    # Bytes by themselves would be tried as the name of a file.
    found = feedparser.parse(BytesIO(data))
    if not found.version:
        raise NoText(f"is {_NONE}")
    feed = {"version": VERSION, "title": _plain(found.feed.get("title_detail")), "language": found.feed.get("language")}
    return feed | {"items": _unique(_entry(entry) for entry in found.entries)}


def _entry(entry: Any) -> dict[str, Any]:
    written = max(
        [*entry.get("content", ()), entry.get("summary_detail") or {}], key=lambda one: len(one.get("value", ""))
    )
    plain = written.get("type") == "text/plain"
    names = [author.get("name") for author in entry.get("authors", ()) if author.get("name")]
    return {
        "id": entry.get("id") or entry.get("link"),
        "url": entry.get("link"),
        "title": _plain(entry.get("title_detail")),
        "authors": [{"name": name} for name in names],
        "date_published": _day(entry.get("published") or entry.get("updated")),
        "content_text" if plain else "content_html": written.get("value", ""),
    }


def _json_feed(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise NoText(f"is {_NONE}") from None
    if not isinstance(found, dict) or "jsonfeed.org/version" not in str(found.get("version")):
        raise NoText(f"is {_NONE}")
    items = found.get("items")
    entries = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    feed = {"version": VERSION, "title": _text(found, "title"), "language": _text(found, "language")}
    return feed | {"items": _unique(_item(item) for item in entries)}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_text(author, "name") for author in authors or () if isinstance(author, dict)]
    html = _text(item, "content_html")
    return {
        "id": str(item.get("id") or "") or _text(item, "url"),
        "url": _text(item, "url"),
        "title": _text(item, "title"),
        "authors": [{"name": name} for name in names if name],
        "date_published": _day(_text(item, "date_published")),
        "language": _text(item, "language"),
        "content_html" if html else "content_text": html or _text(item, "content_text") or _text(item, "summary") or "",
    }


def _text(of: dict[str, Any], name: str) -> str | None:
    value = of.get(name)
    return value if isinstance(value, str) else None


def _unique(items: Any) -> list[dict[str, Any]]:
    """The entries that have a name, the first of each."""
    named: dict[str, dict[str, Any]] = {}
    for item in items:
        if item["id"]:
            named.setdefault(item["id"], item)
    return list(named.values())


def _plain(detail: Any) -> str | None:
    """A title without the tags and entities that some write it with."""
    from lxml.html import fragment_fromstring  # type: ignore[import-untyped]  # it ships no types

    value = " ".join((detail or {}).get("value", "").split())
    if value and detail.get("type") != "text/plain":
        value = " ".join(fragment_fromstring(value, create_parent=True).text_content().split())
    return value or None


def _day(written: str | None) -> str | None:
    """The day as the author's clock had it."""
    try:
        iso = _ISO_DAY.match(written or "")
        return iso[0] if iso else parsedate_to_datetime(written or "").date().isoformat()
    except ValueError:
        return None
