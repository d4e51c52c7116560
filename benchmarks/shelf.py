"""An index of given articles, and the one place that reaches into how answers are made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

import rag
import rag.ingest as ingest
from rag.answering import respond
from rag.answering.weights import load
from rag.ingest.front_matter import read_source
from rag.ingest.layout import layout
from rag.ingest.parse import sentences
from rag.search import Encoder, Index, MiniLMEncoder, RetrievalResult
from rag.search.ledger import ledger
from rag.streams import result
from rag.types import Article, Chunk, Hit, Passage, Statement, Turn
from rag.verification import verify

CACHE = Path(__file__).parents[1] / ".cache" / "benchmarks"
K = 20
"""Chunks an answer is chosen from, as in `rag.library`."""
Vectors = NDArray[np.float32]
Cut = Callable[[Article], Sequence[Chunk]]
Retrieve = Callable[[str], RetrievalResult]


class Remembering:
    """An encoder that keeps every vector it made in a file, so that a second measurement need not wait for it."""

    def __init__(self, encoder: Encoder | None = None, folder: Path = CACHE) -> None:
        self._encoder = encoder or MiniLMEncoder()
        # Named after what the encoder makes of a sentence: other weights are another file.
        probe = self._encoder.encode(["The same words give the same bits."])
        self.file = folder / f"vectors-{blake2b(probe.tobytes(), digest_size=8).hexdigest()}.npz"
        self._rows: dict[bytes, Vectors] = {}
        self._read()
        self._known = len(self._rows)

    def _read(self) -> None:
        if self.file.exists():
            with np.load(self.file) as held:
                self._rows |= dict(zip(map(bytes, held["keys"]), held["rows"], strict=True))

    @property
    def name(self) -> str:
        """The encoder's."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The encoder's."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The encoder's vectors; each text is encoded once in its life."""
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows}
        if missing:
            self._rows.update(zip(missing, self._encoder.encode(list(missing.values())), strict=True))
        return np.stack([self._rows[key] for key in keys]) if keys else np.zeros((0, self.dimension), np.float32)

    def count_tokens(self, text: str) -> int:
        """The encoder's count."""
        return self._encoder.count_tokens(text)

    def save(self) -> None:
        """Write the file, where there is anything new to write; what another measurement wrote meanwhile is kept."""
        if len(self._rows) > self._known:
            self._read()
            self.file.parent.mkdir(parents=True, exist_ok=True)
            keys = np.frombuffer(b"".join(self._rows), dtype=np.uint8).reshape(-1, 16)
            part = self.file.with_name(f"{self.file.stem}.{os.getpid()}.npz")
            np.savez(part, keys=keys, rows=np.stack(list(self._rows.values())))
            part.replace(self.file)
            self._known = len(self._rows)


def packed(encoder: Encoder) -> Cut:
    """Articles cut into sentences and chunks as an update does it."""

    def cut(article: Article) -> tuple[Chunk, ...]:
        content = layout(read_source(article.text), article.title).content
        return ingest.chunks(sentences(article, content), encoder.count_tokens)

    return cut


@contextmanager
def index(articles: Iterable[Article], encoder: Encoder, cut: Cut) -> Iterator[Index]:
    """An index of the articles in a folder of its own, gone afterwards."""
    with TemporaryDirectory() as folder, Index(Path(folder), encoder) as made:
        with made.writer() as writer:
            for article in articles:
                writer.put(article, cut(article), source_digest="")
        yield made


@contextmanager
def library(articles: Iterable[Article], encoder: Encoder) -> Iterator[tuple[rag.Library, Index]]:
    """The articles as a `rag.Library`, and its index."""
    with index(articles, encoder, packed(encoder)) as made:
        opened = rag.Library(made.folder, encoder=encoder)
        yield opened, made
        opened.close()


def weighed(question: str, history: Sequence[Turn], retrieve: Retrieve) -> tuple[float, tuple[Statement, ...]]:
    """How sure an answer would be (0 to 1), and what it would say if nothing were ever refused."""
    answer = result(respond(question, history, retrieve, verify, least=0.0))
    return answer.confidence, answer.statements


def threshold() -> float:
    """How sure an answer has to be to be given."""
    return load().threshold


def within(found: RetrievalResult, sentences: Sequence[Passage], encoder: Encoder) -> RetrievalResult:
    """What retrieval would have found if these sentences of one article were all there is."""
    chunks = ingest.chunks(sentences, encoder.count_tokens)
    rows = tuple(encoder.encode([sentence.text for sentence in chunk.sentences]) for chunk in chunks)
    return replace(
        found,
        hits=tuple(Hit(chunk, 1.0) for chunk in chunks),
        sentence_vectors=rows,
        sentences={sentences[0].article.id: tuple(sentences)},
        voices={sentences[0].article.id: ledger(sentences)},
    )
