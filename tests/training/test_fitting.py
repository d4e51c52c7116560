"""The two fits against what is known of them: gradients by differences, separable data, signs, pair counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from training.fitting import L2, auroc, choice, decision


def test_auroc_is_the_share_of_pairs_in_order_with_ties_counted_half() -> None:
    chance = np.random.default_rng(0)
    for size in (1, 2, 7, 40):
        positive, negative = chance.integers(0, 6, size), chance.integers(0, 6, size + 3)
        pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
        assert auroc(positive, negative) == pytest.approx(np.mean(pairs))


def test_auroc_of_all_ties_is_a_half_and_of_perfect_order_one() -> None:
    assert auroc(np.ones(5), np.ones(3)) == 0.5
    assert auroc(np.array([3.0, 2.0]), np.array([1.0, 0.0, -np.inf])) == 1.0


def questions(weights: np.ndarray, count: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Questions of seven candidates of which the one of most value under `weights` answers."""
    chance = np.random.default_rng(1)
    rows = [chance.normal(size=(7, len(weights))) for _ in range(count)]
    return rows, [np.arange(7) == (table @ weights).argmax() for table in rows]


def test_a_choice_finds_the_weights_that_choose() -> None:
    rows, right = questions(np.array([2.0, 1.0, 0.0]), 200)
    found = choice(rows, right, np.ones(200), (0, 0, 0))
    assert np.mean([good[(table @ found).argmax()] for table, good in zip(rows, right, strict=True)]) > 0.97
    assert found[0] > found[1] > abs(found[2])


def test_a_choice_is_where_no_small_step_is_better() -> None:
    rows, right = questions(np.array([1.0, -1.0]), 30)
    right[0] = np.ones(7, dtype=bool)
    importance = np.linspace(0.2, 2.0, 30)
    scale = np.concatenate(rows).std(axis=0) + 1e-9

    def loss(weights: np.ndarray) -> float:
        total = 0.0
        for table, good, share in zip(rows, right, importance / importance.sum(), strict=True):
            mass = np.exp(table @ weights)
            total -= share * np.log(mass[good].sum() / mass.sum())
        return total + L2 * float((weights * scale) @ (weights * scale))

    found = choice(rows, right, importance, (0, 0))
    for step in (np.array([0.05, 0]), np.array([0, 0.05])):
        assert loss(found) < min(loss(found + step), loss(found - step))


def test_a_sign_that_is_held_is_never_crossed() -> None:
    rows, right = questions(np.array([2.0, -2.0]), 100)
    free, held = (choice(rows, right, np.ones(100), signs) for signs in ((0, 0), (1, 1)))
    assert free[1] < 0
    assert held[1] == 0
    assert held[0] > 0


def test_a_decision_tells_apart_what_a_line_tells_apart() -> None:
    chance = np.random.default_rng(2)
    table = chance.normal(size=(400, 3)) * (1, 10, 0.1) + (0, 50, 3)
    right = table[:, 0] + table[:, 1] / 10 > 5
    weights, bias = decision(table, right, np.ones(400), (0, 0, 0))
    assert np.mean((table @ weights + bias > 0) == right) > 0.97


def test_a_decision_is_as_sure_as_the_data_are() -> None:
    table = np.array([[0.0]] * 100 + [[1.0]] * 100)
    right = np.array([True] * 20 + [False] * 80 + [True] * 70 + [False] * 30)
    weights, bias = decision(table, right, np.ones(200), (0,))
    assert expit(bias) == pytest.approx(0.2, abs=0.02)
    assert expit(weights[0] + bias) == pytest.approx(0.7, abs=0.02)


def test_a_decision_may_not_use_a_feature_against_its_sign() -> None:
    chance = np.random.default_rng(3)
    table = chance.normal(size=(200, 2))
    weights, _ = decision(table, table[:, 0] - table[:, 1] > 0, np.ones(200), (1, 1))
    assert weights[1] == 0
    assert weights[0] > 0
