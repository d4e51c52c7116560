"""Feeds: RSS, Atom and JSON Feed. Each entry is an article; what any feed says is written as a JSON Feed first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import rag.ingest.isolated as isolated
from rag.ingest.decode import NoText
from rag.ingest.reading import Member, Reading

MAX_BYTES = 20_000_000
"""A larger file is no feed."""
FEED = "feed"
"""The kind, as the process that reads feeds knows it."""


def feed(path: Path) -> Iterator[Member]:
    """The entries of a file that is a feed. One of another kind is skipped."""
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise NoText(f"has {size:,} bytes, more than a feed has")
        written = isolated.read(FEED, path.read_bytes()).text
    except NoText as reason:
        yield Member("", "", _nothing, skipped=str(reason))
        return
    yield from entries(written.encode("utf-8"))


def entries(data: bytes) -> Iterator[Member]:
    """The entries of a JSON Feed as `rag.ingest.documents.feed` writes it."""
    written = json.loads(data)
    for item in written["items"]:
        known = {
            "title": item.get("title"),
            "author": ", ".join(author["name"] for author in item.get("authors", ())),
            "published": item.get("date_published"),
            "publisher": written.get("title"),
            "url": item.get("url"),
            "language": item.get("language") or written.get("language"),
        }
        read = partial(_entry, item, {name: value for name, value in known.items() if value})
        yield Member(item["id"], item.get("title") or item["id"], read)


def merged(new: bytes, old: bytes) -> bytes:
    """A feed with the entries that only an earlier version of it had after its own: feeds hold their newest only."""
    feed, before = json.loads(new), json.loads(old)
    here = {item["id"] for item in feed["items"]}
    feed["items"] += [item for item in before["items"] if item["id"] not in here]
    return json.dumps(feed, ensure_ascii=False).encode("utf-8")


def _entry(item: dict[str, Any], known: dict[str, str | None]) -> Reading:
    """What one entry says. Raises `NoText`."""
    if html := item.get("content_html"):
        reading = isolated.read("web page", html.encode("utf-8"))
        return replace(reading, known=reading.known | known)
    return Reading(item.get("content_text", ""), known)


def _nothing() -> Reading:
    raise NoText("holds nothing")


FEEDS: dict[str, Callable[[Path], Iterator[Member]]] = dict.fromkeys((".rss", ".atom", ".xml", ".json"), feed)
