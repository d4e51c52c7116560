"""What stands beside a candidate, and the networks over it, against the same told one by one."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answering import points
from rag.answering.beside import FEATURES, NOTHING, Place, apply, describe, place
from rag.answering.candidates import find_candidates
from tests.answering.toy import article, retrieve

PLACES = [
    Place("a", 0, "my", True),
    Place("a", 1, "and", False),
    Place("b", 0, "and", True),
    Place("a", 2, "and", True),
    Place("a", 1, "and", False),
]
VALUES = np.array([2.0, -2.0, 1.0, 0.0, -3.0])


def column(name: str) -> list[float]:
    return [float(value) for value in describe(VALUES, PLACES)[:, FEATURES.index(name)]]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("value", [2, -2, 1, 0, -3]),
        ("value before", [NOTHING, 2, NOTHING, -2, 2]),
        ("value after", [-2, 0, NOTHING, NOTHING, 0]),
        ("value two before", [NOTHING, NOTHING, NOTHING, 2, NOTHING]),
        ("value two after", [0, NOTHING, NOTHING, NOTHING, NOTHING]),
        ("best of article", [0, 2, NOTHING, 2, 2]),
        ("below best", [0, 4, 1, 2, 5]),
        ("mean of five best", [-0.4] * 5),
        ("begins paragraph", [1, 0, 1, 1, 0]),
        ("paragraph ends", [0, 1, 0, 0, 1]),
        ("begins like the one before", [0, 0, 0, 1, 0]),
        ("begins like the one after", [0, 1, 0, 0, 1]),
    ],
)
def test_what_is_seen_of_the_sentences_beside_one(name: str, seen: list[float]) -> None:
    assert column(name) == pytest.approx(seen)


def test_how_many_of_its_article_are_likely_is_counted_without_itself() -> None:
    assert column("likely in article") == pytest.approx(np.log1p([1, 2, 0, 1, 2]))


def test_the_networks_give_the_mean_of_each_by_itself() -> None:
    rng = np.random.default_rng(0)
    rows, held = rng.normal(size=(5, 4)), {"mean": rng.normal(size=4), "scale": rng.uniform(1, 2, size=4)}
    for layer, (wide, narrow) in enumerate(((4, 3), (3, 3), (3, 1))):
        held |= {f"weights{layer}": rng.normal(size=(2, wide, narrow)), f"bias{layer}": rng.normal(size=(2, narrow))}
    said = []
    for network in range(2):
        state = (rows - held["mean"]) / held["scale"]
        for layer in range(3):
            state = state @ held[f"weights{layer}"][network] + held[f"bias{layer}"][network]
            state = np.maximum(state, 0) if layer < 2 else state
        said.append(state[:, 0])
    assert apply(rows, held) == pytest.approx(np.mean(said, axis=0))


def test_the_same_candidates_in_another_order_get_the_same() -> None:
    order = np.array([3, 0, 4, 2, 1])
    rows = np.random.default_rng(1).normal(size=(5, len(points.FEATURES) + 384))
    one = points.in_a_row("list", rows, VALUES, PLACES)
    other = points.in_a_row("list", rows[order], VALUES[order], [PLACES[i] for i in order])
    assert other == pytest.approx(one[order])


def test_one_candidate_alone_has_nothing_beside_it() -> None:
    row = describe(np.array([1.0]), [Place("a", 7, "", False)])
    assert row.tolist() == [[1, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 0, 0, 1, 0, 0, 0, 0]]


def test_a_candidate_knows_where_it_stands() -> None:
    found = retrieve(article("Ida asks for a pier.\nAnd she asks for lights. “No,” he said."))("What does Ida ask for?")
    places = sorted((place(one) for one in find_candidates(found)), key=lambda one: one.number)
    assert [(one.number, one.opening, one.begins) for one in places] == [
        (0, "ida", False),
        (1, "and", True),
        (2, "“", False),
    ]
