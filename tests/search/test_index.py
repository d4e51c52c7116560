"""The index from outside: what goes in comes out, and what is found is what is there."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexMissing
from rag.search import Index, sparse
from rag.search.fuse import fuse
from rag.search.rank import CANDIDATES, SENTENCE_SHARE
from rag.types import Chunk
from tests.fakes import HashEncoder
from tests.search.made import NEWS, article, chunks, filled, seen
from tests.search.test_sparse import by_hand, documents


@pytest.mark.parametrize("query", ["Lavrov in Anchorage", "Sakhalin oil decree", "guarantees for a bear", "zzzz", ""])
def test_hits_are_those_of_both_rankings_computed_by_hand(tmp_path: Path, query: str) -> None:
    index = filled(tmp_path, NEWS)
    places = sorted(documents(NEWS, {}))
    found = index.retrieve(query, 5)
    encoder = HashEncoder()
    held = {(id, chunk.start): chunk for id, text in NEWS.items() for chunk in chunks(article(id, text))}

    def nearness(chunk: Chunk) -> float:
        """By the mean of its sentences' vectors and by the nearest of them, six digits each."""
        (asked,) = encoder.encode([query]).astype(float)
        rows = encoder.encode([sentence.text for sentence in chunk.sentences])
        mean = rows.sum(axis=0) / np.linalg.norm(rows.sum(axis=0))
        own, *others = np.round(np.stack([mean, *rows]).astype(float) @ asked, 6).tolist()
        return float((1 - SENTENCE_SHARE) * own + SENTENCE_SHARE * max(others))

    matching = by_hand(documents(NEWS, {}), sparse.query_terms(query))
    scores = fuse(
        np.array([nearness(held[place]) for place in places]), np.array([matching.get(place, 0.0) for place in places])
    ).tolist()
    ranked = sorted(range(len(places)), key=lambda number: (-scores[number], number))[:5]
    assert [(hit.chunk.article.id, hit.chunk.start) for hit in found.hits] == [places[number] for number in ranked]
    assert [hit.score for hit in found.hits] == pytest.approx([scores[number] for number in ranked], abs=1e-3)
    index.close()


