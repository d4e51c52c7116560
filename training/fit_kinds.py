"""Fit the classifier of question kinds and write rag/question/kinds.npz.

    python -m training.fit_kinds

Fitted on training/affairs/train; the confusion table that is printed is of training/affairs/dev. Both wordings of a
question are read. training/kinds.tsv has further ones, written for this: short ones, and those that ask of a whole
collection.
Follow-ups are left out: alone they say nothing of their kind. A near miss and a false premise ask for a fact.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from rag.question.kinds import FILE, SCALE, KindWeights, kind_of, word_features
from rag.search.embed import MiniLMEncoder
from rag.types import QuestionKind
from training.labelled_news import AFFAIRS

TARGET = Path(__file__).parent.parent / "rag" / "question" / FILE
KINDS = tuple(QuestionKind)
MEANT = {"nearmiss": "fact", "yesno": "fact", "premise": "fact"}
SEEN = 12
"""A word that fewer questions have is no feature."""
L2 = 1.0
WRITTEN = Path(__file__).with_name("kinds.tsv")
TIMES = 4
"""How often a question that was written for this is counted: they are few, and every one is another kind of asking."""


def main() -> None:
    """Fit, print the confusion table of `dev`, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    encoder = MiniLMEncoder()
    texts, kinds = zip(*questions(AFFAIRS / "train"), *written() * TIMES, strict=True)
    weights = fit(texts, kinds, encoder.encode(texts))
    np.savez_compressed(
        options.output,
        kinds=np.array([kind.value for kind in KINDS]),
        words=np.array(list(weights.words)),
        of_words=weights.of_words,
        of_vector=weights.of_vector,
        bias=weights.bias,
    )
    asked = list(questions(AFFAIRS / "dev"))
    vectors = encoder.encode([text for text, _ in asked])
    told = [(kind, kind_of(text, vector, weights)) for (text, kind), vector in zip(asked, vectors, strict=True)]
    print("\n".join(confusion(told)))


def questions(folder: Path) -> Iterator[tuple[str, QuestionKind]]:
    """Every question of the affairs below `folder`, in each of its wordings, with its kind."""
    for file in sorted(folder.glob("*/questions.jsonl")):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            if row["kind"] != "followup":
                kind = QuestionKind(MEANT.get(row["kind"], row["kind"]))
                yield from ((text, kind) for text in dict.fromkeys((row["question"], row.get("plain"))) if text)


def written() -> list[tuple[str, QuestionKind]]:
    """The questions of training/kinds.tsv."""
    rows = (line.split("\t") for line in WRITTEN.read_text("utf-8").splitlines())
    return [(text, QuestionKind(kind)) for kind, text in rows]


def fit(texts: Sequence[str], kinds: Sequence[QuestionKind], vectors: np.ndarray) -> KindWeights:
    """Multinomial logistic regression with an L2 penalty."""
    counts = Counter(word for text in texts for word in set(word_features(text)))
    words = {word: row for row, word in enumerate(sorted(word for word, count in counts.items() if count >= SEEN))}
    table = np.zeros((len(texts), len(words)))
    for row, text in zip(table, texts, strict=True):
        row[[words[word] for word in set(word_features(text)) if word in words]] = 1
    table = np.column_stack([table, SCALE * vectors, np.ones(len(texts))])
    gold = np.eye(len(KINDS))[[KINDS.index(kind) for kind in kinds]]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        held = flat.reshape(table.shape[1], len(KINDS))
        free = np.vstack([held[:-1], np.zeros((1, len(KINDS)))])
        score = table @ held
        slope = table.T @ (softmax(score, axis=1) - gold) + 2 * L2 * free
        return float(-(gold * log_softmax(score, axis=1)).sum() + L2 * (free**2).sum()), slope.ravel()

    start = np.zeros(table.shape[1] * len(KINDS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x.astype(np.float32)
    held = found.reshape(table.shape[1], len(KINDS))
    return KindWeights(KINDS, words, held[: len(words)], held[len(words) : -1], held[-1])


def confusion(told: Sequence[tuple[QuestionKind, QuestionKind]]) -> Iterator[str]:
    """A table in Markdown: a row for each true kind, a column for each that was told."""
    yield f"| is \\ told | {' | '.join(KINDS)} | right |"
    yield "|---" * (len(KINDS) + 2) + "|"
    counts = Counter(told)
    for kind in KINDS:
        row = [counts[kind, other] for other in KINDS]
        yield f"| {kind} | {' | '.join(map(str, row))} | {counts[kind, kind] / max(1, sum(row)):.2f} |"
    right = sum(one == other for one, other in told)
    yield f"\n{right} of {len(told)} ({right / len(told):.3f})"


if __name__ == "__main__":
    main()
