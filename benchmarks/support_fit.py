"""How much the judge weighs in a verdict, and from when on a sentence counts as supported.

    python -m benchmarks.support_fit FOLDER

FOLDER holds the unpacked public data (summedits/, summhay_news/). Read are one topic of SummHay's news, which the judge
never saw, and SummEdits' documents that are not held back. The judge was trained on the latter, so that they flatter
it: the choice is made on the news alone, and SummEdits stands beside it. For every share and threshold: how many honest
sentences are doubted, how many false ones noticed. Taken is the best mean of honest sentences supported and false ones
noticed among those that doubt at most `DOUBTED` of the honest, the surest of equals. Writes nothing; the
figures chosen stand in rag/verification/support.py.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.insights import HONEST, TUNED, insights
from rag.models import nli
from rag.types import Verdict
from rag.verification.support import convinced, mixed
from rag.verification.verdict import Assessment, assess, cut
from training.support_data import DOMAINS, held_back, sentences_of, summedits_document

DOUBTED = 0.05
SHARES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
ENOUGH = tuple(round(0.28 + 0.01 * i, 2) for i in range(25))
SURE = (0.8, 0.75, 0.7, 0.65)
SUMMARIES = 60
"""Of each domain and label; they have several sentences each."""


@dataclass(frozen=True, slots=True)
class Case:
    """Sentences that are supported, or not, together."""

    honest: bool
    sentences: tuple[Assessment | Verdict, ...]

    def supported(self, share: float, enough: float, sure: float) -> bool:
        return all(_supported(one, share, enough, sure) for one in self.sentences)


def _supported(found: Assessment | Verdict, share: float, enough: float, sure: float) -> bool:
    if isinstance(found, Verdict):
        return found.kind in ("supported", "unverifiable")
    open_ = not found.findings or convinced(found.read, sure)
    return open_ and found.read is not None and mixed(found.coverage, found.read, share) >= enough


def news(folder: Path) -> Iterator[Case]:
    """Insights against articles that hold them, against others, and made false."""
    for _, part, claim, text in insights(folder, TUNED):
        yield Case(part == HONEST, (assess(claim, cut([text]), nli),))


def summaries(folder: Path) -> Iterator[Case]:
    """SummEdits' summaries, the first of each domain and label."""
    for domain in DOMAINS:
        rows = json.loads((folder / f"summedits/summedits_{domain}.json").read_text("utf-8"))
        rows = [row for row in rows if not held_back(f"summedits {summedits_document(domain, row)}")]
        for label in (True, False):
            for row in [row for row in rows if bool(row["label"]) is label][:SUMMARIES]:
                yield Case(label, tuple(assess(one, cut([row["doc"]]), nli) for one in sentences_of(row["summary"])))


def figures(cases: Sequence[Case], share: float, enough: float, sure: float) -> tuple[float, float]:
    """The share of honest cases that is doubted, and that of false ones that is noticed."""
    doubted = [not case.supported(share, enough, sure) for case in cases]
    honest = np.array([case.honest for case in cases])
    return float(np.mean(np.array(doubted)[honest])), float(np.mean(np.array(doubted)[~honest]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    fit, beside = list(news(folder)), list(summaries(folder))
    print("| share | enough | sure | news: doubted | noticed | SummEdits: doubted | noticed |")
    print("|---|---|---|---|---|---|---|")
    found = {}
    for settings in itertools.product(SHARES, ENOUGH, SURE):
        found[settings] = figures(fit, *settings)
        one, other = found[settings], figures(beside, *settings)
        shown = " | ".join(f"{value:.3f}" for value in (*one, *other))
        print(f"| {settings[0]} | {settings[1]} | {settings[2]} | {shown} |")
    fair = {key: noticed - doubted for key, (doubted, noticed) in found.items() if doubted <= DOUBTED}
    if not fair:
        raise SystemExit(f"no setting doubts at most {DOUBTED} of the honest")
    best = max(fair, key=lambda key: fair[key])
    print(f"\nchosen: share {best[0]}, enough {best[1]}, sure {best[2]}: doubted, noticed = {found[best]}")


if __name__ == "__main__":
    main()
