"""From where to where, and by how much: two ways to get every number right and the sentence wrong."""

import pytest

from rag.types import ReasonKind, Support
from rag.verification import verify, verify_words

GRADE = "An official, whom the report calls only W, raised it by hand from D to C in September 2024."
RATE = "The board voted to lower the rate from 5.25 to 4.75 percent, and three were against."
DECK = "The deck cost two million dollars more than agreed."
COPIES = "The paper sold 83,200 copies a day, 9 percent fewer than a year earlier."


@pytest.mark.parametrize(
    ("claim", "source", "instead"),
    [
        ("An official raised it by hand from C to D in September 2024.", GRADE, "from D to C"),
        ("The rate went from 4.75 to 5.25 percent.", RATE, "from 5.25 to 4.75"),
        ("Trains from Oslo to Bergen were stopped.", "Trains from Bergen to Oslo were stopped.", "from Bergen to Oslo"),
        ("The deck cost two million dollars.", DECK, "two million dollars more"),
        ("The paper sold 9 percent of its copies.", COPIES, "9 percent fewer"),
    ],
)
def test_what_is_turned_round_or_loses_its_more_is_contradicted(claim: str, source: str, instead: str) -> None:
    verdict = verify(claim, [source])
    assert verdict.kind is Support.CONTRADICTED
    assert any(instead in reason.text for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("An official raised it from D to C.", GRADE),
        ("The rate went from 5.25 to 4.75 percent.", RATE),
        ("The deck cost two million dollars more than agreed.", DECK),
        ("The deck cost two million dollars above what was agreed.", DECK),
        ("The paper's sales fell by 9 percent.", COPIES),
        ("The paper sold 83,200 copies a day.", COPIES),
        (
            "Trains from Oslo to Bergen were stopped.",
            "Trains from Bergen to Oslo and from Oslo to Bergen were stopped.",
        ),
    ],
)
def test_what_says_the_same_is_not(claim: str, source: str) -> None:
    assert verify(claim, [source]).kind is not Support.CONTRADICTED


FILL = "To fill that hollow with stone would have taken four men and a week: 180,000 dollars."
CALLED = 'The bank had called the decision "broadly supported".'


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The decision was broadly supported by the board.", CALLED),
        ("The decision was broadly supported.", CALLED),
    ],
)
def test_what_somebody_calls_something_is_their_word(claim: str, source: str) -> None:
    verdict = verify(claim, [source])
    assert not verdict.supported
    assert any(reason.kind is ReasonKind.REPORTED for reason in verdict.reasons)


def test_what_is_called_by_a_name_has_it() -> None:
    assert verify("A ship called “Nora” sank.", ["A ship called “Nora” sank on Monday."]).supported


def test_what_would_have_been_was_not() -> None:
    found = verify_words("Filling the hollow with stone cost 180,000 dollars.", [FILL])
    assert any(reason.kind is ReasonKind.HEDGE for reason in found.reasons)
    kept = verify_words("Filling the hollow with stone would have cost 180,000 dollars.", [FILL])
    assert not any(reason.kind is ReasonKind.HEDGE for reason in kept.reasons)
