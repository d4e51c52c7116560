"""The figures: what is right, how sure, and how far chance may have moved it."""

from __future__ import annotations

import re
import string
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG
from numpy.typing import NDArray

RANKING = {"R@1": Success @ 1, "R@5": Success @ 5, "MRR": RR, "nDCG@10": nDCG @ 10}
"""R@k: whether anything right is among the first k."""
DRAWS = 1_000
Picked = NDArray[np.int64]


def ranking(gold: Mapping[str, Mapping[str, int]], found: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Each measure of `RANKING`, a value a question in the order of `gold`; what is found comes best first."""
    runs = {asked: {id: 1.0 / rank for rank, id in enumerate(found[asked], 1)} for asked in gold}
    # A question for which nothing was found still counts; ir_measures leaves out what has no line.
    runs = {asked: lines or {"": 0.0} for asked, lines in runs.items()}
    values: dict[tuple[str, str], float] = {
        (str(line.measure), line.query_id): line.value for line in ir_measures.iter_calc(RANKING.values(), gold, runs)
    }
    return {name: [values[str(measure), asked] for asked in gold] for name, measure in RANKING.items()}


def normalised(answer: str) -> str:
    """SQuAD's normal form of an answer: lower case, no punctuation, no articles, single spaces."""
    bare = "".join(letter for letter in answer.lower() if letter not in string.punctuation)
    return " ".join(re.sub(r"\b(?:a|an|the)\b", " ", bare).split())


def exact(said: str, golds: Sequence[str]) -> float:
    """EM: 1 where the words are one of the gold answers."""
    return float(any(normalised(said) == normalised(gold) for gold in golds))


def overlap(said: str, golds: Sequence[str]) -> float:
    """F1: the best overlap in words with a gold answer."""
    return max((_overlap(normalised(said).split(), normalised(gold).split()) for gold in golds), default=0.0)


def _overlap(said: list[str], gold: list[str]) -> float:
    shared = sum((Counter(said) & Counter(gold)).values())
    return 2 * shared / (len(said) + len(gold)) if shared else 0.0


def precision_recall(cited: set[str], gold: set[str]) -> tuple[float, float, float]:
    """Precision, recall and their F1 of a set of citations; nothing cited is nothing right."""
    shared = len(cited & gold)
    precision, recall = shared / max(1, len(cited)), shared / max(1, len(gold))
    return precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0


def auroc(sure: Sequence[float] | NDArray, unsure: Sequence[float] | NDArray) -> float:
    """How often one that should be answered is surer than one that should not; a tie counts half."""
    below = np.sort(np.asarray(unsure, dtype=float))
    each = (np.searchsorted(below, sure, "left") + np.searchsorted(below, sure, "right")) / 2
    return float(each.mean() / len(below))


def refused(sure: Sequence[float] | NDArray, unsure: Sequence[float] | NDArray, answered: float) -> float:
    """The share of those that should be refused which is refused where the share `answered` of the others is."""
    ordered = np.sort(np.asarray(sure, dtype=float))[::-1]
    threshold = ordered[max(0, int(np.ceil(answered * len(ordered))) - 1)]
    return float((np.asarray(unsure, dtype=float) < threshold).mean())


def risk(
    sure: Sequence[float], right: Sequence[bool], unsure: Sequence[float], points: int = 100
) -> list[tuple[float, float]]:
    """(coverage, risk) as the dial is turned: the share of questions answered, and how many of those wrongly, where
    half of the questions have an answer. An answerable question is answered wrongly where its citation is not right."""
    found = []
    for threshold in np.quantile([*sure, *unsure], np.linspace(0, 1, points, endpoint=False))[::-1]:
        kept = np.asarray(sure) >= threshold
        good, poor = float((kept & np.asarray(right)).mean()), float((np.asarray(unsure) >= threshold).mean())
        answered = (float(kept.mean()) + poor) / 2
        if answered:
            found.append((answered, 1 - good / 2 / answered))
    return found


def interval(groups: Sequence[Hashable], figure: Callable[[Picked], float], draws: int = DRAWS) -> tuple[float, float]:
    """The middle 95 % of a figure over draws of whole groups with replacement: questions about one paragraph are not
    independent. `figure` gets the places that were drawn; the same call gives the same interval."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    held, chance = [np.array(places) for places in members.values()], np.random.default_rng(0)
    drawn = []
    for _ in range(draws):
        places = np.concatenate([held[i] for i in chance.integers(len(held), size=len(held))])
        if not np.isnan(value := figure(places)):
            drawn.append(value)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
