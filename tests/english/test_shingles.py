"""Copies and near-copies are told from what was written apart."""

from itertools import combinations
from pathlib import Path

from rag.english.shingles import LIKE, near_copies, share, shingles

AFFAIRS = Path(__file__).parents[2] / "training" / "affairs" / "train"
STORY = (
    "The ferry to Visby ran aground on Tuesday night with 212 people on board. Nobody was hurt, the coast guard said. "
    "Divers looked for a leak until the morning and found none. The captain had reported a fault in the steering."
)


def likeness(one: str, other: str) -> float:
    """The Jaccard similarity of all runs of four words, by hand."""
    return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))


def test_articles_of_one_origin_are_far_from_all_others() -> None:
    for affair in sorted(AFFAIRS.iterdir()):
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((affair / "articles").iterdir())}
        exact = {pair: likeness(texts[pair[0]], texts[pair[1]]) for pair in combinations(texts, 2)}
        assert not any(0.03 < value < 0.25 for value in exact.values())
        assert near_copies(texts) == {second: first for (first, second), value in exact.items() if value > LIKE}


def test_every_copy_leads_to_the_first() -> None:
    texts = {
        "b": STORY,
        "a": f"The Courier\n\n{STORY} It was the third in a year.",
        "other": STORY[::-1],
        "c": STORY.replace("212", "230").replace("Divers", "Two divers"),
    }
    assert near_copies(texts) == {"a": "b", "c": "b"}
    assert near_copies({}) == near_copies({"a": "", "b": "", "c": "Short.", "d": "Short."}) == {}


def test_what_many_print_below_their_articles_makes_no_copies() -> None:
    notice = "Subscribe to the newsletter of the harbour for all the news of ships and of fish every week."
    own = {str(i): " ".join(f"word{i}x{j}" for j in range(60)) for i in range(60)}
    assert near_copies({name: f"{text} {notice}" for name, text in own.items()}) == {}


def test_a_share_is_of_the_text_and_not_of_the_others() -> None:
    first, _rest = STORY.split(". ", 1)
    assert share(first, shingles(STORY)) == 1
    assert 0 < share(STORY, shingles(first)) < 0.5
    assert share("Ships sail.", shingles(STORY)) == share("", shingles(STORY)) == 0
