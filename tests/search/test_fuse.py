"""Fusion, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.search.fuse import DENSE_WEIGHT, fuse

SIDES = st.lists(st.tuples(*[st.floats(-100, 100, allow_nan=False)] * 2), max_size=20)


def fused(left: list[float], right: list[float], weight: float = DENSE_WEIGHT) -> list[float]:
    found: list[float] = fuse(np.array(left), np.array(right), weight).tolist()
    return found


def test_two_scores_are_normalised_weighted_and_added() -> None:
    assert fused([0.9, 0.5, 0.1, 0.1], [4.0, 12.0, 8.0, 4.0], 0.6) == pytest.approx(
        [0.6 * 1.0 + 0.4 * 0.0, 0.6 * 0.5 + 0.4 * 1.0, 0.6 * 0.0 + 0.4 * 0.5, 0.0]
    )


def test_where_all_are_equally_good_a_side_counts_in_full_for_all() -> None:
    assert fused([0.5, 0.5, 0.5], [3.0, 1.0, 2.0], 0.6) == pytest.approx([1.0, 0.6, 0.8])


def test_one_candidate_alone_is_best_on_every_side_that_has_anything_to_say() -> None:
    assert fused([0.1], [0.001], 0.6) == pytest.approx([1.0])
    assert fused([0.1], [0.0], 0.6) == pytest.approx([0.6])


def test_a_side_that_found_nothing_for_anybody_counts_for_nobody() -> None:
    assert fused([0.9, 0.1], [0.0, 0.0], 0.6) == pytest.approx([0.6, 0.0])


def test_of_no_candidates_nothing_is_said() -> None:
    assert fused([], []) == []


@given(SIDES)
def test_every_score_lies_between_0_and_1_and_who_is_better_on_both_sides_is_better(
    sides: list[tuple[float, float]],
) -> None:
    scores = fused([left for left, _ in sides], [right for _, right in sides])
    assert all(0 <= score <= 1 + 1e-9 for score in scores)
    for one, first in zip(sides, scores, strict=True):
        for other, second in zip(sides, scores, strict=True):
            if one[0] >= other[0] and one[1] >= other[1]:
                assert first >= second


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=3), st.floats(0.1, 10), st.floats(-10, 10))
def test_a_sides_scale_does_not_decide(right: list[float], factor: float, shift: float) -> None:
    """Weights aside, only how far apart a side's scores lie among themselves counts."""
    left = [1.0, 0.25, 0.0]
    assert fused(left, right) == pytest.approx(fused([score * factor + shift for score in left], right), abs=1e-9)


def test_the_default_is_the_measured_one() -> None:
    first, second = fused([1.0, 0.0], [0.0, 1.0])
    assert first > second
    assert 0.5 <= DENSE_WEIGHT <= 0.7
