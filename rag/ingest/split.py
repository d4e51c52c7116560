"""Cutting content into sentences, once and for all: what is cut here is what can be cited."""

from __future__ import annotations

from collections.abc import Iterable

from rag.english.sentences import sentence_spans
from rag.types import Article, Passage


def sentences(article: Article, content: Iterable[tuple[int, int]]) -> tuple[Passage, ...]:
    """The sentences of the spans `content` of an article, in order, without the blanks and marks around them."""
    return tuple(
        Passage(article, span_start + start, span_start + end)
        for span_start, span_end in content
        for start, end in sentence_spans(article.text[span_start:span_end])
    )
