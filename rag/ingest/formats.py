"""The kinds of files that are read, and what makes a text of the bytes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rag.ingest.decode import decode
from rag.ingest.front_matter import Metadata
from rag.ingest.webpage import extract


@dataclass(frozen=True, slots=True)
class Source:
    """What the bytes of a file give."""

    text: str
    stated: Metadata = field(default_factory=Metadata)
    """What is known of the article beside its text."""
    incomplete: str = ""
    """What of it could not be read, or is unsure; empty where all is."""


def text(data: bytes) -> Source:
    """What a file of plain text holds. Raises `NoText`."""
    return Source(decode(data))


def _page(data: bytes) -> Source:
    page = extract(decode(data, html=True))
    return Source(page.text, page.known, page.incomplete)


FORMATS: Mapping[str, Callable[[bytes], Source]] = {
    ".txt": text,
    ".md": text,
    ".html": _page,
    ".htm": _page,
}
"""What reads the one article in a file, by the ending of its name. Each raises `NoText` where there is none."""
