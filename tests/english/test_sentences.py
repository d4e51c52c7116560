"""Sentences end where a reader would end them. The ends in sentence_ends.txt were set by hand, at each "|"."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.english.sentences import MAX_SENTENCE, line_sentence_spans, sentence_spans
from tests.growth import grows_like_a_square

ENDS = Path(__file__).with_name("sentence_ends.txt").read_text(encoding="utf-8").splitlines()
"""A line that begins with "=" has no blanks between its sentences."""


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("line", ENDS)
def test_sentences_end_where_a_reader_ends_them(line: str) -> None:
    sentences = line.lstrip("=").split("|")
    assert cut(("" if line.startswith("=") else " ").join(sentences)) == sentences


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_sentences_of_any_text_are_slices_in_order_without_blanks_around_them(text: str) -> None:
    for spans in (sentence_spans(text), line_sentence_spans(text)):
        assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_no_sentence_of_lines_goes_over_a_line_end() -> None:
    text = "The river\r\nrose\u2028 and fell. Nobody saw it\n\n"
    assert [text[start:end] for start, end in line_sentence_spans(text)] == [
        "The river",
        "rose",
        "and fell.",
        "Nobody saw it",
    ]


def test_blanks_and_closing_semicolons_belong_to_no_sentence() -> None:
    assert cut(" \t\u00a0The river rose.\u2003\u200b  Roe saw it;\ufeff ") == ["The river rose.", "Roe saw it"]


def test_what_has_no_word_is_no_sentence() -> None:
    assert cut("😀 !!! — ... *** 😀") == []


def test_a_sentence_goes_on_over_line_ends_and_marks_within_its_span() -> None:
    assert cut("He named:\n- the river\r\n> the dam. \u2028> And left.") == [
        "He named:\n- the river\r\n> the dam.",
        "And left.",
    ]


def test_an_endless_sentence_is_cut_at_its_semicolons() -> None:
    clause = "the river rises and the dam holds and the mill stands still; "
    pieces = cut(clause * 100 + "and so on.")
    assert all(len(piece) <= MAX_SENTENCE for piece in pieces)
    assert all(piece.startswith("the river") and piece.endswith("still") for piece in pieces[:-1])


def test_a_word_without_end_is_cut_all_the_same() -> None:
    pieces = cut("a" * 2_500)
    assert [len(piece) for piece in pieces] == [1_000, 1_000, 500]


def test_a_long_paragraph_is_cut_as_a_short_one() -> None:
    """nupunkt is handed a few thousand characters at once; nobody may see where."""
    sentence = "The dam above the town, built by Mr. Doe of the U.S. Army, holds back more water than any other."
    assert cut(" ".join([sentence] * 500)) == [sentence] * 500


@pytest.mark.parametrize("mark", [".", "!a", "…"])
def test_a_run_of_marks_takes_no_longer_than_other_text(mark: str) -> None:
    def read(size: int) -> None:
        for _ in range(50):
            sentence_spans(mark * size)

    assert not grows_like_a_square(read, 1_000 // len(mark))
