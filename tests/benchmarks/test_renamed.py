"""An index of more articles out of one: the old ones as they were, the others the same but for their names."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ir_measures", reason="the benchmarks need the extra: pip install -c constraints.txt -e '.[bench]'")

from benchmarks import recombined, renamed
from rag import Library
from rag.search import Index
from tests.benchmarks.test_recombined import made, names

TIMES = 3


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of an index and of one three times as large."""
    folder, press = tmp_path_factory.mktemp("renamed"), made()
    recombined.write(press, range(12), folder / "articles")
    with closing(Library(folder / "small", encoder=press)) as library:
        library.update(folder / "articles")
    renamed.enlarge(press, folder / "small", folder / "large", TIMES)
    with Index(folder / "large", press) as index, index.writer():
        pass
    return folder / "small", folder / "large"


def test_every_article_is_there_again_with_other_names_alone(places: tuple[Path, Path]) -> None:
    press = made()
    with closing(Library(places[0], encoder=press)) as small, closing(Library(places[1], encoder=press)) as large:
        held = {article.id: article for article in large.articles}
        assert len(held) == TIMES * len(small.articles)
        for article in small.articles:
            assert held[article.id] == article
            folder, _, rest = article.id.partition("/")
            for time in range(1, TIMES):
                again = held[f"{folder}/{time}/{rest}"]
                assert not names(press, again.text) & names(press, article.text)
                assert press._key(again.text) == press._key(article.text)
                spans = [(passage.start, passage.end) for passage in large.sentences(again)]
                assert spans == [(passage.start, passage.end) for passage in small.sentences(article)]


def test_it_is_searched_as_any_other_and_its_vectors_are_those_of_its_sentences(places: tuple[Path, Path]) -> None:
    press = made()
    with Index(places[1], press) as index:
        found = index.retrieve("Who took the crane?", 10)
        assert len({hit.chunk.article.id.split("/")[1] for hit in found.hits}) > 1
        for hit, vectors in zip(found.hits, found.sentence_vectors, strict=True):
            assert np.allclose(vectors, press.encode([sentence.text for sentence in hit.chunk.sentences]), atol=1e-5)
        with index.store.reading() as state:
            everything = state.dense(np.zeros(press.dimension, np.float32), state.count()).chunks
            assert state.frequencies(["crane"])["crane"] == len(state.lexical(["crane"], len(everything)).chunks)
