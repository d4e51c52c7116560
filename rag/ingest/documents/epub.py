"""EPUB books to text: their chapters in the order of reading."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from lxml.html import document_fromstring  # type: ignore[import-untyped]  # it ships no types

from rag.ingest.decode import NoText, decode
from rag.ingest.documents.packed import part, stated, unpack, xml
from rag.ingest.reading import Reading
from rag.ingest.webpage.pieces import pieces
from rag.ingest.webpage.reading import written

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html")


def read(data: bytes) -> Reading:
    """The text of an EPUB. Raises `NoText` where it is broken, or locked against copying."""
    with unpack(data, "EPUB", _CONTAINER) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
            raise NoText("is an EPUB that is locked against copying")
        place = next((root.get("full-path") for root in xml(archive, _CONTAINER).iter("{*}rootfile")), None) or ""
        book = xml(archive, place)
        chapters = [_chapter(archive, name) for name in _order(book, posixpath.dirname(place))]
    known = {field: stated(book, field) for field in ("title", "language", "publisher")}
    known |= {"author": stated(book, "creator"), "published": stated(book, "date")}
    return Reading("\n\n".join(filter(None, chapters)), known)


def _order(book: Any, folder: str) -> list[str]:
    """The names of the chapters in the archive, without the table of contents."""
    items = {item.get("id"): item for item in book.iter("{*}item")}
    spine = (items.get(one.get("idref")) for one in book.iter("{*}itemref") if one.get("linear") != "no")
    return [
        posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in spine
        if item is not None and item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
    ]


def _chapter(archive: ZipFile, name: str) -> str:
    text, _ = decode(part(archive, name), html=True)
    # lxml takes no text that states its encoding.
    page = document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    body = page.find("body")
    return written(pieces(page if body is None else body))


def _parser() -> Any:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8")