def test_what_is_retrieved_holds_all_that_answering_needs(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    found = index.retrieve("Who met in Anchorage, quokkas?", 3)
    encoder = HashEncoder()
    assert found.query_vector.tobytes() == encoder.encode([found.query])[0].tobytes()
    for hit, vectors in zip(found.hits, found.sentence_vectors, strict=True):
        assert np.array_equal(vectors, encoder.encode([sentence.text for sentence in hit.chunk.sentences]))
        assert hit.chunk.sentences == tuple(
            sentence for sentence in found.sentences[hit.chunk.article.id] if sentence in hit.chunk.sentences
        )
    assert found.sentences.keys() == {hit.chunk.article.id for hit in found.hits}
    assert found.unknown == {"quokka"}
    every = [set(stems) for stems in documents(NEWS, {}).values()]
    assert found.idf.keys() == {"met", "anchorag", "quokka"}
    for stem in found.idf:
        holding = sum(stem in stems for stems in every)
        assert found.idf[stem] == pytest.approx(math.log(1 + (len(every) - holding + 0.5) / (holding + 0.5)))
    index.close()


def test_equally_good_chunks_come_by_article_and_place_not_by_age(tmp_path: Path) -> None:
    same = "One two three. Four five six."
    index = Index(tmp_path, HashEncoder())
    with index.writer() as writer:
        for id in ("b/2", "c/3", "a/1", "b/1"):
            writer.put(article(id, same, "T"), chunks(article(id, same, "T"), size=1), "")
    ids = [(hit.chunk.article.id, hit.chunk.start) for hit in index.search("two", 4)]
    assert ids == [("a/1", 0), ("b/1", 0), ("b/2", 0), ("c/3", 0)]
    assert [hit.chunk.article.id for hit in index.search("two", 2)] == ["a/1", "b/1"]
    index.close()


def test_more_equal_chunks_than_candidates_are_cut_by_article_and_place(tmp_path: Path) -> None:
    ids = [f"many/{number:03}" for number in range(CANDIDATES + 40)]
    index = Index(tmp_path, HashEncoder())
    with index.writer() as writer:
        for id in reversed(ids):
            writer.put(article(id, "Same words.", "T"), chunks(article(id, "Same words.", "T")), "")
    assert [hit.chunk.article.id for hit in index.search("same words", 5)] == ids[:5]
    assert len(index.search("same words", 500)) == len(ids)
    index.close()


def test_copies_of_a_story_take_no_place_of_what_says_something_else(tmp_path: Path) -> None:
    story = "The ferry Alma sank off Skarholm in a storm and 14 people died in the water near the lighthouse on {}."
    texts = {f"wire/{day:02}": story.format(f"day {day}") for day in range(40)}
    others = {"z/one": "Skarholm mourns the ferry. Candles burn.", "z/two": "The storm passed. Ships wait."}
    with filled(tmp_path, texts | others) as index:
        found = index.retrieve("Where did the ferry Alma sink in the storm?", 5)
        ids = [hit.chunk.article.id for hit in found.hits]
        assert len(ids) <= 10
        assert others.keys() <= set(ids)
        assert all(id.startswith("wire/") for id in ids[:5]), "the copies are the nearest"
        assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
        assert [len(rows) for rows in found.sentence_vectors] == [len(hit.chunk.sentences) for hit in found.hits]


def test_the_same_question_gives_the_same_bytes_again_and_after_reopening(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    first = seen(index.retrieve("Who met in Anchorage?", 4))
    assert seen(index.retrieve("Who met in Anchorage?", 4)) == first
    index.close()
    with Index(tmp_path, HashEncoder()) as again:
        assert seen(again.retrieve("Who met in Anchorage?", 4)) == first


@pytest.mark.parametrize("k", [0, -1, -(10**9)])
def test_no_hits_cannot_be_asked_for(tmp_path: Path, k: int) -> None:
    with filled(tmp_path, NEWS) as index, pytest.raises(ValueError, match="at least 1"):
        index.retrieve("Lavrov", k)


def test_more_hits_than_chunks_are_all_chunks(tmp_path: Path) -> None:
    with filled(tmp_path, NEWS) as index:
        assert len(index.search("Lavrov", 10**9)) == len(documents(NEWS, {}))


def test_an_index_without_articles_finds_nothing(tmp_path: Path) -> None:
    with filled(tmp_path, {}) as index:
        found = index.retrieve("Lavrov", 5)
        assert (found.hits, found.sentences, found.unknown) == ((), {}, {"lavrov"})
        assert index.articles() == []


def test_an_index_that_was_deleted_and_made_anew_is_noticed(tmp_path: Path) -> None:
    index = filled(tmp_path, NEWS)
    assert index.search("bear", 1)
    for file in tmp_path.iterdir():
        file.unlink()
    with pytest.raises(IndexMissing):
        index.search("bear", 1)
    filled(tmp_path, {"only/one.txt": "A walrus swam by."}).close()
    assert [hit.chunk.article.id for hit in index.search("bear", 9)] == ["only/one.txt"]
    index.close()


def test_an_outline_is_another_where_something_else_is_found_and_only_there(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.search.index.OUTLINED", 2)
    words = enumerate(("ash", "bay", "cat", "dog"))
    texts = {f"press/{number}.txt": f"A note on {word}. Nobody reads it." for number, word in words}
    index = filled(place, {**NEWS, **texts})

    def put(id: str, text: str, title: str = "") -> str:
        with index.writer() as writer:
            made = article(id, text, title)
            writer.put(made, chunks(made), "another source")
        return index.outline("Who met in Anchorage?")

    first = index.outline("Who met in Anchorage?")
    assert first == index.outline("Who met in Anchorage?")
    assert first != index.outline("Who met in Miami?")
    assert put("press/0.txt", "A note on ashes. Nobody reads it.") == first
    hits = {hit.chunk.article.id for hit in index.retrieve("Who met in Anchorage?", 2).hits}
    assert "press/0.txt" not in hits
    renamed = put("news/anchorage.txt", NEWS["news/anchorage.txt"], "Alaska")
    better = put("press/1.txt", "Who met in Anchorage? They met in Anchorage.")
    with index.writer() as writer:
        writer.edit("press/1.txt", {"author": "Ann"})
    edited = index.outline("Who met in Anchorage?")
    assert len({first, renamed, better, edited}) == 4
    index.close()
