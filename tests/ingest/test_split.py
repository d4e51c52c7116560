"""Sentences end where a reader would end them. The ends below were set by hand."""

import pytest

from rag.ingest.split import MAX_SENTENCE, sentences
from rag.types import Article


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(Article(id="a", text=text, title=""), [(0, len(text))])]


@pytest.mark.parametrize(
    "marked",
    [
        "The river rose.|Nobody saw it.",
        "Mr. Doe of the U.S. Army met Lt. Col. Roe, Sen. Poe vs. Gen. Low.|They spoke.",
        "J. R. R. Roe and George W. Doe met in Washington, D.C.|The end came.",
        "She lives in the U.S.|The President does, too.",
        "He works at Acme Inc.|Then he left at 5 p.m.|The river rose.",
        "The dam stands in the West.|On the other side is a mill.",
        "She rated it ten out of ten.|Poe did not think so.|Both left.",
        "It joined the EU.|The UN.|NATO.|They stay.",
        "It cost $3.5 million, i.e. more than 2.1 percent of it, e.g. Roe's share.|Nobody paid.",
        "The river fell in 2026.|The dam did not.",
        "See Fig. 3 and No. 5.|They show it.",
        "The Dept. Chief met Messrs. Doe and Roe of Ariz. in Univ. Hospital.|They left.",
        "He asked Yahoo! and Why? of the river.|It rose... and fell.",
        "“Why?|Who knows?” he asked.|“Stop!” she said.|He left.",
        'The “grand bargain.”|The price grew."|It ended (see above).',
        "“It should hold. [...] And so we built it.|But it fell.”",
        "Roe said: “The dam holds.|It must.”|Then it fell.",
        "Wait...|What?|It was… over.",
        "The site rivers.example.org, v2.0, says so.|It lies.",
        "He repeated it seven times (!!).|He left.",
        "今天天气很好。|我们去公园吧！|好吗？|好。",
        "هل انتهى؟|نعم.",
        "यह अंत है।|नया।",
    ],
)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    assert cut(marked.replace("|", "" if "。" in marked or "।" in marked else " ")) == marked.split("|")


def test_blanks_and_closing_semicolons_belong_to_no_sentence() -> None:
    assert cut(" \t\u00a0The river rose.\u2003\u200b  Roe saw it;\ufeff ") == ["The river rose.", "Roe saw it"]


def test_what_has_no_word_is_no_sentence() -> None:
    assert cut("😀 !!! — ... *** 😀") == []


def test_offsets_are_those_of_the_whole_text() -> None:
    article = Article(id="a", text="Left out. Rivers rise. Dams fall. Left out.", title="")
    assert [(s.start, s.end) for s in sentences(article, [(10, 33)])] == [(10, 22), (23, 33)]


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
