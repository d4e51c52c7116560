"""Changing the index, one whole article at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import rag.search.edits as edits
from rag.search.edits import Edits
from rag.search.embed import Encoder
from rag.search.encoding import ChunkEncoder
from rag.search.store import RESERVED, StoredVersion, Writing
from rag.types import Article, Chunk
from rag.types.retrieval import Vectors


class Writer:
    """What `Index.writer()` gives. Each call is one transaction: on disk when it returns, or not at all."""

    def __init__(self, writing: Writing, encoder: Encoder) -> None:
        self._writing = writing
        self._encoder = encoder

    def put(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        source_digest: str,
        vectors: tuple[Vectors, Vectors] | None = None,
    ) -> None:
        """Store an article with its chunks, in place of one of the same id; `vectors` are those of its chunks and of
        their sentences, where they are known already."""
        sentences = [sentence for chunk in chunks for sentence in chunk.sentences]
        if any(sentence.article != article for sentence in sentences):
            raise ValueError(f"a chunk of another article was given for {article.id!r}")
        if any(before.end > after.start for before, after in pairwise(sentences)):
            raise ValueError(f"the chunks of {article.id!r} overlap or are out of order")
        article = self._edited(article, article.id)
        found = vectors or ChunkEncoder(self._encoder).encode([chunks])[0]
        self._writing.put(article, chunks, source_digest, found)

    def rename(self, old_id: str, article: Article, source_digest: str) -> None:
        """Let the article `old_id` be `article`, which has the same text: nothing is embedded again.

        Raises `KeyError` for an unknown id and `ValueError` for another text."""
        self._writing.rename(old_id, self._edited(article, old_id), source_digest)

    def edit(self, id: str, facts: Mapping[str, str | None]) -> None:
        """Change what is known of an article; it stays so when the article is put again. Raises `KeyError` for an
        unknown id."""
        version, held = self.versions()[id], self.edits().get(id, {})
        article, kept = edits.changed(self._writing.article(id), held, facts)
        self.keep_edits(id, kept)
        self._writing.rename(id, article, version.source_digest)

    def remove(self, id: str) -> bool:
        """Take an article out; says whether it was there."""
        return self._writing.remove(id)

    def versions(self) -> dict[str, StoredVersion]:
        """Which version of every article the index holds, by id."""
        return self._writing.versions()

    def withhold(self, id: str, source_digest: str) -> None:
        """Take an article out and remember that it was by hand: updates leave it out while its file is unchanged."""
        self._writing.withhold(id, source_digest)

    def withheld(self) -> dict[str, str]:
        """The articles that were removed by hand, with the digests of their files."""
        return self._writing.withheld()

    def restore(self, id: str) -> None:
        """Forget that the article was removed by hand."""
        self._writing.restore(id)

    def set_meta(self, name: str, value: str) -> None:
        """Keep a small text beside the articles, for `Index.meta`."""
        if name in RESERVED:
            raise ValueError(f"{name!r} is the index's own")
        self._writing.set_meta(name, value)

    def edits(self) -> dict[str, Edits]:
        """What people changed of what is known of articles, by the article's id."""
        return self._writing.edits()

    def keep_edits(self, id: str, facts: Edits) -> None:
        """Keep the edits of one article in the place of those that there were; none: forget them."""
        self._writing.keep_edits(id, facts)

    def _edited(self, article: Article, known_as: str) -> Article:
        """An article that was just read, with the edits of the one that was known by that id; they are its own now."""
        article, kept = edits.applied(article, self.edits().get(known_as, {}))
        if known_as != article.id:
            self.keep_edits(known_as, {})
        self.keep_edits(article.id, kept)
        return article
