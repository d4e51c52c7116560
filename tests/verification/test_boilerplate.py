"""What stands between two sentences of an article (photo credits, share lines, captions) is no evidence, ever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rag.verification.report as report
from rag import Library
from rag.ingest import chunks, text_sentences
from rag.types import Article, Hit, Passage, Support
from rag.types.retrieval import RetrievalResult
from rag.verification.verdict import verify_sentences
from tests.fakes import HashEncoder

SAID = [
    "Anna Brandt opened the bridge in Riga on Monday.",
    "The mayor praised the engineers for their work.",
    "It cost 41,000 euros and took three years to build.",
    "“We waited too long,” she said.",
    "Bert Lund has not closed the harbour.",
    "The ferries sail again in May",
]
FURNITURE = [
    "Photo: Jane Roe",
    "Share this article",
    "Karl Holm is seen at the bridge. Photograph: Jane Roe for the Riga Post.",
    "Read more: the harbour was closed by Bert Lund",
    "Advertisement",
]
ENCODER = HashEncoder()
PIECES = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=10)


def laid_out(pieces: list[tuple[bool, int]]) -> tuple[Passage, ...]:
    """The indexed sentences of an article in which boilerplate stands between some of them."""
    lines = [SAID[i] if said else FURNITURE[i % len(FURNITURE)] for said, i in pieces]
    article = Article("a.txt", "\n\n".join(lines), "The bridge")
    sentences, start = [], 0
    for line, (said, _) in zip(lines, pieces, strict=True):
        if said:
            sentences.append(Passage(article, start, start + len(line)))
        start += len(line) + 2
    return tuple(sentences)


def retrieved(query: str, sentences: tuple[Passage, ...]) -> RetrievalResult:
    """The whole article, in small chunks, as the index gives it."""
    found = chunks(sentences, ENCODER.count_tokens, 20)
    vectors = tuple(ENCODER.encode([sentence.text for sentence in chunk.sentences]) for chunk in found)
    return RetrievalResult(
        query,
        {},
        np.asarray(ENCODER.encode([query])[0]),
        tuple(Hit(chunk, 1.0) for chunk in found),
        vectors,
        {},
        {"a.txt": sentences},
        frozenset(),
    )


@settings(max_examples=60, deadline=None)
@given(PIECES, st.lists(st.sampled_from([*SAID, *FURNITURE]), min_size=1, max_size=4))
def test_every_passage_shown_for_a_checked_text_is_an_indexed_sentence(
    pieces: list[tuple[bool, int]], claims: list[str]
) -> None:
    sentences = laid_out(pieces)
    text = "\n\n".join(claims)
    for one in report.check(text, text_sentences, lambda query: retrieved(query, sentences), decide=verify_sentences):
        assert set(one.verdict.passages) <= set(sentences)
        if one.verdict.supported:
            assert one.text in {sentence.text for sentence in sentences}, "only boilerplate says so"


def test_a_name_that_only_a_photo_credit_has_is_not_known() -> None:
    sentences = laid_out([(False, 2), (True, 2)])
    (one,) = report.check(
        "The bridge cost Karl Holm 41,000 euros and took three years to build.",
        text_sentences,
        lambda query: retrieved(query, sentences),
        decide=verify_sentences,
    )
    assert not one.verdict.supported
    assert any("Karl Holm" in reason.text for reason in one.verdict.reasons)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = tmp_path_factory.mktemp("boilerplate")
    lines = [SAID[0], FURNITURE[0], SAID[1], FURNITURE[1], SAID[2], SAID[3], FURNITURE[4], SAID[4]]
    (root / "bridge.txt").write_text("The bridge\n\n" + "\n\n".join(lines), encoding="utf-8")
    made = Library(root / "index", encoder=HashEncoder())
    made.update(root / "bridge.txt")
    return made


@pytest.mark.parametrize("line", [*SAID[:5], *FURNITURE])
def test_neither_asking_nor_checking_shows_more_than_indexed_sentences(library: Library, line: str) -> None:
    (article,) = library.articles
    indexed = library.sentences(article)
    covered = {place for sentence in indexed for place in range(sentence.start, sentence.end)}
    shown = [passage for one in library.check(line).sentences for passage in one.verdict.passages]
    assert set(shown) <= set(indexed)
    answer = library.ask(f"What do they say: {line.rstrip('.')}?")
    for passage in (*answer.citations, *(answer.nearest or ())):
        outside = [article.text[place] for place in range(passage.start, passage.end) if place not in covered]
        assert not any(char.isalnum() for char in outside), passage.text


def test_a_photo_credit_supports_nothing(library: Library) -> None:
    kinds = {one.verdict.kind for line in FURNITURE[:2] for one in library.check(line).sentences}
    assert Support.SUPPORTED not in kinds


def test_the_library_has_no_boilerplate_to_begin_with(library: Library) -> None:
    (article,) = library.articles
    texts = {sentence.text for sentence in library.sentences(article)}
    assert texts.isdisjoint(FURNITURE)
    assert len(texts) == 5
