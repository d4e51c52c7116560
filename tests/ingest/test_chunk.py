"""Chunks are whole sentences of one section, as many as fit."""

from rag.ingest import chunks
from rag.types import Chunk
from tests.ingest.pages import PROSE, article, sentences_of

FIVE = "The old dam still holds."


def words(text: str) -> int:
    return len(text.split())


def packed(text: str, limit: int) -> list[int]:
    """How many sentences each chunk has."""
    return [len(chunk.sentences) for chunk in chunks(sentences_of(article(text)), words, limit)]


def test_every_sentence_is_in_one_chunk_in_order() -> None:
    text = "\n\n".join(f"{PROSE} Number {n} is a mill. It stands." for n in range(20))
    found = sentences_of(article(text))
    assert [sentence for chunk in chunks(found, words, 50) for sentence in chunk.sentences] == list(found)
    assert all(sum(words(sentence.text) for sentence in chunk.sentences) <= 50 for chunk in chunks(found, words, 50))


def test_no_sentences_give_no_chunks() -> None:
    assert chunks((), words) == ()


def test_short_paragraphs_share_a_chunk_as_long_as_they_fit() -> None:
    assert packed("\n\n".join([FIVE] * 5), 15) == [3, 2]


def test_a_paragraph_that_fits_is_not_broken_to_fill_the_chunk_before() -> None:
    assert packed(f"{FIVE}\n\n{FIVE} {FIVE}", 10) == [1, 2]


def test_a_paragraph_that_fits_nowhere_is_broken_between_sentences() -> None:
    assert packed(" ".join([FIVE] * 5), 12) == [2, 2, 1]


def test_an_over_long_sentence_is_a_chunk_by_itself() -> None:
    assert packed(f"{FIVE} {PROSE} {FIVE}", 10) == [1, 1, 1]


def test_no_chunk_goes_across_a_heading() -> None:
    assert packed(f"{FIVE}\n\n## Dams\n\n{FIVE}\n\n{FIVE}", 100) == [1, 2]


def test_a_lead_in_stays_with_its_list() -> None:
    items = "- Roe said that it holds.\n- Doe said that it falls."
    assert packed(f"{FIVE} {FIVE} These are the answers:\n\n{items}", 23) == [2, 3]
    assert packed(f"{FIVE} {FIVE}\n\nThese are the answers:\n\n{items}", 23) == [2, 3]
    assert packed(f"These are the answers:\n\n{items}", 10) == [2, 1]


def test_a_chunk_is_of_one_article() -> None:
    found = sentences_of(article(FIVE))
    assert chunks(found, words) == (Chunk(found),)
