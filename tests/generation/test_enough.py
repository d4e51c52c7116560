"""When a model's sentence may be shown over the passages that support it: what small models wrote, and what is true."""

from __future__ import annotations

import pytest

from rag.generation.enough import enough
from rag.types import Article, Passage, Support, Verdict

SURE = Verdict(Support.SUPPORTED, 0.95)


def passages(*texts: str, publisher: str | None = None) -> tuple[Passage, ...]:
    """Sentences of one article, in order, with a line between them."""
    article = Article("a.txt", "\n".join(texts), "Carcamo and the ferry", publisher=publisher)
    starts = [sum(len(text) + 1 for text in texts[:n]) for n in range(len(texts))]
    return tuple(Passage(article, start, start + len(text)) for start, text in zip(starts, texts, strict=True))


def test_what_is_not_supported_is_never_enough() -> None:
    assert not enough("The ferry sank.", passages("The ferry sank."), Verdict(Support.PARTLY, 0.9))


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        # Names that are there make no deed.
        (
            "The letter demands that Portugal and Greece not be extended.",
            ["Portugal and Greece said no to the letter."],
        ),
        ("Stepan Lorant rang Governor Milena Kovarek and got nothing.", ["Governor Kovarek spoke of Stepan Lorant."]),
        # What one did, several did not.
        ("They did not see it move; they were in the queue.", ["He did not see it move; he was in the queue."]),
        ("Ponce and Aravena say that the mate asked for straps.", ["He says that he asked the mate for straps."]),
        # Two sentences apart do not make a third.
        (
            "The bridge was built in 2024, and the railings were painted for the minister.",
            ["Pier 3 of the bridge had an E in 2024.", "The railings had been painted for the minister."],
        ),
        # Nobody says what somebody else tells.
        ("The league says that the events lie between 1994 and 2011.", ["The events lie between 1994 and 2011."]),
        (
            "The league says that five officials resigned.",
            ["The league failed for years to act, an inquiry said, and five officials resigned."],
        ),
        # Nobody has a part in it whom the article names nowhere.
        ("The European Union is to cut its payments.", ["Six members want the alliance to cut its payments."]),
        # What was so back then is said of another figure.
        ("The league had 46 clubs three years ago.", ["The league has 46 clubs, down from 52 three years ago."]),
        # Nor do a clause and what is hung onto it, of two sentences.
        (
            "The river scoured away the bed in April, causing the diver to set down his pupil.",
            ["The river scoured away the bed in April.", "The diver told the board of it."],
        ),
        # Every number stands in what is cited.
        (
            "The bank cut its key rate by half a point on January 22, with effect from January 26.",
            ["The bank cut its key rate by half a point.", "The board voted for it on January 22."],
        ),
    ],
)
def test_what_sounds_like_the_passages_is_not_shown(text: str, sources: list[str]) -> None:
    assert not enough(text, passages(*sources), SURE)


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("They were in the queue.", ["The two men said that they were in the queue."]),
        ("Carcamo asked the mate for straps.", ["He asked the mate for straps."]),
        (
            "The bridge was opened in 1968, and the railings were painted in 2024.",
            ["The bridge was opened in 1968.", "The railings were painted in 2024."],
        ),
        ("He said that he did not ring.", ["He says that he did not ring."]),
        ("The league said that five officials had gone.", ["Five officials had gone, the league said."]),
    ],
)
def test_what_the_passages_say_is_shown(text: str, sources: list[str]) -> None:
    assert enough(text, passages(*sources), SURE)


def test_a_passage_with_something_left_out_needs_no_more_support_than_any_other_sentence() -> None:
    barely = Verdict(Support.SUPPORTED, 0.53)
    source = "The letter also demands that the president's term, which ends in October, not be extended."
    assert enough("The letter demands that the president's term not be extended.", passages(source), barely)
    assert not enough("The letter demands that the president's term be extended.", passages(source), barely)
    assert not enough("The term demands that the letter not be extended.", passages(source), barely)


def test_the_agency_and_the_paper_may_say_what_they_print() -> None:
    text = "The events lie between 1994 and 2011."
    assert enough(
        "The Harbour Gazette says that the events lie between 1994 and 2011.",
        passages(text, publisher="Harbour Gazette"),
        SURE,
    )
    wire = passages("RIGA, May 5 (Baltic Wire) - A ferry sank.", text, publisher="Baltic Wire")
    assert enough("The agency says that the events lie between 1994 and 2011.", wire[1:], SURE)
    assert not enough("The Gazette says that the events lie between 1994 and 2011.", wire[1:], SURE)


def test_sentences_that_follow_one_another_support_as_one_does_and_others_have_to_more_surely() -> None:
    told = "Tranter's predecessor is 90 and lives in Faro"
    together = passages(
        "Tranter took down the photograph.", "His predecessor, who is 90, lives in Faro.", "He laughed."
    )
    verdict = Verdict(Support.SUPPORTED, 0.7)
    assert enough(told, together[:2], verdict)
    assert not enough(told, (together[0], *passages("His predecessor, who is 90, lives in Faro.")), verdict)
    apart = passages("Tranter took down the photograph.", "It rained.", "His predecessor, who is 90, lives in Faro.")
    assert not enough(told, (apart[0], apart[2]), verdict)


def test_of_two_passages_apart_each_says_a_half_or_they_say_nothing_together() -> None:
    one, _, other = passages("The Calder family holds 31 percent of the shares.", "It rained.", "Fairholt holds 38.")
    assert not enough("The Calder family holds 38 percent of the shares.", (one, other), SURE)
    assert enough("The Calder family holds 31 percent of the shares, and Fairholt holds 38.", (one, other), SURE)
