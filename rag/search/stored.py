"""What of an article is written into a database, whichever it is, and how it becomes an article again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

import rag.search.ledger as ledger
import rag.search.sparse as sparse
from rag.errors import IndexDamaged
from rag.search.spelling import forms
from rag.types import Article, Chunk, Passage
from rag.types.retrieval import Vectors
from rag.types.where import Facts


class Terms(NamedTuple):
    """What of a chunk's words is kept: the stems of the title and its own, in order, and what spelling knows."""

    title: str
    body: str
    words: str


class ChunkRow(NamedTuple):
    """A chunk as it is written."""

    first: int
    last: int
    terms: Terms
    vector: Vectors
    sentences: Vectors


def blob(text: str) -> bytes:
    """Text as the tables hold it: any text, halves of surrogate pairs too."""
    return text.encode("utf-8", "surrogatepass")


def unblob(data: bytes) -> str:
    """The text that `blob` made this of. Raises `IndexDamaged`."""
    with whole():
        return data.decode("utf-8", "surrogatepass")


@contextmanager
def whole() -> Iterator[None]:
    """What is stored cannot be read inside: `IndexDamaged`. A disk may change what no database looks at."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(
            f"what is stored of an article is damaged ({error}); delete the index and update it"
        ) from error


def rows(article: Article, chunks: Sequence[Chunk], vectors: tuple[Vectors, Vectors]) -> Iterator[ChunkRow]:
    """The chunks of an article with the vectors of (chunks, sentences)."""
    first = 0
    for chunk, vector in zip(chunks, vectors[0], strict=True):
        beyond = first + len(chunk.sentences)
        yield ChunkRow(first, beyond - 1, terms(article.title, chunk.text), vector, vectors[1][first:beyond])
        first = beyond


def spans(chunks: Iterable[Chunk]) -> list[tuple[int, int]]:
    """Where the sentences of these chunks begin and end."""
    return [(sentence.start, sentence.end) for chunk in chunks for sentence in chunk.sentences]


def terms(title: str, text: str) -> Terms:
    """The words of a chunk, given its article's title and its text."""
    words = " ".join(sorted(forms(f"{title}\n{text}")))
    return Terms(sparse.document(title), sparse.document(text), words)


def counted(held: Iterable[Terms]) -> tuple[Counter[str], Counter[str]]:
    """In how many of these chunks each stem occurs, and each word."""
    held = list(held)
    stems = chain.from_iterable({*one.title.split(), *one.body.split()} for one in held)
    return Counter(stems), Counter(chain.from_iterable(one.words.split() for one in held))


def said(chunks: Sequence[Chunk]) -> str:
    """The voices of all sentences of an article."""
    return ledger.dumped(ledger.ledger([sentence for chunk in chunks for sentence in chunk.sentences]))


def voices(held: str) -> ledger.Ledger:
    """The voices that `said` wrote."""
    with whole():
        return ledger.loaded(held)


def facts(article: Article) -> str:
    """What is known of an article besides its text."""
    names = ("title", "published", "author", "publisher", "url", "language", "headings", "pages")
    return json.dumps({name: getattr(article, name) for name in names})


def known(id: bytes, digest: str, facts: str) -> Facts:
    """What is known, besides its text, of the article that was written as these."""
    with whole():
        held = json.loads(facts)
        return Facts(id.decode("utf-8", "surrogatepass"), digest, *(held[name] for name in Facts._fields[2:]))


def article(id: bytes, digest: str, facts: str, text: bytes) -> Article:
    """The article that was written as these."""
    with whole():
        known = json.loads(facts)
        headings = tuple((start, end) for start, end in known.pop("headings"))
        pages = tuple(known.pop("pages", ()))  # an index of an earlier version has none
        found = Article(id=unblob(id), text=unblob(text), headings=headings, pages=pages, **known)
    if found.digest != digest:
        raise IndexDamaged(f"the stored text of {found.id!r} is not what was stored; delete the index and update it")
    return found


def sentences(article: Article, spans: Iterable[tuple[int, int]]) -> tuple[Passage, ...]:
    """The sentences of an article that stand at these places."""
    with whole():
        return tuple(Passage(article, start, end) for start, end in spans)
