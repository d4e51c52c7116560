"""What stands beside a sentence of a broad answer: points come in rows, an unlikely one beside a likely one.

"Corinna Delmonte will be the next secretary-general." is a forecast because the sentence before it is. A small network
(two hidden layers, the mean of several that were fitted from different beginnings) sees how likely the linear rule of
`points` holds a candidate and those beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.answering.candidates import Candidate

FEATURES = (
    "value",
    "value before",
    "value after",
    "value two before",
    "value two after",
    "best of article",
    "likely in article",
    "below best",
    "mean of five best",
    "begins paragraph",
    "paragraph ends",
    "begins like the one before",
    "begins like the one after",
)
LAYERS = 3
NOTHING = -4.0
"""The value of a sentence that is not there."""
POSSIBLE = -1.0
"""From this value on a candidate counts among the likely ones of its article."""
FIVE = 5
_FIRST = re.compile(r"\w+|[^\w\s]")

Numbers = NDArray[np.float64]


class Place(NamedTuple):
    """Where a candidate stands."""

    article: str
    number: int
    """Of its first sentence in the article."""
    opening: str
    """Its first word, or sign, in small letters."""
    begins: bool
    """Whether a line begins with it."""


def place(candidate: Candidate) -> Place:
    """Where a candidate stands."""
    passage, opening = candidate.passage, _FIRST.search(candidate.text)
    begins = "\n" in passage.article.text[max(0, passage.start - 2) : passage.start]
    return Place(passage.article.id, candidate.first, opening.group().casefold() if opening else "", begins)


def describe(values: Numbers, places: Sequence[Place]) -> Numbers:
    """float64 [n, 13]: the numbers of `FEATURES` for each candidate, of their values by the linear rule."""
    at: dict[tuple[str, int], int] = {}
    for i in np.argsort(values, kind="stable"):  # of two that begin with one sentence the likelier
        at[places[i].article, places[i].number] = int(i)
    best = np.sort(values)[::-1][:FIVE]
    by_article: dict[str, list[float]] = {}
    for value, where in zip(values, places, strict=True):
        by_article.setdefault(where.article, []).append(float(value))
    rows = []
    for value, where in zip(values, places, strict=True):
        near = {step: at.get((where.article, where.number + step)) for step in (-2, -1, 1, 2)}
        value_at = {step: NOTHING if i is None else float(values[i]) for step, i in near.items()}
        before, after = (places[i] if (i := near[step]) is not None else None for step in (-1, 1))
        others = sorted(by_article[where.article], reverse=True)
        others.remove(float(value))
        rows.append(
            (
                float(value),
                *(value_at[step] for step in (-1, 1, -2, 2)),
                others[0] if others else NOTHING,
                float(np.log1p(sum(other > POSSIBLE for other in others))),
                float(best[0] - value),
                float(best.mean()),
                float(where.begins),
                float(after is not None and after.begins),
                float(before is not None and before.opening == where.opening),
                float(after is not None and after.opening == where.opening),
            )
        )
    return np.array(rows)


def apply(rows: Numbers, held: Mapping[str, Numbers]) -> Numbers:
    """float64 [n]: the log-odds that the networks give rows, float64 [n, inputs].

    `held` has `mean` and `scale` [inputs], and for each layer `weights` [networks, in, out] and `bias` [networks, out],
    numbered from 0."""
    states = np.broadcast_to((rows - held["mean"]) / held["scale"], (len(held["bias0"]), *rows.shape))
    for layer in range(LAYERS):
        states = states @ held[f"weights{layer}"] + held[f"bias{layer}"][:, None]
        if layer < LAYERS - 1:
            states = np.maximum(states, 0.0)
    return np.asarray(states[..., 0].mean(axis=0))
