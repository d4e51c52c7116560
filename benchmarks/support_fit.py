"""How much judge, words and checks weigh in a verdict, and what each check is right about.

    python -m benchmarks.support_fit FOLDER AFFAIRS

FOLDER holds the unpacked public data, AFFAIRS the labelled affairs. Fitted is a logistic rule with its signs held, on
claims whose documents the judge never saw (of what it has learnt by heart it is sure, and nothing else would weigh):
one topic of SummHay's news, the claims written over single passages that are held back, sentences of FRANK's summaries
of news, and, counted half, sentences of SQuAD made false or reworded, on which the checks have to speak. What a check
settles by itself is left out. The affairs of dev are not fitted on. Writes benchmarks/results/support_fit.{json,md};
the weights stand in rag/verification/support.py.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import claims
from benchmarks.ablation import head, line, name
from benchmarks.claims import Sample
from benchmarks.insights import TUNED
from benchmarks.verdicts import RESULTS
from rag.models import nli
from rag.types import Support, Verdict
from rag.verification.checks import CHECKS
from rag.verification.evidence import ClaimEvidence, Finding
from rag.verification.support import THRESHOLD, Reading
from rag.verification.verdict import Assessment, assess, cut
from training import written_passages
from training.fitting import decision
from training.plain_text import detokenised
from training.support_data import SUPPORTS, held_back, pool

MOST = 900
PER_KIND = 30
L2 = 3e-3
COUNTED = {"news": 1.0, "written": 1.0, "summaries": 1.0, "made by rule": 0.5}
"""What is fitted on, and how much of it counts; within each, honest and false claims as much as one another."""
COST = 4 / 3
"""A true sentence doubted is so much worse than an untrue one passed: most of what is checked is true."""
SHOWN = ("judge, all its evidence", "judge, the better reading", "its words are there", "a check doubts it")
SIGNS = (1, 1, 1, -1)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim that is supported, or not, as it is assessed, and which checks have something against it."""

    honest: bool
    found: Assessment | Verdict
    against: dict[str, tuple[Finding, ...]]

    @property
    def open(self) -> bool:
        """Whether the judge has read it, no check having settled it."""
        return isinstance(self.found, Assessment) and self.found.read is not None

    def values(self) -> tuple[float, ...]:
        """What the rule sees of an open case."""
        found = self.found
        assert isinstance(found, Assessment)
        assert found.read is not None
        return Reading(found.read, found.coverage, found.words, bool(found.findings)).values()

    def supported(self, weights: np.ndarray, before: float) -> bool:
        """Whether it counts as supported with these weights."""
        if isinstance(self.found, Verdict):
            return self.found.kind in (Support.SUPPORTED, Support.UNVERIFIABLE)
        if not self.open:
            return self.found.support() >= THRESHOLD
        return float(np.dot(self.values(), weights) + before) >= 0


def case(sample: Sample) -> Case:
    """A claim, assessed."""
    against: dict[str, tuple[Finding, ...]] = {}

    def ask(held: ClaimEvidence) -> Iterable[Finding]:
        against.update({name(check): tuple(check(held)) for check in CHECKS})
        return (finding for found in against.values() for finding in found)

    found = assess(sample.sentences[0], cut(sample.passages), nli, checks=(lambda held: iter(ask(held)),))
    return Case(sample.right, found, against)


def written(folder: Path) -> list[Sample]:
    """The claims written over single passages that the judge never saw."""
    held = [one for one in written_passages.claims(folder) if held_back(one.group)]
    return [Sample(one.group, one.source, one.label == SUPPORTS, (one.claim,), one.evidence) for one in held]


def summaries(folder: Path) -> list[Sample]:
    """The sentences of FRANK's summaries that people found right, and those that are all of one found wrong."""
    found = []
    for row in pool(folder):
        said = [text for text in re.split(r"(?<= \.)\s+", row["claim"]) if len(text.split()) > 1]
        right = row["label"] == "SUPPORTED"
        if row["src"].startswith("frank") and (right or len(said) == 1):
            texts = (detokenised(text[0].upper() + text[1:]) for text in said)
            found += [Sample(f"frank {row['evidence'][:40]}", "", right, (text,), (row["evidence"],)) for text in texts]
    return found


