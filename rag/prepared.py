"""What is found out about the articles whenever they change, and kept with the index: questions that they answer, and
which of them are much like others."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.errors import NO_ARTICLE, GeneratorError, LoadError
from rag.examples import Suggestion, answered_questions
from rag.generation import Generator, Loads
from rag.models.reader import loaded
from rag.search.embed import Encoder
from rag.search.index import Index
from rag.types import Answer, Article, Passage, Verdict

log = logging.getLogger(__name__)

_SUGGESTIONS, _COPIES = "answered questions", "near-copies"


def suggestions(index: Index) -> list[Suggestion]:
    """Questions that the articles answer, those to start with first; none where nothing was indexed yet."""
    held = index.meta(_SUGGESTIONS) if index.exists else None
    return [Suggestion(*made) for made in json.loads(held or "[]")]


def near_copies(index: Index) -> dict[str, str]:
    """For each article that is much like an earlier one, the id of that."""
    held = index.meta(_COPIES) if index.exists else None
    found: dict[str, str] = json.loads(held or "{}")
    return found


def find_copies(index: Index) -> None:
    """Find out anew which articles are much like earlier ones: by other days, others are the earlier."""
    from rag.update import near_copies as copies_among

    _keep(index, suggestions(index), copies_among(index.articles()))


def prepare(index: Index, ask: Callable[[str], Answer]) -> None:
    """Find it out anew, by asking."""
    from rag.update import near_copies as copies_among

    articles = index.articles()
    texts = [(article, index.sentences(article)) for article in articles]
    _keep(index, answered_questions(texts, ask) if texts else (), copies_among(articles))


def copy(index: Index, ids: Collection[str]) -> TemporaryDirectory[str]:
    """A folder with an index of the articles of these ids alone, and what is known of them. Raises `LoadError` for an
    unknown id."""
    if unknown := sorted(set(ids) - {article.id for article in index.articles()}):
        raise LoadError(unknown[0], NO_ARTICLE)
    folder = TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
    index.copy(ids, Path(folder.name))
    suggested = [suggestion for suggestion in suggestions(index) if suggestion.article in ids]
    copies = {id: first for id, first in near_copies(index).items() if id in ids and first in ids}
    with Index(folder.name, index.encoder) as made:
        _keep(made, suggested, copies)
    return folder


def verify(sentence: str, passages: Sequence[Passage]) -> Verdict:
    """`rag.verification.verify`, imported when two sentences are first held against one another."""
    from rag.verification import verify

    return verify(sentence, passages)


def warm(encoder: Encoder, generator: Generator | None) -> None:
    """Load the networks, and a language model on this machine."""
    encoder.encode(["warm"])
    loaded()
    verify("The tea is warm.", [Passage(Article("", "The tea was warm.", ""), 0, 17)])
    if isinstance(generator, Loads):
        try:
            generator.load()
        except GeneratorError as error:
            # No reason to answer nothing: every answer will be the articles' own words, and say why.
            log.warning("%s", error)


def _keep(index: Index, suggested: Collection[Suggestion], copies: dict[str, str]) -> None:
    with index.writer() as writer:
        writer.set_meta(_SUGGESTIONS, json.dumps(suggested))
        writer.set_meta(_COPIES, json.dumps(copies))
