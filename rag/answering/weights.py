"""The fitted numbers, as `training/fit_evidence.py` wrote them: read once, checked against the code that uses them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """Three linear rules over named features: what answers a question before and after reading, and whether anything
    does."""

    evidence: Mapping[str, float]
    reading: Mapping[str, float]
    confidence: Mapping[str, float]
    bias: float
    threshold: float
    """Less confidence than this is no answer."""
    doubt: float
    """Less than this is an answer that comes with a warning."""
    provenance: Mapping[str, Any]


@cache
def load() -> Weights:
    """The weights of this installation."""
    held = json.loads(resources.files("rag.answering").joinpath(FILE).read_text(encoding="utf-8"))
    return Weights(**{name: held[name] for name in Weights.__slots__})


def vector(held: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float64]:
    """The weights in the order of `names`; a clear error where the file was fitted for other features."""
    if set(held) != set(names):
        raise ValueError(
            f"{FILE} was fitted for other features ({', '.join(held)}): run python -m training.fit_evidence"
        )
    return np.array([held[name] for name in names], dtype=float)
