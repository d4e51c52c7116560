"""Corrections: where a note begins, and which figures it takes back."""

import re

import pytest

from rag.english.corrections import note_span, takes_back
from rag.types import Passage
from tests.answering.toy import article


def cut(text: str) -> tuple[Passage, ...]:
    source, ends = article(text), [match.end() for match in re.finditer(r"[.?!](?=\s|$)", text)]
    starts = [0, *(end + len(text[end:]) - len(text[end:].lstrip()) for end in ends[:-1])]
    return tuple(Passage(source, start, end) for start, end in zip(starts, ends, strict=True))


@pytest.mark.parametrize("opening", ["Correction:", "CORRECTION -", "Clarification:", "Editor’s note:", "Erratum:"])
def test_a_note_goes_on_with_the_sentence_after_it(opening: str) -> None:
    assert note_span(cut(f"{opening} We said that six members had voted. Five did."), 0) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Corrections officers went on strike. Five were hurt.",
        "The bank made a correction. Five did.",
        "Correction - we said six.\n\nFive did.",
        "Correction - we said six.",
    ],
)
def test_no_note_reaches_past_its_paragraph_and_not_every_correction_is_one(text: str) -> None:
    assert note_span(cut(text), 0) == 0


@pytest.mark.parametrize(
    ("text", "stale"),
    [
        ("Six of the nine members voted for it.", True),
        ("Five of the nine members voted for it.", False),
        ("Six voted for it at first, five in the end.", False),
        ("Nine members sit on the board.", False),
        ("Nobody voted.", False),
    ],
)
def test_what_gives_the_figure_that_was_wrong_and_not_the_right_one_is_stale(text: str, stale: bool) -> None:
    note = "Clarification: On February 9 we said that six members had voted for the cut."
    assert takes_back(note, "Five did.", text) is stale


def test_a_note_that_holds_no_figure_against_it_takes_nothing_back() -> None:
    assert not takes_back("Correction: We said that six had voted.", "We regret this.", "Six had voted.")
