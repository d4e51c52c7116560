"""Who or what something is, as a sentence says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.english.introductions import introduced, mentions


@pytest.mark.parametrize(
    ("phrase", "sentence", "told"),
    [
        ("Ida Lind", "Ida Lind, the Greek foreign minister, who sits in, says so.", "the Greek foreign minister"),
        ("Lind", "Kremlin spokesman Otto Lind echoed it.", "Kremlin spokesman"),
        ("Ida Lind", "It was thanks to Ida Lind, who refused to launch it.", "who refused to launch it"),
        ("Ida Lind", "The minutes quote Ida Lind, one of the four, as saying so.", None),
        ("Ida Lind", "Ida Lind, one of the four directors, said so.", "one of the four directors"),
        ("Night Boat", "It is because of Night Boat, which may be, as they claim, one of five.", None),
        ("Ida Lind", "Ida Lind, 77, is a retired pharmacist.", "a retired pharmacist"),
        ("Ida Lind", "By Ida Lind, Founder and CEO of Halden, a firm", "Founder and CEO of Halden"),
        ("Ida Lind", "The captain, Ida Lind, 58, is in hospital.", "The captain"),
        ("Ida Lind", "He says that a diver, Ida Lind, told the board in May.", "a diver"),
        ("Ida Lind", "It is addressed to Secretary-General Ida Lind.", "Secretary-General"),
        ("Ida Lind", "Ida Lind of the parents' group Keep rang.", "of the parents' group Keep"),
        ("Keep the Bell", "Ida Lind of the parents' group Keep the Bell rang.", "the parents' group"),
        ("Spending Watch", "Public Spending Watch, an independent body, puts it at one.", "an independent body"),
        ("spirit of Oslo", 'He will "bury" the "spirit of Oslo"—the set of agreements—soon.', "the set of agreements"),
        ("lind", "Kremlin spokesman Otto Lind echoed it.", "Kremlin spokesman"),
        ("Lind", "Lind, Berg and Moe met.", None),
        ("Lind", "Meanwhile Lind, the EU and Kyiv agreed.", None),
        ("Lind", "He told Lind, a few days later, to go.", None),
        ("Lind", "On it is Ida Lind, esteemed poet and minister in Oslo.", "esteemed poet and minister in Oslo"),
        ("Lind", "Lind, however, said no.", None),
        ("Lind", "Lind, of course, said no.", None),
        ("Lind", "According to Lind, the framework was established at the meeting.", None),
        ("Lind", "Lind listened to the figure and laughed.", None),
        ("Lind", "The minister went to Oslo.", None),
        ("spirit of Oslo", "The spirit of Oslo is a thing of the past.", None),
        ("", "The minister, Ida Lind, left.", None),
        ("Lind", "", None),
    ],
)  # fmt: skip
def test_a_sentence_says_who_or_what_something_is(phrase: str, sentence: str, told: str | None) -> None:
    span = introduced(sentence, phrase)
    assert (sentence[slice(*span)] if span else None) == told


def test_any_noun_before_a_thing_tells_what_it_is() -> None:
    text = "It may take back its share in the oil and gas project Sakhalin-1."
    span = introduced(text, "Sakhalin-1", thing=True)
    assert span
    assert text[slice(*span)] == "the oil and gas project"
    assert introduced("He told the angry Lind to go.", "Lind") is None
    assert introduced("The vote in Oslo was close.", "Oslo", thing=True) is None


def test_a_phrase_is_mentioned_by_its_name_or_in_quotes() -> None:
    text = "Ida Lind left; Lind's “spirit of Oslo” did not, and the spirit of Oslo is a word."
    assert [text[slice(*span)] for span in mentions(text, "Lind")] == ["Ida Lind", "Lind"]
    assert [text[slice(*span)] for span in mentions(text, "spirit of Oslo")] == ["spirit of Oslo"]


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_gives_characters_of_it_or_nothing(sentence: str, phrase: str) -> None:
    span = introduced(sentence, phrase)
    assert span is None or 0 <= span[0] < span[1] <= len(sentence)
