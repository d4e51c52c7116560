"""Fit the classifier of question kinds and write rag/question/kinds.npz.

    python -m training.fit_kinds

Fitted on training/affairs/train; the first confusion table that is printed is of training/affairs/dev. Both wordings of
a question are read. training/kinds.tsv has further ones, written for this: short ones, those that ask of a whole
collection or only greet, and others that look alike; the second table is of these, each fifth told by a classifier that
was fitted without it.
Follow-ups are left out: alone they say nothing of their kind. A near miss and a false premise ask for a fact; where
they ask for somebody's words their kind is not known, and those are left out as well.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import log_softmax, softmax

from rag.question.kinds import FILE, SCALE, KindWeights, kind_of, word_features
from rag.question.speaker import asked_speaker
from rag.search.embed import MiniLMEncoder
from rag.types import QuestionKind
from training.labelled_news import AFFAIRS

TARGET = Path(__file__).parent.parent / "rag" / "question" / FILE
LabelledQuestion = tuple[str, QuestionKind]
KINDS = tuple(QuestionKind)
FOLDS, BLOCK = 5, 8
"""Questions about one matter stand together: a block of them is left out as a whole."""
Vectors = Mapping[str, np.ndarray]
"""Text -> its unit vector, float32 [dimension]."""
MEANT = {"nearmiss": "fact", "yesno": "fact", "premise": "fact"}
UNSURE = frozenset({"nearmiss", "premise"})
SEEN = 12
"""A word that fewer questions have is no feature."""
L2 = 1.0
WRITTEN = Path(__file__).with_name("kinds.tsv")
BROAD, BROAD_TIMES = {QuestionKind.LIST, QuestionKind.COMPARE, QuestionKind.OVERVIEW, QuestionKind.TIMELINE}, 2
"""How often such a question of the affairs is counted, where six of seven ask for one thing."""
TIMES = 4
"""How often a question that was written for this is counted: they are few, and every one is another kind of asking."""


def main() -> None:
    """Fit, print the confusion table of `dev`, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    labelled, others, own = list(questions(AFFAIRS / "train")), list(questions(AFFAIRS / "dev")), written()
    labelled += [row for row in labelled if row[1] in BROAD] * (BROAD_TIMES - 1)
    texts = sorted({text for text, _ in (*labelled, *others, *own)})
    vectors = dict(zip(texts, MiniLMEncoder().encode(texts), strict=True))
    weights = fit([*labelled, *own * TIMES], vectors)
    np.savez_compressed(
        options.output,
        kinds=np.array([kind.value for kind in KINDS]),
        words=np.array(list(weights.words)),
        of_words=weights.of_words,
        of_vector=weights.of_vector,
        bias=weights.bias,
    )
    print("\n".join(confusion(told(others, vectors, weights))))
    found = []
    for fold in range(FOLDS):
        left_out = [row for i, row in enumerate(own) if i // BLOCK % FOLDS == fold]
        rest = [row for i, row in enumerate(own) if i // BLOCK % FOLDS != fold]
        found += told(left_out, vectors, fit([*labelled, *rest * TIMES], vectors))
    print("\n".join(confusion(found)))


def told(
    rows: Sequence[LabelledQuestion], vectors: Vectors, weights: KindWeights
) -> list[tuple[QuestionKind, QuestionKind]]:
    """For each question its true kind and the one that it is told to be."""
    return [(kind, kind_of(text, vectors[text], weights)) for text, kind in rows]


def questions(folder: Path) -> Iterator[LabelledQuestion]:
    """The questions of the affairs below `folder` whose kind is known, in each of their wordings."""
    for file in sorted(folder.glob("*/questions.jsonl")):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            if row["kind"] == "followup":
                continue
            kind = QuestionKind(MEANT.get(row["kind"], row["kind"]))
            texts = [text for text in dict.fromkeys((row["question"], row.get("plain"))) if text]
            yield from ((text, kind) for text in texts if not (row["kind"] in UNSURE and asked_speaker(text)))


def written() -> list[LabelledQuestion]:
    """The questions of training/kinds.tsv."""
    rows = (line.split("\t") for line in WRITTEN.read_text("utf-8").splitlines())
    return [(text, QuestionKind(kind)) for kind, text in rows]


def fit(rows: Sequence[LabelledQuestion], vectors: Vectors) -> KindWeights:
    """Multinomial logistic regression with an L2 penalty."""
    texts, kinds = zip(*rows, strict=True)
    counts = Counter(word for text in texts for word in set(word_features(text)))
    words = {word: row for row, word in enumerate(sorted(word for word, count in counts.items() if count >= SEEN))}
    places = [[words[word] for word in set(word_features(text)) if word in words] for text in texts]
    rows_of = np.repeat(np.arange(len(texts)), [len(own) for own in places])
    worded = csr_array((np.ones(len(rows_of)), (rows_of, np.concatenate(places))), (len(texts), len(words)))
    meant = SCALE * np.stack([vectors[text] for text in texts])
    rest = np.column_stack([meant, np.ones(len(texts), np.float32)])
    size = len(words) + rest.shape[1]
    gold = np.eye(len(KINDS))[[KINDS.index(kind) for kind in kinds]]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        held = flat.reshape(size, len(KINDS))
        free = np.vstack([held[:-1], np.zeros((1, len(KINDS)))])
        score = worded @ held[: len(words)] + rest @ held[len(words) :].astype(np.float32)
        off = softmax(score, axis=1) - gold
        slope = np.vstack([worded.T @ off, rest.T @ off.astype(np.float32)]) + 2 * L2 * free
        return float(-(gold * log_softmax(score, axis=1)).sum() + L2 * (free**2).sum()), slope.ravel()

    start = np.zeros(size * len(KINDS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x.astype(np.float32)
    held = found.reshape(size, len(KINDS))
    return KindWeights(KINDS, words, held[: len(words)], held[len(words) : -1], held[-1])


def confusion(pairs: Sequence[tuple[QuestionKind, QuestionKind]]) -> Iterator[str]:
    """A table in Markdown: a row for each true kind, a column for each that was told."""
    yield f"| is \\ told | {' | '.join(KINDS)} | right |"
    yield "|---" * (len(KINDS) + 2) + "|"
    counts = Counter(pairs)
    for kind in KINDS:
        row = [counts[kind, other] for other in KINDS]
        yield f"| {kind} | {' | '.join(map(str, row))} | {counts[kind, kind] / max(1, sum(row)):.2f} |"
    right = sum(one == other for one, other in pairs)
    yield f"\n{right} of {len(pairs)} ({right / len(pairs):.3f})"


if __name__ == "__main__":
    main()
