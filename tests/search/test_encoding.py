"""The vectors of articles: every sentence encoded once, and chunks as the means of theirs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.search.encoding import ChunkEncoder
from tests.fakes import HashEncoder
from tests.search.made import article, chunks

REPORT = chunks(article("a/report", "Anna met Bert. Nobody saw Cleo. The harbour closed. Dora left. Emil stayed."))
COPY = chunks(article("b/copy", "Anna met Bert. The ferry sank. Nobody saw Cleo."))


def test_a_chunks_vector_is_the_mean_of_its_sentences_at_length_one() -> None:
    encoder = HashEncoder()
    ((own, sentences),) = ChunkEncoder(encoder).encode([REPORT])
    assert (own.shape, sentences.shape, own.dtype) == ((3, 64), (5, 64), np.float32)
    assert np.array_equal(sentences, encoder.encode([s.text for chunk in REPORT for s in chunk.sentences]))
    for row, chunk in zip(own, REPORT, strict=True):
        mean = encoder.encode([s.text for s in chunk.sentences]).astype(float).mean(axis=0)
        np.testing.assert_allclose(row, mean / np.linalg.norm(mean), atol=1e-6)


def test_a_sentence_is_encoded_once_wherever_and_whenever_it_comes_again() -> None:
    encoder = HashEncoder()
    encoding = ChunkEncoder(encoder)
    encoding.encode([REPORT, COPY])
    encoding.encode([COPY])
    assert sorted(encoder.encoded) == sorted({s.text for chunk in (*REPORT, *COPY) for s in chunk.sentences})


def test_what_is_encoded_along_with_an_article_and_before_it_changes_no_bit() -> None:
    together = ChunkEncoder(HashEncoder()).encode([REPORT, [], COPY])
    alone = [ChunkEncoder(HashEncoder()).encode([one])[0] for one in (REPORT, [], COPY)]
    for pair, other in zip(together, alone, strict=True):
        assert [rows.tobytes() for rows in pair] == [rows.tobytes() for rows in other]


def test_no_articles_and_no_chunks_have_no_rows() -> None:
    assert ChunkEncoder(HashEncoder()).encode([]) == []
    ((own, sentences),) = ChunkEncoder(HashEncoder()).encode([[]])
    assert (own.shape, sentences.shape) == ((0, 64), (0, 64))


class Given(HashEncoder):
    """Gives these rows, whatever it is asked."""

    def __init__(self, rows: object) -> None:
        super().__init__(dimension=2)
        self.rows = np.array(rows, np.float32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.rows


def test_sentences_that_take_one_another_back_make_no_chunk_that_is_not_a_number() -> None:
    two = chunks(article("a/two", "One. Two."))
    ((own, _),) = ChunkEncoder(Given([[1, 0], [-1, 0]])).encode([two])
    assert own.tolist() == [[0, 0]]


@pytest.mark.parametrize("rows", [[[1, 0]], [[1, 0, 0], [1, 0, 0]], [[1, 0], [np.nan, 0]]])
def test_rows_that_are_too_few_too_long_or_not_finite_are_refused(rows: object) -> None:
    two = chunks(article("a/two", "One. Two."))
    with pytest.raises(ValueError, match="gave"):
        ChunkEncoder(Given(rows)).encode([two])
