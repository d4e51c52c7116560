"""The protocol of a judge, and the one rule by which words and judge are put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.5
"""From so much support on a sentence counts as supported: the same for every kind of text."""
ENOUGH = 0.5
"""The share of a sentence's words that its source must hold, where no judge reads it: fitted on the documents of
SummEdits, WiCE and FEVER that are not held back (`python -m benchmarks.verdicts FOLDER --tune`)."""
FOUND = 0.3
"""With fewer of its words in the passages a sentence is not found rather than partly supported."""
WEIGHT = 0.7
"""The judge's share in the support, where there is one. This and the next two: fitted on one topic of SummHay's news
and on the affairs of train (`python -m benchmarks.support_fit FOLDER AFFAIRS`)."""
ENOUGH_READ = 0.33
"""What words and judge must say together, where one reads the sentence."""
CONVINCED = 0.5
"""A judge who is so sure that the source supports a sentence overrules a doubt that the words alone do not settle."""
CERTAIN = 0.8
"""So sure a judge must be of a sentence hardly any of whose words are in its source."""
OVERRULED = 0.6
"""More support is not said of a sentence of which a judge has overruled that its source says otherwise."""
VETOED = 0.4
"""More support is not said of a sentence that a check speaks against."""


class Judge(Protocol):
    """A trained reader of (claim, evidence) pairs."""

    def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
        """One row for each evidence: the probabilities that it supports the claim, refutes it, or does neither."""
        ...


def support(coverage: float, vetoed: bool, probabilities: NDArray[np.float32] | None = None) -> float:
    """How far a sentence is supported, between 0 and 1.

    `coverage` is the share of its words that the source holds, `vetoed` whether a check speaks against it. A judge's
    best row weighs `WEIGHT` against it. What is just enough, with or without a judge, becomes `THRESHOLD`."""
    value = mixed(coverage, probabilities)
    enough = ENOUGH if value is coverage else ENOUGH_READ
    low = value / enough * THRESHOLD
    scaled = low if value < enough else 1 - (1 - value) / (1 - enough) * (1 - THRESHOLD)
    return round(min(scaled, VETOED) if vetoed else scaled, 4)


def mixed(coverage: float, probabilities: NDArray[np.float32] | None, weight: float = WEIGHT) -> float:
    """What words and judge say together, the judge with so much weight; without one the coverage."""
    if probabilities is None or not len(probabilities):
        return coverage
    return weight * float(probabilities[:, 0].max()) + (1 - weight) * coverage


def convinced(probabilities: NDArray[np.float32] | None, least: float = CONVINCED) -> bool:
    """Whether a judge has read that the source supports the sentence, surely enough to overrule an open doubt."""
    return probabilities is not None and len(probabilities) > 0 and float(probabilities[:, 0].max()) >= least
