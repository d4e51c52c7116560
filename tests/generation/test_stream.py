"""A stream becomes sentences with their numbers, the same ones however it is cut into pieces."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generation.stream import CitedSentence, Cutter


def cut(text: str, size: int | None = None) -> list[CitedSentence]:
    """The sentences of a stream that comes in pieces of `size` characters."""
    cutter, size = Cutter(), size or max(1, len(text))
    told = [sentence for i in range(0, len(text), size) for sentence in cutter.feed(text[i : i + size])]
    return [*told, *cutter.end()]


def said(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(told.text, told.numbers) for told in cut(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna left [1]. Bert stayed [2].", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("Anna left. [1] Bert stayed. [2]", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("Anna left.[1]Bert stayed.[2]", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("Anna left [1][2]. Bert stayed [1, 3].", [("Anna left.", (1, 2)), ("Bert stayed.", (1, 3))]),
        ("Anna left [2-4]. Bert stayed [1; 3 and 5].", [("Anna left.", (2, 3, 4)), ("Bert stayed.", (1, 3, 5))]),
        ("Anna [1] left Riga [2].", [("Anna left Riga.", (1, 2))]),
        ("Anna left【1†source】. Bert stayed [Passage 2].", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("He was in the U.S. on Feb. 3 [1]. Then Gen. Smith paid $3.5 million [2].",
         [("He was in the U.S. on Feb. 3.", (1,)), ("Then Gen. Smith paid $3.5 million.", (2,))]),
        ("“We will not go,” Anna said [1]. “No!” [2] Bert cried “Yes.” [3]",
         [("“We will not go,” Anna said.", (1,)), ("“No!”", (2,)), ("Bert cried “Yes.”", (3,))]),
        ("- Anna left [1]\n- Bert stayed [2]\n", [("Anna left", (1,)), ("Bert stayed", (2,))]),
        ("1. Anna left. [1]\n2. Bert stayed. [2]", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("[1] Anna left.\n[2] Bert stayed.", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("Anna left.\n[1]\nBert stayed.\n\n[2]\n", [("Anna left.", (1,)), ("Bert stayed.", (2,))]),
        ("Anna left [sic] and [...] in [2019] [1].", [("Anna left [sic] and [...] in [2019].", (1,))]),
        ("Anna left", [("Anna left", ())]),
        ("[1] [2]", []),
        ("", []),
        ("...", []),
    ],
)  # fmt: skip
def test_sentences_and_their_numbers(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(("text", "whole"), [
    ("Anna left.", True), ("Anna left [1]", True), ("Anna left.” [1]", True), ("Anna left:", True),
    ("Anna left the", False), ("Anna left. Bert", False), ("Anna left the [", False), ("Anna left the [1", False),
])  # fmt: skip
def test_only_the_last_sentence_can_be_broken_off(text: str, whole: bool) -> None:
    *others, last = cut(text)
    assert last.whole is whole
    assert all(told.whole for told in others)


def test_a_sentence_comes_out_two_words_after_its_end() -> None:
    cutter = Cutter()
    assert [*cutter.feed("Anna left the house [1]. Bert")] == []
    assert [*cutter.feed(" stayed")] == []
    assert [*cutter.feed(" ")] == [CitedSentence("Anna left the house.", (1,))]
    assert [*cutter.feed("at"), *cutter.end()] == [CitedSentence("Bert stayed at", (), whole=False)]


def test_thinking_aloud_is_dropped() -> None:
    assert said("<think>Anna left. Or Bert?\n\nHm [1].</think>\n\nAnna left [1].") == [("Anna left.", (1,))]
    assert said("Anna may have left. No.</think>Anna left [1].") == [("Anna left.", (1,))]
    assert said("Anna left [1].<think>Wait. Did she? I do not") == [("Anna left.", (1,))]
    cutter = Cutter()
    assert [*cutter.feed("<think>" + "Hm. Let me see. " * 1000)] == []
    assert cutter.held < 100
    assert [*cutter.feed("</think>Anna left. "), *cutter.end()] == [CitedSentence("Anna left.")]


def test_code_stays_in_one_piece() -> None:
    code = "```python\nprint('Anna.') # Bert. Cleo\n```"
    assert [told.text for told in cut(f"Anna left.\n{code}\nBert stayed. ```x")] == [
        "Anna left.", code, "Bert stayed.", "```x```",
    ]  # fmt: skip


SENTENCES = st.lists(
    st.sampled_from(
        [
            "Anna left Riga on Feb. 3 [1].",
            "Dr. Bert A. Lund paid 3.5 million euros.[2]",
            "“It is done,” he said. [1][2]",
            "He asked: “Who?”",
            "It rose by 5 percent [1, 3]!",
            "- Cleo stayed in the U.S. [2]\n",
            "[3] Then came No. 7.\n\n",
            "```code. More code.```",
            "<think>Hm. No.</think>",
            "and on it went",
            "Ждали… [4]",
            "a [b] c [",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(SENTENCES, st.integers(1, 30))
def test_how_the_stream_is_cut_into_pieces_makes_no_difference(text: str, size: int) -> None:
    assert cut(text, size) == cut(text)


@given(st.text(alphabet="Ab1 .[],\n`<>“”-", max_size=60), st.integers(1, 5))
def test_any_text_comes_to_its_end_and_nothing_is_made_up(text: str, size: int) -> None:
    """Every sentence consists of characters of the text, in order; numbers are those in brackets."""
    place = 0
    for told in cut(text, size):
        for word in re.findall(r"[^\s`]+", told.text):
            for character in word:
                place = text.index(character, place) + 1
        assert all(str(number) in text for number in told.numbers[:1])
