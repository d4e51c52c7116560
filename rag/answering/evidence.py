"""Choosing evidence: every quotable run among the hits, best first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answering import features
from rag.answering.asked import Asked
from rag.answering.found import Found
from rag.answering.units import Unit, units
from rag.answering.weights import Weights, vector


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, its features and its value: the difference of two values is the log of how much likelier one is."""

    unit: Unit
    row: NDArray[np.float64]
    value: float


def rank(asked: Asked, found: Found, weights: Weights) -> list[Scored]:
    """The candidates, best first; equal ones by article and place."""
    candidates = list(units(found))
    rows = features.matrix(asked, found.query_vector, candidates)
    values = rows @ vector(weights.evidence, features.NAMES)
    scored = [Scored(unit, row, float(value)) for unit, row, value in zip(candidates, rows, values, strict=True)]
    return sorted(scored, key=lambda s: (-s.value, s.unit.passage.article.id, s.unit.passage.start))
