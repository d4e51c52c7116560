"""The seam for a learned judge, and the one rule by which words and judge are put together."""

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
"""The judge's share in the support, where there is one."""
VETOED = 0.4
"""More support is not said of a sentence that a check speaks against."""


class Judge(Protocol):
    """A trained reader of (claim, evidence) pairs."""

    def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
        """One row for each evidence: the probabilities that it supports the claim, refutes it, or does neither."""
        ...


def support(coverage: float, vetoed: bool, probabilities: NDArray[np.float32] | None = None) -> float:
    """How far a sentence is supported, between 0 and 1.

    `coverage` is the share of its words that the source holds, `vetoed` whether a check speaks against it. Coverage
    is scaled so that `ENOUGH` of it is `THRESHOLD`; a judge's best row then weighs `WEIGHT` against it."""
    low = coverage / ENOUGH * THRESHOLD
    scaled = low if coverage < ENOUGH else 1 - (1 - coverage) / (1 - ENOUGH) * (1 - THRESHOLD)
    if probabilities is not None and len(probabilities):
        scaled = WEIGHT * float(probabilities[:, 0].max()) + (1 - WEIGHT) * scaled
    return round(min(scaled, VETOED) if vetoed else scaled, 4)
