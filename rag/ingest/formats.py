"""The kinds of files that are read, and what makes a text of the bytes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import rag.ingest.isolated as isolated
from rag.ingest.decode import decode, whole_characters
from rag.ingest.markdown import shown
from rag.ingest.reading import Reading


def text(data: bytes) -> Reading:
    """What a file of plain text holds. Raises `NoText`."""
    written, unsure = decode(data)
    return Reading(written, incomplete=unsure)


def _markdown(data: bytes) -> Reading:
    written, unsure = decode(data)
    return Reading(shown(written), incomplete=unsure)


def _page(data: bytes) -> Reading:
    written, unsure = decode(data, html=True)
    reading = isolated.read("web page", whole_characters(written).encode("utf-8"))
    return replace(reading, incomplete="; ".join(filter(None, (unsure, reading.incomplete))))


DOCUMENTS: Mapping[str, Callable[[bytes], Reading]] = {
    ".pdf": partial(isolated.read, "PDF"),
    ".docx": partial(isolated.read, "Word document"),
    ".odt": partial(isolated.read, "OpenDocument"),
    ".epub": partial(isolated.read, "EPUB"),
    ".eml": partial(isolated.read, "e-mail"),
    ".mht": partial(isolated.read, "e-mail"),
    ".mhtml": partial(isolated.read, "e-mail"),
    ".webarchive": partial(isolated.read, "web archive"),
    ".rtf": partial(isolated.read, "RTF document"),
}
"""Those that may hold pictures."""
FORMATS: Mapping[str, Callable[[bytes], Reading]] = {
    ".txt": text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _page,
    ".htm": _page,
    **DOCUMENTS,
}
"""What reads the one article in a file, by the ending of its name. Each raises `NoText` where there is none."""
