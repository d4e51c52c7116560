"""Numbers and dates as texts say them, and when two of them agree."""

import pytest

from rag.english.dates import clash, moments, within
from rag.english.quantities import agrees, quantities, words_value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("22,000 boxes", 22_000, ""),
        ("22 000 boxes", 22_000, ""),
        ("22\u00a0000 boxes", 22_000, ""),
        ("22 thousand boxes", 22_000, ""),
        ("twenty-two thousand boxes", 22_000, ""),
        ("1.5bn euros", 1.5e9, "eur"),
        ("$300 billion", 3e11, "usd"),
        ("US$300 billion", 3e11, "usd"),
        ("€3.2 million", 3.2e6, "eur"),
        ("40 per cent", 40, "percent"),
        ("40%", 40, "percent"),
        ("40 percent", 40, "percent"),
        ("the third attempt", 3, "ordinal"),
        ("the 21st attempt", 21, "ordinal"),
        ("dozens of boxes", 12, ""),
        ("three hundred and five boxes", 305, ""),
        ("8.91 seconds", 8.91, "second"),
    ],
)
def test_a_quantity_is_read_however_it_is_written(text: str, value: float, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit) == (value, unit)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["", "one of them", "a T-72 tank", "COVID-19", "v1.2.3.4", "x" * 10_000])
def test_what_is_no_quantity_gives_none(text: str) -> None:
    assert not quantities(text)


@pytest.mark.parametrize(
    ("words", "value"),
    [("twelve", 12), ("ninety nine", 99), ("two hundred thousand", 200_000), ("one million two hundred", 1_000_200)],
)
def test_number_words_add_up(words: str, value: float) -> None:
    assert words_value(words) == value


@pytest.mark.parametrize(
    ("claim", "source", "agree"),
    [
        ("22,000 boxes", "22 thousand boxes", True),
        ("22,000 boxes", "25,000 boxes", False),
        ("about 22,000 boxes", "21,800 boxes", True),
        ("about 22,000 boxes", "15,000 boxes", False),
        ("over 20,000 boxes", "22,000 boxes", True),
        ("over 25,000 boxes", "22,000 boxes", False),
        ("at most 5 of under 30", "28", True),
        ("$3.2 billion", "$3.23 billion", True),
        ("$3.3 billion", "$3.23 billion", False),
        ("40 percent", "40 euros", False),
        ("thousands of boxes", "22,000 boxes", True),
        ("the third boat", "the fourth boat", False),
        ("5 million", "5m", True),
    ],
)
def test_numbers_agree_as_far_as_rounding_goes(claim: str, source: str, agree: bool) -> None:
    assert agrees(quantities(claim)[-1], quantities(source)[-1]) is agree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 15 August 2025", (2025, 8, 15, "")),
        ("on August 15, 2025", (2025, 8, 15, "")),
        ("on Aug. 15", (None, 8, 15, "")),
        ("on 2025-08-15", (2025, 8, 15, "")),
        ("in May", (None, 5, None, "")),
        ("Since 1992, they", (1992, None, None, "")),
        ("on the 3rd of June", (None, 6, 3, "")),
        ("last Tuesday", (None, None, None, "tuesday")),
    ],
)
def test_a_date_is_read_as_far_as_it_is_said(
    text: str, expected: tuple[int | None, int | None, int | None, str]
) -> None:
    (found,) = moments(text)
    assert (found.year, found.month, found.day, found.weekday) == expected
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text", ["they may go", "2000 people", "1,999 boxes", "12 angry men", "the march", "", "-" * 9_999]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert not moments(text)


@pytest.mark.parametrize(
    ("claim", "source", "inside", "against"),
    [
        ("in 2014", "22 September 2014", True, False),
        ("in the 2010s", "22 September 2014", True, False),
        ("in the 21st century", "in 2014", True, False),
        ("in the 1990s", "in 2014", False, True),
        ("22 September 2014", "in 2014", False, False),
        ("on 3 June", "on 4 June", False, True),
        ("on Monday", "on Tuesday", False, True),
        ("in June", "in 2014", False, False),
    ],
)
def test_dates_are_inside_one_another_or_against(claim: str, source: str, inside: bool, against: bool) -> None:
    (one,), (other,) = moments(claim), moments(source)
    assert within(one, other) is inside
    assert clash(one, other) is against
