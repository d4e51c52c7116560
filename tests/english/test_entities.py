"""Names without a tagger, and what they do and say in a sentence."""

import pytest

from rag.english.entities import Name, names, same
from rag.english.quotes import quotations, says
from rag.english.reporting import sayings
from rag.english.roles import roles


def one(text: str) -> Name:
    (found,) = names(f"of {text}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officials said that Mr Olsen met Anna Berg.", ["Olsen", "Anna Berg"]),
        ("Olsen said so.", ["Olsen"]),
        ("However, the harbour was closed on Monday in May.", []),
        ("Northline CEO Marta Olsen left.", ["Northline", "Marta Olsen"]),
        ("It was the Bank of England's idea.", ["Bank of England"]),
        ("“They left,” said Olsen. Then I left.", ["Olsen"]),
        ("the U.S. and the UK", ["U.S.", "UK"]),
        ("J. R. Olsen of Tallvik", ["J. R. Olsen of Tallvik"]),
        ("Profits fell in Q3.", []),
        ("In May Marta Olsen left.", ["Marta Olsen"]),
        ("In Oslo Marta Olsen left.", ["Oslo", "Marta Olsen"]),
        ("They met in Panama City.", ["Panama City"]),
        ("Summarise what the Russian Foreign Minister said.", ["Russian"]),
        ("", []),
        ("… ? !", []),
    ],
)
def test_names_are_the_capitals_that_no_sentence_asks_for(text: str, expected: list[str]) -> None:
    assert [name.text for name in names(text)] == expected
    assert all(text[name.start : name.end] == name.text for name in names(text))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Mr Olsen", "Marta Olsen"),
        ("Sergei Karlov", "Sergey Karlov"),
        ("Zelensky", "Zelenskyy"),
        ("Russian", "Russia"),
        ("Ukrainian", "Ukraine"),
        ("French", "France"),
        ("Coastal Rescue Service", "CRS"),
        ("United States", "US"),
        ("Fed", "Federal Reserve"),
        ("Sacré-Cœur", "Sacre-Coeur"),
    ],
)
def test_two_forms_of_a_name_are_the_same(left: str, right: str) -> None:
    assert same(one(left), one(right))
    assert same(one(right), one(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("Johnson", "Johnston"),
        ("Marta Olsen", "Marta Lund"),
        ("UBS", "UPS"),
    ],
)
def test_other_names_are_not_the_same(left: str, right: str) -> None:
    assert not same(one(left), one(right))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Olsen said that it sank.", "Olsen"),
        ("Marta Olsen, who runs the harbour, said it sank.", "Marta Olsen"),
        (
            "It was raised in May, and Marta Olsen, the head, said it got a C, the third grade.",
            "Marta Olsen",
        ),
        ("“It sank,” said harbour chief Marta Olsen.", "Marta Olsen"),
        ("According to Northline chief Marta Olsen, it sank.", "Marta Olsen"),
        ("Northline's Marta Olsen also told reporters that it sank.", "Marta Olsen"),
    ],
)
def test_the_speaker_is_who_says_it(text: str, speaker: str) -> None:
    assert sayings(text)[0].speaker.text == speaker


@pytest.mark.parametrize(
    "text", ["It sank.", "Officials said it sank.", "Olsen wrote books.", "Olsen confirmed nothing", ""]
)
def test_no_speaker_where_nobody_named_speaks(text: str) -> None:
    assert not sayings(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Northline sued Seaward.", ("Northline", "Seaward")),
        ("Seaward was sued by Northline.", ("Northline", "Seaward")),
        ("Seaward, sued by Northline, closed.", ("Northline", "Seaward")),
        ("Northline agreed to buy Seaward.", ("Northline", "Seaward")),
        ("Northline has quietly acquired the rival Seaward.", ("Northline", "Seaward")),
    ],
)
def test_who_does_it_is_told_from_whom_it_is_done_to(text: str, expected: tuple[str, str]) -> None:
    (found,) = roles(text)
    assert (found.agent.text, found.patient.text) == expected


@pytest.mark.parametrize(
    "text", ["Olsen slept.", "Olsen's dog attacked Lund.", "Olsen came. Lund attacked.", "Olsen was sued."]
)
def test_no_roles_where_the_verb_does_not_join_the_names(text: str) -> None:
    assert not roles(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "it sank" twice.', ["it sank"]),
        ("“It sank,” he said, “and fast.”", ["It sank,", "and fast."]),
        ("„Es sank“, sagte er.", ["Es sank"]),
        ("«Это утонуло»", ["Это утонуло"]),
        ('an open " only', []),
        ('a 6" pipe and a 7" pipe', []),
        ('""', []),
        ("“" * 5_000, []),
        ("", []),
    ],
)
def test_quotations_are_what_stands_between_a_pair_of_marks(text: str, expected: list[str]) -> None:
    assert [quotation.text for quotation in quotations(text)] == expected


@pytest.mark.parametrize(
    ("quotation", "said"),
    [
        ("we don’t know why it sank", True),
        ("We don't know why it sank.", True),
        ("we ... know why", False),
        ("we don't know ... sank", True),
        ("sank ... we don't know", False),
        ("we know why it sank", False),
        ("now why", False),
        ("", False),
    ],
)
def test_a_quotation_is_a_slice_up_to_its_marks(quotation: str, said: bool) -> None:
    assert says("Olsen: ‘We don’t know  why it sank’, she said.", quotation) is said
