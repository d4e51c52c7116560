"""From where to where, and by how much: two ways to get every number right and the sentence wrong."""

import pytest

from rag.types import Support
from rag.verification import verify

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
