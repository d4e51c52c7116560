"""How much the judge weighs in a verdict, from when on a sentence counts as supported, and when a judge is sure.

    python -m benchmarks.support_fit FOLDER AFFAIRS

FOLDER holds the unpacked public data, AFFAIRS the labelled affairs. Read are one topic of SummHay's news, which the
judge never saw, and claims of the affairs of train, which it learnt from and which flatter it. For every setting: how
many honest claims of each are doubted, how many false ones noticed. Taken is the best mean of the two balanced
accuracies, the surest of equals. Writes nothing; the figures chosen stand in rag/verification/support.py.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import claims
from benchmarks.claims import Sample
from benchmarks.insights import TUNED
from rag.models import nli
from rag.types import Support, Verdict
from rag.verification.support import convinced, mixed
from rag.verification.verdict import Assessment, assess, cut

SHARES = (0.6, 0.7, 0.8, 0.9, 1.0)
ENOUGH = tuple(round(0.3 + 0.03 * i, 2) for i in range(12))
SURE = (0.8, 0.75, 0.7, 0.6, 0.5)
MOST = 500


@dataclass(frozen=True, slots=True)
class Case:
    """A claim that is supported, or not."""

    honest: bool
    found: Assessment | Verdict

    def supported(self, share: float, enough: float, sure: float) -> bool:
        """Whether it counts as supported with this setting."""
        if isinstance(self.found, Verdict):
            return self.found.kind in (Support.SUPPORTED, Support.UNVERIFIABLE)
        open_ = not self.found.findings or convinced(self.found.read, sure)
        return open_ and self.found.read is not None and mixed(self.found.coverage, self.found.read, share) >= enough


def cases(samples: Iterable[Sample]) -> list[Case]:
    """Every claim, assessed."""
    return [Case(one.right, assess(one.sentences[0], cut(one.passages), nli)) for one in samples]


def figures(some: Sequence[Case], share: float, enough: float, sure: float) -> tuple[float, float]:
    """The share of honest cases that is doubted, and that of false ones that is noticed."""
    doubted = np.array([not case.supported(share, enough, sure) for case in some])
    honest = np.array([case.honest for case in some])
    return float(np.mean(doubted[honest])), float(np.mean(doubted[~honest]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("affairs", type=Path)
    given = parser.parse_args()
    labelled = [sample for _, samples in claims.affairs(given.affairs / "train") for sample in samples]
    sets = [cases(some) for some in (claims.insight_claims(given.folder, TUNED), claims.sampled(labelled, MOST))]
    print("| share | enough | sure | news: doubted | noticed | affairs: doubted | noticed |")
    print("|---|---|---|---|---|---|---|")
    worth = {}
    for settings in itertools.product(SHARES, ENOUGH, SURE):
        found = [figures(some, *settings) for some in sets]
        worth[settings] = sum(noticed - doubted for doubted, noticed in found)
        print(f"| {' | '.join(map(str, settings))} | {' | '.join(f'{x:.3f}' for pair in found for x in pair)} |")
    best = max(worth, key=lambda key: worth[key])
    print(f"\nchosen: share {best[0]}, enough {best[1]}, sure {best[2]}")


if __name__ == "__main__":
    main()