def fit(sets: dict[str, list[Case]]) -> tuple[np.ndarray, float]:
    """The weights of `Reading.values`, and what is added before them."""
    rows, right, importance = [], [], []
    for title, share in COUNTED.items():
        some = [one for one in sets[title] if one.open]
        honest = np.array([one.honest for one in some])
        rows += [one.values() for one in some]
        right.append(honest)
        importance.append(share * np.where(honest, 0.5 / honest.sum(), 0.5 / (~honest).sum()))
    weights, before = decision(np.array(rows), np.concatenate(right), np.concatenate(importance), SIGNS, l2=L2)
    return weights, before + math.log(COST)


def figures(some: Sequence[Case], weights: np.ndarray, before: float) -> tuple[float, float]:
    """The share of honest cases that is doubted, and that of false ones that is noticed."""
    doubted = np.array([not one.supported(weights, before) for one in some])
    honest = np.array([one.honest for one in some])
    return float(np.mean(doubted[honest])), float(np.mean(doubted[~honest]))


def findings(some: Sequence[Case]) -> dict[str, list[int]]:
    """By check, of how many honest and false claims it speaks: decisively where the claim follows its source and where
    it does not, and otherwise."""
    found = {}
    for check in map(name, CHECKS):
        told = [(one, one.against.get(check, ())) for one in some]
        places = [(one, _place(one, said)) for one, said in told if said]
        found[check] = [
            sum(place == here and one.honest is honest for one, place in places)
            for here in ("follows", "free", "open")
            for honest in (True, False)
        ]
    return found


def _place(one: Case, said: Sequence[Finding]) -> str:
    decisive = any(finding.decisive for finding in said)
    follows = isinstance(one.found, Assessment) and one.found.follows
    return ("follows" if follows else "free") if decisive else "open"


def markdown(table: dict[str, Any]) -> str:
    """What was fitted, as Markdown."""
    lines = ["# What judge, words and checks weigh", "", "`python -m benchmarks.support_fit FOLDER AFFAIRS`", ""]
    lines += head([*table["weights"], "before"])
    lines.append(line("weight", [f"{value:.2f}" for value in (*table["weights"].values(), table["before"])]))
    lines += ["", *head(["claims", "honest doubted", "false noticed"])]
    for title, (number, doubted, noticed) in table["figures"].items():
        lines.append(line(title, [f"{number:,}", f"{doubted:.3f}", f"{noticed:.3f}"]))
    lines += ["", "Of how many claims a check speaks, honest / false, over all of these:", ""]
    lines += head(["settled, the claim follows its source", "settled, it does not", "open"])
    for check, counts in table["checks"].items():
        lines.append(line(check, [f"{a} / {b}" for a, b in zip(counts[::2], counts[1::2], strict=True)]))
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("affairs", type=Path)
    given = parser.parse_args()
    samples = {
        "news": claims.sampled(claims.insight_claims(given.folder, TUNED), MOST),
        "written": claims.sampled(written(given.folder), MOST),
        "summaries": claims.sampled(summaries(given.folder), MOST),
        "made by rule": claims.mechanical(given.folder, "squad", PER_KIND),
        "affairs of dev, their sentences": [one for _, some in claims.affairs(given.affairs / "dev") for one in some],
    }
    sets = {title: [case(one) for one in some] for title, some in samples.items()}
    weights, before = fit(sets)
    table = {
        "weights": dict(zip(SHOWN, map(float, weights.round(2)), strict=True)),
        "before": round(before, 2),
        "figures": {title: (len(some), *figures(some, weights, before)) for title, some in sets.items()},
        "checks": findings([one for some in sets.values() for one in some]),
    }
    print(text := markdown(table))
    (RESULTS / "support_fit.md").write_text(text, encoding="utf-8")
    (RESULTS / "support_fit.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
