"""The protocol of a judge, and the one rule by which words, checks and judge are put together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
FOLLOWS = 0.45
"""A claim with this share of its words in the order of the closest sentence follows it: what a check then finds to
differ is what was changed. Freer wording comes to differ in many honest ways."""
VETOED = 0.4
"""More support is not said of a sentence that a check speaks against."""
LONG = 12
"""Content words of a claim from which on the share that is there counts in full."""
WHOLE, BETTER, THERE, DOUBT, BEFORE = 2.66, 1.83, 1.17, -0.86, -2.23
"""The weights of a `Reading`, in the order of `values`, and what is added before them: `python -m
benchmarks.support_fit FOLDER AFFAIRS` fits them."""


class Judge(Protocol):
    """A trained reader of (claim, evidence) pairs."""

    def judge(self, claim: str, evidence: Sequence[str]) -> NDArray[np.float32]:
        """One row for each evidence: the probabilities that it supports the claim, refutes it, or does neither."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What bears on a claim that a judge has read."""

    read: NDArray[np.float32]
    """Of all of its evidence together, and of the closest sentence alone."""
    coverage: float
    """The share of its words that the evidence holds."""
    words: int
    """How many words it has."""
    doubted: bool
    """Whether any check has something against it."""

    def values(self) -> tuple[float, float, float, float]:
        """How sure the judge is by all the evidence, and by the better reading, how much is there, and any doubt."""
        chances = [float(chance) for chance in self.read[:, 0]]
        return chances[0], max(chances), self.coverage * min(1.0, self.words / LONG), float(self.doubted)

    def support(self) -> float:
        """How far the claim is supported, between 0 and 1."""
        whole, better, there, doubted = self.values()
        return 1 / (1 + math.exp(-(BEFORE + WHOLE * whole + BETTER * better + THERE * there + DOUBT * doubted)))


def by_words(coverage: float) -> float:
    """The same where nobody reads it: what is just enough becomes `THRESHOLD`."""
    if coverage < ENOUGH:
        return coverage / ENOUGH * THRESHOLD
    return 1 - (1 - coverage) / (1 - ENOUGH) * (1 - THRESHOLD)
