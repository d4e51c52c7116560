"""What a model is given to read: what the kind of question wants, whole chunks, no more than it holds."""

from __future__ import annotations

import pytest

from rag.generation.reading import FEW, MOST_TOKENS, chosen, room
from rag.types import Answer, Article, Chunk, Hit, Passage, QuestionKind, Statement

from .scripted import Scripted


def chunk(text: str, published: str | None = None) -> Chunk:
    """A chunk of one sentence that is an article of its own."""
    return Chunk((Passage(Article(f"{text[:20]}.txt", text, "T", published), 0, len(text)),))


def answer(*chunks: Chunk, kind: QuestionKind = QuestionKind.LIST, quoted: tuple[Chunk, ...] = ()) -> Answer:
    said = tuple(Statement(one.text, one.sentences) for one in quoted)
    return Answer("Who?", said, tuple(Hit(one, 1.0) for one in chunks), kind=kind)


MANY = tuple(chunk(f"Sentence number {n} of the news.") for n in range(40))


def test_what_the_answer_quotes_is_read_first_and_then_what_else_was_found() -> None:
    assert chosen(answer(*MANY[:4], quoted=(MANY[2],)), 1_000) == (MANY[2], MANY[0], MANY[1], MANY[3])


def test_a_question_for_one_thing_reads_few_chunks_and_one_for_many_all_that_fit() -> None:
    assert chosen(answer(*MANY, kind=QuestionKind.FACT), 9_000) == MANY[:FEW]
    assert chosen(answer(*MANY), 9_000) == MANY


def test_no_chunk_is_cut_and_one_is_always_read() -> None:
    long = tuple(chunk(f"{n} " + "word " * 200) for n in range(5))
    read = chosen(answer(*long), 1_000)
    assert read == long[:2], "a thousand characters each, three to a token, and room for its label"
    assert chosen(answer(*long), 0) == long[:1]


def test_a_copy_is_read_once_however_its_lines_are_broken() -> None:
    copy = chunk("Sentence  NUMBER 1\nof the news.")
    assert chosen(answer(MANY[1], copy, MANY[2]), 1_000) == (MANY[1], MANY[2])


def test_what_tells_a_story_stands_in_the_order_of_the_dates() -> None:
    days = [
        chunk("Third.", "2026-03-01"),
        chunk("First.", "2026-01-01"),
        chunk("Undated."),
        chunk("Second.", "2026-02"),
    ]
    read = chosen(answer(*days, kind=QuestionKind.TIMELINE), 1_000)
    assert [one.text for one in read] == ["First.", "Second.", "Third.", "Undated."]


def test_a_refusal_is_read_about_in_what_came_closest() -> None:
    refused = Answer("Who?", (), tuple(Hit(one, 1.0) for one in MANY[:3]), nearest=MANY[1].sentences)
    assert chosen(refused, 1_000)[0] == MANY[1]


class Holding(Scripted):
    """A model that says how much it holds."""

    def __init__(self, tokens: int | None) -> None:
        super().__init__("")
        self.tokens = tokens

    def context_tokens(self) -> int | None:
        return self.tokens


@pytest.mark.parametrize(("holds", "given"), [(2_048, 1_048), (None, 2_000), (500, 0), (1_000_000, MOST_TOKENS)])
def test_a_model_is_given_what_it_has_room_for(holds: int | None, given: int) -> None:
    assert room(Holding(holds)) == given
    assert room(Scripted("")) == MOST_TOKENS
