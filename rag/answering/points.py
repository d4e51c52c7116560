"""How likely each candidate makes a point of a broad answer: a linear rule for each kind of them.

What a question that asks for one thing goes by (the likeliest sentence wins) says little of the ninth item of a list,
and nothing of what belongs to an overview. Here count also the sentences around, those that answer best,
how near a sentence is to those of other articles (as in LexRank, Erkan and Radev 2004), and the whole state in which
the reader leaves it. Fitted by `python -m training.fit_points` on affairs whose questions have the points of a
full answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

import rag.answering.features as features
from rag.answering.beside import Place, apply, place
from rag.answering.beside import describe as seen_beside
from rag.answering.rerank import Scored, order
from rag.english.function_words import points_back
from rag.english.sentence_features import sentence
from rag.models.bert import WIDTH
from rag.question.analysis import MANY, QuestionAnalysis
from rag.types import QuestionKind

FILE = "points.npz"
READING = ("odds", "span odds", "best of chunk", "odds before", "odds after", "below best", "best of article")
AMONG = ("like the best", "closest elsewhere", "five closest elsewhere", "centroid cosine")
SEEN = (
    "place in article",
    "first sentence",
    "points back",
    "first person",
    "number",
    "time",
    "reason",
    "saying",
    "names",
    "quotation",
    "asked name",
    "asked name before",
    "asked name above",
)
FEATURES = (*features.NAMES, *READING, *AMONG, *SEEN)
KINDS = tuple(sorted(kind.value for kind in MANY))
IN_ROWS = frozenset({QuestionKind.LIST, QuestionKind.COMPARE})
"""Kinds whose points stand in rows: by three folds of train the network makes lists and comparisons more complete, and
overviews and timelines less."""
LIKELY = -1.0
"""So likely (log-odds) a statement has to be one of the points, but for the first: chosen on the training affairs."""
SEVERAL = 2
"""Fewer likely points are no list."""
NEIGHBOURS = 5
BEST = 4
"""A sentence is likened to so many that answer best."""
BEFORE = 6
"""A name that stands so many sentences before may still be who is spoken of."""
UNREAD = -8.0
_FIRST_PERSON = frozenset("i we my our me us".split())

Numbers = NDArray[np.float64]


def weigh(asked: QuestionAnalysis, scored: Sequence[Scored]) -> list[Scored]:
    """The candidates, read, with the log-odds of making a point as their value, best first.

    Where the network, which was fitted on affairs, holds fewer than `SEVERAL` for likely points, each is taken for what
    the linear rule makes of it by itself."""
    if not scored:
        return []
    held = shipped()[asked.wants.value]
    rows = describe(asked, scored)
    odds = rows @ held[:-1] + held[-1]
    if asked.wants in IN_ROWS:
        beside = in_a_row(asked.wants.value, rows, odds, [place(one.candidate) for one in scored])
        odds = beside if np.sum(beside >= LIKELY) >= SEVERAL else odds
    return sorted((replace(one, value=float(value)) for one, value in zip(scored, odds, strict=True)), key=order)


def in_a_row(kind: str, rows: Numbers, values: Numbers, places: Sequence[Place]) -> Numbers:
    """float64 [n]: the log-odds in the light of what stands beside each candidate."""
    return apply(inputs(kind, rows, values, places), network())


def inputs(kind: str, rows: Numbers, values: Numbers, places: Sequence[Place]) -> Numbers:
    """float64 [n, inputs]: what the network sees of each candidate: what is beside it, all but the reader's state, and
    whether a list is wanted."""
    lists = np.full(len(values), float(kind == QuestionKind.LIST))
    return np.column_stack([seen_beside(values, places), rows[:, : len(FEATURES)], lists])


def describe(asked: QuestionAnalysis, scored: Sequence[Scored]) -> Numbers:
    """float64 [n, features + 384]: the numbers of `FEATURES` for each candidate, and its state."""
    rows, seen = np.array([one.row for one in scored]), np.array([_seen(asked, one) for one in scored])
    states = np.stack([np.zeros(WIDTH, np.float32) if one.state is None else one.state for one in scored])
    return np.column_stack([rows, _told(scored), _among(scored), seen, states])


def _told(scored: Sequence[Scored]) -> Numbers:
    """What the reader makes of each candidate, of the sentences beside it, its chunk and its article."""
    odds, span = np.array([one.odds for one in scored]), np.array([one.span_odds for one in scored])
    places = {(one.candidate.passage.article.id, one.candidate.first): one.odds for one in scored}
    beside = [
        [places.get((one.candidate.passage.article.id, one.candidate.first + step), UNREAD) for step in (-1, 1)]
        for one in scored
    ]
    chunk = _best_of(odds, [str(one.candidate.rank) for one in scored])
    article = _best_of(odds, [one.candidate.passage.article.id for one in scored])
    return np.column_stack([odds, span, chunk, np.array(beside), odds - odds.max(), article])


def _best_of(odds: Numbers, owners: Sequence[str]) -> Numbers:
    """For each candidate the most that any of the same owner has."""
    numbers = np.unique(owners, return_inverse=True)[1]
    best = np.full(numbers.max() + 1, -np.inf)
    np.maximum.at(best, numbers, odds)
    return best[numbers]


def _among(scored: Sequence[Scored]) -> Numbers:
    """How near each candidate is to those that answer best, to the other articles and to all."""
    vectors = np.stack([one.candidate.vector for one in scored])
    ids = np.array([one.candidate.passage.article.id for one in scored])
    alike = vectors @ vectors.T
    nearest = -np.sort(-np.where(ids[:, None] == ids, 0.0, alike), axis=1)[:, :NEIGHBOURS]
    best = np.argsort([-one.value - one.odds for one in scored], kind="stable")[: BEST + 1]
    to_best = (alike[:, best].sum(axis=1) - np.isin(np.arange(len(scored)), best)) / BEST
    return np.column_stack([to_best, nearest[:, 0], nearest.mean(axis=1), vectors @ vectors.mean(axis=0)])


def _seen(asked: QuestionAnalysis, one: Scored) -> tuple[float, ...]:
    """What is seen of one candidate by itself, and of the names before it."""
    candidate, held = one.candidate, sentence(one.candidate.text)
    last = candidate.sentences[-1].start - candidate.sentences[0].start
    own = {word.strip(".,;:!?\"“”'’").casefold() for word in candidate.text.split()}
    before = candidate.sentences[max(0, candidate.first - BEFORE + 1) : candidate.first + 1]
    ago = next((i for i, s in enumerate(reversed(before)) if asked.names & sentence(s.text).stems), BEFORE)
    article = candidate.passage.article
    above = sentence(f"{article.title} {article.author or ''}").stems
    return (
        (candidate.passage.start - candidate.sentences[0].start) / max(1, last),
        float(candidate.first == 0),
        float(points_back(candidate.text)),
        float(not own.isdisjoint(_FIRST_PERSON)),
        *(float(shape in held.shapes) for shape in ("number", "time", "reason", "saying")),
        float(bool(held.names)),
        float(any(mark in candidate.text for mark in '"“”')),
        float(ago == 0),
        1 - ago / BEFORE,
        float(bool(asked.names & above)),
    )


@cache
def shipped() -> Mapping[str, Numbers]:
    """The weights that come with the package: for each kind float64 [features + 384 + 1], the last one the bias."""
    with resources.files("rag.answering").joinpath(FILE).open("rb") as file, np.load(file) as held:
        if tuple(held["features"]) != FEATURES:
            raise ValueError(f"{FILE} was fitted for other features: run python -m training.fit_points")
        return {kind: held[kind].astype(float) for kind in KINDS}


@cache
def network() -> Mapping[str, Numbers]:
    """The networks that come with the package, as `beside.apply` takes them."""
    with resources.files("rag.answering").joinpath(FILE).open("rb") as file, np.load(file) as held:
        return {name: held[name].astype(float) for name in held if name not in ("features", *KINDS)}
