"""What is done to articles by hand: taking them out of an index so that they can be put back, and editing what is known
of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import rag.search.edits as edits
from rag.errors import NO_ARTICLE, LoadError
from rag.search.index import Index
from rag.types import Article, Passage

LONGEST = 500
"""Characters of a fact."""


class _Gone(NamedTuple):
    article: Article
    """As its source has it."""
    edits: edits.Edits
    sentences: tuple[Passage, ...]
    source_digest: str
    put_back: Callable[[], object] | None
    """What brings back the file or the address that it was added by; None where it is still there."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Articles that were removed, with all that it takes to put them back."""

    articles: tuple[Article, ...]
    gone: tuple[_Gone, ...]


def remove(index: Index, ids: Sequence[str]) -> Removed:
    """Take articles out. Raises `LoadError` for an unknown id, and then removes none."""
    import rag.uploads as uploads

    held, edited = {article.id: article for article in index.articles()}, index.edits()
    if unknown := [id for id in ids if id not in held]:
        raise LoadError(unknown[0], NO_ARTICLE)
    gone = []
    with index.writer() as writer:
        versions = writer.versions()
        for id in dict.fromkeys(ids):
            facts, sentences = edited.get(id, {}), index.sentences(held[id])
            article = edits.original(held[id], facts)
            writer.remove(id)
            if put_back := uploads.forget(index.folder, id):
                writer.keep_edits(id, {})  # what is added under this name later is another article
            else:
                writer.withhold(id, versions[id].source_digest)
            gone.append(_Gone(article, facts, sentences, versions[id].source_digest, put_back))
    return Removed(tuple(held[one.article.id] for one in gone), tuple(gone))


def restore(index: Index, removed: Removed) -> None:
    """Put back what was removed, but for what has come back in another way."""
    import rag.ingest as ingest

    with index.writer() as writer:
        for article, facts, sentences, source_digest, put_back in removed.gone:
            if article.id in writer.versions():
                continue
            if put_back:
                put_back()
            writer.restore(article.id)
            writer.keep_edits(article.id, facts)
            passages = tuple(Passage(article, sentence.start, sentence.end) for sentence in sentences)
            writer.put(article, ingest.chunks(passages, index.encoder.count_tokens), source_digest)


def edit(index: Index, id: str, facts: Mapping[str, str | None]) -> None:
    """Change what is known of an article. Raises `LoadError` for an unknown id, and `ValueError` for what is no such
    fact, too long, or no date, title or address."""
    with index.writer() as writer:
        if id not in writer.versions():
            raise LoadError(id, NO_ARTICLE)
        writer.edit(id, {name: _stated(name, value) for name, value in facts.items()})


def originals(index: Index) -> dict[str, dict[str, str | None]]:
    """For each article that was edited, by its id, what its source has."""
    held = index.edits() if index.exists else {}
    return {id: {name: edit.was for name, edit in facts.items()} for id, facts in held.items()}


def _stated(name: str, value: str | None) -> str | None:
    """A fact as it is kept: in one line, a date as ISO 8601, nothing as None."""
    from rag.ingest.dates import iso_date

    if name not in edits.FIELDS:
        raise ValueError(f"an article has no {name!r}; it has {', '.join(edits.FIELDS)}")
    stated = " ".join((value or "").split()) or None
    if name == "title" and not stated:
        raise ValueError("an article has a title; write one")
    if stated and len(stated) > LONGEST:
        raise ValueError(f"a {name} has at most {LONGEST} characters")
    if name == "published" and stated:
        if not (day := iso_date(stated)):
            raise ValueError(f"{stated!r} is no date; write it as 2026-02-10, 2026-02 or 2026")
        return day
    if name == "url" and stated and not re.fullmatch(r"https?://\S+", stated):
        raise ValueError(f"{stated!r} is no address; it begins with https:// or http://")
    return stated
