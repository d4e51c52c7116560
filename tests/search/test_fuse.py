"""Fusion, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.search.fuse import DENSE_WEIGHT, fuse

SCORES = st.dictionaries(st.integers(0, 30), st.floats(-100, 100, allow_nan=False), max_size=20)


def test_two_rankings_are_stretched_weighted_and_added() -> None:
    fused = fuse({1: 0.9, 2: 0.5, 3: 0.1}, {2: 12.0, 4: 8.0, 5: 4.0}, weight=0.6)
    assert fused == [
        (2, pytest.approx(0.6 * 0.5 + 0.4 * 1.0)),
        (1, pytest.approx(0.6 * 1.0)),
        (4, pytest.approx(0.4 * 0.5)),
        (3, 0.0),
        (5, 0.0),
    ]


def test_equal_scores_come_in_order_of_their_numbers() -> None:
    assert [number for number, _ in fuse({7: 0.5, 3: 0.5, 5: 0.5}, {})] == [3, 5, 7]


def test_a_side_with_one_find_counts_it_in_full() -> None:
    assert fuse({}, {4: 0.001}, weight=0.6) == [(4, pytest.approx(0.4))]


def test_a_side_that_found_nothing_for_anybody_counts_for_nobody() -> None:
    assert fuse({1: 0.9, 2: 0.1}, {1: 0.0, 2: 0.0}, weight=0.6) == [(1, pytest.approx(0.6)), (2, 0.0)]


def test_nothing_found_on_either_side_is_nothing() -> None:
    assert fuse({}, {}) == []


@given(SCORES, SCORES)
def test_every_find_comes_once_and_the_scores_fall(left: dict[int, float], right: dict[int, float]) -> None:
    fused = fuse(left, right)
    assert {number for number, _ in fused} == left.keys() | right.keys()
    assert len(fused) == len(left.keys() | right.keys())
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)


@given(SCORES, st.floats(0.1, 10), st.floats(-10, 10))
def test_a_sides_scale_does_not_decide(right: dict[int, float], factor: float, shift: float) -> None:
    """Weights aside, only how far apart a side's scores lie among themselves counts."""
    left = {0: 1.0, 1: 0.25, 2: 0.0}
    scaled = {number: score * factor + shift for number, score in left.items()}
    for (_, one), (_, other) in zip(sorted(fuse(left, right)), sorted(fuse(scaled, right)), strict=True):
        assert one == pytest.approx(other, abs=1e-9)


def test_the_default_is_the_measured_one() -> None:
    assert [number for number, _ in fuse({1: 1.0, 2: 0.0}, {2: 1.0, 1: 0.0})] == [1, 2]
    assert 0.5 <= DENSE_WEIGHT <= 0.7
