"""The library that a command works on."""

from __future__ import annotations

from typing import Any

import rag.places as places
from rag.errors import IndexMissing
from rag.library import Library
from rag.types import Where


def opened(index: str, encoder: str | None, where: Where | None = None, **options: Any) -> Library:
    """The library in a place that something was indexed in, or of some of its articles; raises `IndexMissing`."""
    library = Library(index, encoder=encoder, **options)
    if not library.generation:
        raise IndexMissing(places.told(index))
    return library.only(where) if where else library
