"""Web pages as Safari saves them (.webarchive): a property list with the page and the parts of it."""

from __future__ import annotations

import plistlib
from dataclasses import replace
from xml.parsers.expat import ExpatError

from rag.ingest.decode import NoText
from rag.ingest.reading import Reading
from rag.ingest.webpage.reading import extract


def read(data: bytes) -> Reading:
    """The page that was saved. Raises `NoText` where there is none."""
    try:
        page = plistlib.loads(data)["WebMainResource"]
        html, charset = page["WebResourceData"], page.get("WebResourceTextEncodingName", "utf-8")
        reading = extract(html.decode(charset, "replace"))
    except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError, AttributeError, LookupError, ValueError):
        raise NoText("is a broken web archive") from None
    url = page.get("WebResourceURL")
    return replace(reading, known=reading.known | {"url": url}) if isinstance(url, str) else reading
