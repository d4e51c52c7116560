"""Half a sentence of the source is not what the source says: who says it, denies it or leaves it open goes with it."""

import pytest

from rag.types import Support
from rag.verification import verify, verify_words
from rag.verification.checks.embedded import governed_by

BEHIND = "it stands behind"


def leads(claim: str, source: str) -> list[str]:
    return [reason.text for reason in verify_words(claim, [source]).reasons if BEHIND in reason.text]


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Lund denied that the harbour had closed.", "The harbour had closed."),
        ("Lund denied that the harbour had closed.", "The harbour closed."),
        ("Lund has repeatedly denied that the old harbour had been closed.", "The old harbour had been closed."),
        ("Olsen dismissed reports that the pier was sold to Tallvik.", "The pier was sold to Tallvik."),
        ("Olsen rejected the claim that the pier was sold to Tallvik.", "The pier was sold to Tallvik."),
        ("There is no evidence that the pier was sold to Tallvik.", "Tallvik was sold the pier."),
        ("Brandt denied selling the ship.", "Brandt sold the ship."),
        ("Brandt denied having sold the ship.", "Brandt had sold the ship."),
        ("It is not clear that the bridge is safe.", "The bridge is safe."),
        ("Brandt said that the bridge cost 41,000 euros.", "The bridge cost 41,000 euros."),
        ("Brandt told the mayor that the bridge cost 41,000 euros.", "The bridge has cost 41,000 euros."),
        ("Brandt claims the bridge cost 41,000 euros.", "The bridge cost 41,000 euros."),
        ("Olsen accused Northline of hiding the boxes.", "Northline was hiding the boxes."),
        ("Olsen accused Northline of hiding 22,000 boxes.", "Northline hid 22,000 boxes."),
        ("Lund is suspected of burning down the pier.", "Lund was burning down the pier."),
        ("Prosecutors charged Brandt with stealing the ship's bell.", "Brandt was stealing the bell of the ship."),
        ("BRANDT SAID THAT THE BRIDGE COST 41,000 EUROS.", "the bridge cost 41,000 euros"),
    ],
)
def test_half_a_sentence_is_not_supported_and_the_other_half_is_shown(source: str, claim: str) -> None:
    for verdict in (verify_words(claim, [source]), verify(claim, [source])):
        assert verdict.kind is Support.PARTLY
        assert any(BEHIND in reason.text for reason in verdict.reasons)
    assert verify_words(source, [source]).supported


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Brandt said that the bridge cost 41,000 euros.", "Brandt said the bridge cost 41,000 euros."),
        ("Brandt said that the bridge cost 41,000 euros.", "According to Brandt, the bridge cost 41,000 euros."),
        ("Lund denied that the harbour had closed.", "Lund denied that the harbour was closed."),
        ("The figures show that the bridge cost 41,000 euros.", "The bridge cost 41,000 euros."),
        ("It is important to note that the bridge cost 41,000 euros.", "The bridge cost 41,000 euros."),
        ("There is no doubt that the bridge cost 41,000 euros.", "The bridge cost 41,000 euros."),
        ("The bridge that Brandt opened cost 41,000 euros.", "Brandt opened the bridge."),
        (
            "The bridge cost 41,000 euros. Lund denied that the bridge cost 41,000 euros.",
            "The bridge cost 41,000 euros.",
        ),
        ("Brandt said that it rained. The bridge had cost 41,000 euros.", "The bridge cost 41,000 euros."),
        ("Olsen accused Northline of hiding the boxes.", "Northline is accused of hiding the boxes."),
        ("Olsen accused Northline of hiding the boxes.", "Olsen accused Northline."),
        ("The court convicted Brandt of stealing the bell.", "Brandt was convicted of stealing the bell."),
        ("Olsen, accused of fraud, opened the pier in June.", "Olsen opened the pier in June."),
        ("Olsen, who denied the charge, opened the pier in June.", "Olsen opened the pier in June."),
    ],
)
def test_what_is_said_as_a_whole_or_attributed_is_supported(source: str, claim: str) -> None:
    assert not leads(claim, source)
    assert verify_words(claim, [source]).supported


def test_what_is_called_untrue_is_contradicted() -> None:
    source = "It is not true that the bridge cost 41,000 euros."
    assert verify_words("The bridge cost 41,000 euros.", [source]).kind is Support.CONTRADICTED


def test_the_sentence_and_its_half_in_two_passages_are_a_whole() -> None:
    half, whole = "Lund denied that the harbour had closed.", "The harbour had closed."
    assert not verify_words(whole, [half]).supported
    assert verify_words(whole, [half, whole]).supported


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "“”",
        "🙂",
        "that",
        "denied that",
        "said " * 400,
        "Lund denied that " * 300,
        "accused Lund of " * 500,
        "\ud800 said that",
    ],
)
def test_any_text_may_stand_there(text: str) -> None:
    assert governed_by(text, ["", text, f"Lund said that {text}", "Lund denied that the harbour closed."]) is not None
    for claim, source in ((text, "Lund denied that the harbour closed."), ("The harbour closed.", f"{text} closed.")):
        assert 0 <= verify_words(claim, [source]).support <= 1
