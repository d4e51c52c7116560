"""What a text says the opposite of its source is not supported, however many of its words it shares."""

import pytest

from rag.english.bounds import parts, trends
from rag.types import Support
from rag.verification import verify

REPORT = """Revenue at Norrbruk fell by 9 per cent last year, while profit more than doubled.
About two thirds of the 4,500 workers are in the union.
The analyst Ida Sand expects that the regulator will probably approve the sale by autumn.
The mill in Lien employs nearly 600 people."""
INTERVIEW = """Eva Brekke has run the ferries since 2021. Tom Ask spoke to her in Tallvik.

TOM ASK: Some say you will sell the night boat this year.

EVA BREKKE: I will stay until 2027. We keep the night boat.

LIV DAHL (union): That is wrong. The night boat stops in March."""
OFFICES = "The chairman, Nils Aune, thanked Berit Falk, the chief executive of Norrbruk."
CALL = """NORA FELD: Did she sign?

PER OST: No. Lady Ingrid told me on Monday that she would sign nothing before Christmas.

NORA FELD: Thank you."""


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        (
            "The two sides signed a ceasefire.",
            "The talks ended on Friday and the two sides parted without a ceasefire.",
        ),
        ("The captain launched a torpedo.", "The captain refused to launch a torpedo during the crisis."),
        ("Profit at the mill halved last year.", "Profit at the mill more than doubled last year."),
        ("Profit at Norrbruk fell last year.", REPORT),
        ("Norrbruk's profit halved last year.", REPORT),
        ("All of the workers are in the union.", REPORT),
        ("A third of the workers are in the union.", REPORT),
        ("Every one of the workers is in the union.", REPORT),
        ("The regulator has approved the sale.", REPORT),
        ("The mill in Lien employs more than 600 people.", REPORT),
        ("Eva Brekke said the night boat stops in March.", INTERVIEW),
        ("Tom Ask said he will stay until 2027.", INTERVIEW),
        ("Eva Brekke said she will sell the night boat this year.", INTERVIEW),
        ("None of the seven bolts was sound.", "Five of the seven bolts were sound."),
        ("Berit Falk is the chairman.", OFFICES),
        ("Nils Aune is the chief executive.", OFFICES),
    ],
)
def test_an_opposite_is_not_supported_and_says_why(claim: str, source: str) -> None:
    verdict = verify(claim, [source])
    assert not verdict.supported
    assert verdict.reasons


def test_what_only_says_how_exactly_a_number_is_meant_is_told_with_it() -> None:
    [reason] = verify("The mill in Lien employs more than 600 people.", [REPORT]).reasons
    assert reason.text == "the article says nearly 600, not more than 600"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The talks ended on Friday without a ceasefire.", "The talks ended on Friday without any ceasefire."),
        ("Profit at Norrbruk more than doubled last year.", REPORT),
        ("Two-thirds of the workers are in the union.", REPORT),
        ("More than half of the workers are in the union.", REPORT),
        ("Ida Sand expects that the regulator will probably approve the sale.", REPORT),
        ("The mill in Lien employs almost 600 people.", REPORT),
        ("Eva Brekke said she will stay until 2027.", INTERVIEW),
        ("Liv Dahl said the night boat stops in March.", INTERVIEW),
        ("Nils Aune is the chairman.", OFFICES),
        ("Berit Falk is the chief executive.", OFFICES),
        ("Lady Ingrid, Per Ost said, told him that she would sign nothing before Christmas.", CALL),
    ],
)
def test_the_same_in_other_words_is_supported(claim: str, source: str) -> None:
    assert verify(claim, [source]).supported


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        (
            "The new ferry is six metres longer than the old one.",
            "The old ferry was 31 metres long, the new one is 37.",
        ),
        ("Fewer than one in five of the 60 boats came back.", "Of the 60 boats, 11 came back."),
        ("Sales grew by 25 percent.", "Sales rose from 40 million to 50 million."),
    ],
)
def test_a_number_that_follows_from_two_others_is_no_error(claim: str, source: str) -> None:
    assert not [reason for reason in verify(claim, [source]).reasons if reason.kind == "number"]


def test_another_number_in_the_same_place_is_an_error_even_where_it_would_follow() -> None:
    verdict = verify("Of the 60 boats, 49 came back on Friday.", ["Of the 60 boats, 11 came back on Friday."])
    assert verdict.kind is Support.CONTRADICTED


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("All of the boats", 0.98, 1.0),
        ("not one of the boats", 0.0, 0.02),
        ("about two thirds of the 60 boats", 0.6, 0.74),
        ("seven of the 19 boats", 0.35, 0.39),
        ("more than half of them", 0.5, 1.0),
        ("fewer than one in five", 0.0, 0.2),
        ("40 percent of it", 0.38, 0.42),
    ],
)
def test_parts_of_a_whole_are_read_as_bounds(text: str, low: float, high: float) -> None:
    (found,) = parts(text)
    assert found.low == pytest.approx(low, abs=0.01)
    assert min(found.high, 1.0) == pytest.approx(high, abs=0.01)
    assert text[found.start : found.end].strip() == found.text


@pytest.mark.parametrize(
    "text", ["After all, the boats came.", "half an hour", "not all of the boats", "every day", ""]
)
def test_what_only_looks_like_a_part_is_none(text: str) -> None:
    assert parts(text) == ()


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("profit doubled", "profit rose", True),
        ("profit doubled", "profit halved", False),
        ("profit fell", "profit more than doubled", False),
        ("profit went up from 3 to 4", "profit has shrunk", False),
    ],
)
def test_changes_of_an_amount_meet_or_not(one: str, other: str, both: bool) -> None:
    ((left,), (right,)) = trends(one), trends(other)
    assert left.meets(right) is right.meets(left) is both


def test_a_change_that_is_denied_is_none() -> None:
    assert trends("Profit did not rise.") == ()
