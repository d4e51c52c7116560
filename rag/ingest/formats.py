"""The kinds of files that are read, and what makes a text of the bytes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import rag.ingest.isolated as isolated
from rag.ingest.decode import decode, whole_characters
from rag.ingest.reading import Reading


def text(data: bytes) -> Reading:
    """What a file of plain text holds. Raises `NoText`."""
    return Reading(decode(data))


def _page(data: bytes) -> Reading:
    return isolated.read("web page", whole_characters(decode(data, html=True)).encode("utf-8"))


def _pdf(data: bytes) -> Reading:
    return isolated.read("PDF", data)


FORMATS: Mapping[str, Callable[[bytes], Reading]] = {
    ".txt": text,
    ".md": text,
    ".html": _page,
    ".htm": _page,
    ".pdf": _pdf,
}
"""What reads the one article in a file, by the ending of its name. Each raises `NoText` where there is none."""
