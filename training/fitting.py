"""The two fits, in scipy: a choice among the candidates of a question, and a yes or no with the signs held."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

L2 = 1e-3


def choice(
    rows: Sequence[np.ndarray], right: Sequence[np.ndarray], importance: np.ndarray, signs: Sequence[int]
) -> np.ndarray:
    """Weights w that make softmax(rows @ w) put its mass on the right candidates of each question.

    Questions are counted by `importance`; features are standardised inside, the weights are for the raw ones. A weight
    whose sign is +1 or -1 may not change it (0: free)."""
    table = np.concatenate(rows)
    scale = table.std(axis=0) + 1e-9
    table = (table - table.mean(axis=0)) / scale
    starts = np.cumsum([0, *(len(r) for r in rows)])[:-1]
    owner = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    good = np.concatenate(right).astype(float)
    share = importance / importance.sum()

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value = table @ w
        mass = np.exp(value - np.maximum.reduceat(value, starts)[owner])
        total, hit = np.add.reduceat(mass, starts), np.add.reduceat(mass * good, starts)
        slope = (mass / total[owner] - mass * good / hit[owner]) * share[owner]
        return float(-(np.log(hit / total) * share).sum() + L2 * w @ w), table.T @ slope + 2 * L2 * w

    return minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=_bounds(signs)).x / scale


def decision(
    rows: np.ndarray, right: np.ndarray, importance: np.ndarray, signs: Sequence[int], *, l2: float = L2
) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic rule; a weight whose sign is +1 or -1 may not change it (0: free).

    `l2` is what a weight's square costs beside the mean loss."""
    scale, mean = rows.std(axis=0) + 1e-9, rows.mean(axis=0)
    table = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    share = importance / importance.sum()
    sign = np.where(right, 1.0, -1.0)
    bounds = [*_bounds(signs), (None, None)]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (table @ w)
        slope = table.T @ (-sign * expit(-margin) * share)
        return float((np.logaddexp(0, -margin) * share).sum() + l2 * w[:-1] @ w[:-1]), slope + 2 * l2 * np.append(
            w[:-1], 0
        )

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def _bounds(signs: Sequence[int]) -> list[tuple[float | None, float | None]]:
    return [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs]


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """How often a positive is above a negative; ties count half."""
    order = np.concatenate([positive, negative])
    _, inverse, counts = np.unique(order, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    total = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(total / (len(positive) * len(negative)))
