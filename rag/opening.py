"""The library that a command works on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rag.errors import IndexMissing
from rag.library import Library
from rag.types import Where


def opened(index: Path, encoder: str | None, where: Where | None = None, **options: Any) -> Library:
    """The library in a folder that something was indexed in, or of some of its articles; raises `IndexMissing`."""
    library = Library(index, encoder=encoder, **options)
    if not library.generation:
        raise IndexMissing(index)
    return library.only(where) if where else library
