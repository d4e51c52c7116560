"""Word documents (.docx) to text: headings, lists, tables, notes; inserted text, and none that is deleted."""

from __future__ import annotations

from io import BytesIO

import mammoth
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # it ships no types

from rag.ingest.decode import NoText
from rag.ingest.documents.packed import confirmed, part, stated, unpack, xml
from rag.ingest.reading import Reading
from rag.ingest.webpage.pieces import pieces
from rag.ingest.webpage.reading import written

_KIND = "Word document"
_PROPERTIES = "docProps/core.xml"
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"


def read(data: bytes) -> Reading:
    """The text of a Word document. Raises `NoText` where it is locked or broken."""
    with unpack(data, _KIND, "word/document.xml") as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                part(archive, name)  # mammoth's own parser would read entities
        known = xml(archive, _PROPERTIES) if _PROPERTIES in archive.namelist() else None
    try:
        # Pictures are not looked at.
        picture = mammoth.images.img_element(lambda image: {"src": ""})
        page = mammoth.convert_to_html(BytesIO(data), convert_image=picture, style_map=_STYLES).value
    except (KeyError, ValueError, AttributeError, OSError):
        raise NoText(f"is a broken {_KIND}") from None
    text = written(pieces(document_fromstring(f"<body>{page}</body>").find("body")))
    if known is None:
        return Reading(text)
    title, author = (confirmed(stated(known, name), text) for name in ("title", "creator"))
    return Reading(text, {"title": title, "author": author})
