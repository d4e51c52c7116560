"""The store in a place."""

from __future__ import annotations

from pathlib import Path

import rag.places as places
from rag.errors import IndexUnreachable
from rag.search.embed import Encoder
from rag.search.embedded.store import EmbeddedStore
from rag.search.store import Store


def opened(place: Path | str, encoder: Encoder) -> Store:
    """The store in a folder, or in the Postgres database that an address names."""
    if not places.is_address(place):
        return EmbeddedStore(Path(place), encoder)
    try:
        from rag.search.postgres.store import PostgresStore
    except ImportError as error:  # psycopg is an extra, since a folder does without
        raise IndexUnreachable(
            f"a package that an index in Postgres needs is missing ({error}): pip install 'footnote-rag[postgres]'"
        ) from error
    return PostgresStore(str(place), encoder)
