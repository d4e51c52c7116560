"""Whether two passages say the same or disagree: found by verification; likeness only tells which to hold together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from rag.english.dates import moments, same_times
from rag.english.quantities import agrees, quantities
from rag.english.quotes import core, plain
from rag.models.nli import judge
from rag.types import Passage, ReasonKind, Verdict

ALIKE = 0.5
"""The inner product of two sentences' vectors from which on they are held together: verifying takes time, and one that
is less like another seldom says the same (`python -m benchmarks.merging FOLDER`)."""
REFUTED = 0.7
"""So surely the network that reads two sentences must find that one refutes the other before they are marked as
differing: sentences on two things have different numbers too (chosen on the training affairs)."""
OPPOSED = 0.8, 0.4
"""So surely the network must find that one of two sentences refutes the other, and that the other refutes the one, for
them to differ where no verdict says otherwise. Where sides are compared, and sentences that are `NEAR` are held
together, .32 of the training affairs' pairs that differ are marked (.18 without it), .05 of those that say the same
(.02) and .02 of look-alikes (.01); of dev's .19 (.09), .04 (.02) and .19 (.15)."""
NEAR = 0.35
"""What `ALIKE` is where sides are compared: those who disagree say it in other words."""
ENTAILED, DENIED = 0.82, 0.23
"""So surely the network must find that one of two sentences holds all of the other, and so little that either denies
the other. With them no pair of the training affairs that differs is taken for the same (`python -m benchmarks.merging
training/affairs`)."""
Verify = Callable[[str, Sequence[Passage]], Verdict]
Judge = Callable[[str, Sequence[str]], NDArray[np.float32]]


class Relation(Enum):
    """What a second passage is to a first one."""

    SAME = "it says all of the other"
    MORE = "it says all of the other, and a figure besides"
    PART = "the other says all of it"
    DIFFERS = "it says otherwise"
    OTHER = "none of these"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a second passage stands to a first one, and in what the two differ where they do."""

    relation: Relation
    differs: ReasonKind | None = None


def compare(first: Passage, second: Passage, verify: Verify, judge: Judge = judge) -> Comparison:
    """How `second` stands to `first`: each is held against the other.

    The second says the same where the first stands in it word for word and is supported by it (what an agency puts
    before its sentence, "OSLO, May 3 -", takes nothing from it), or where it supports the first, `judge` is sure of
    that and reads no denial; more where it has a figure besides; it is a part where `judge` is sure of the other way
    round. They differ where something in either verdict says otherwise and `judge` reads in either direction that the
    one refutes the other."""
    if core(first.text) == core(second.text):  # copies need no verdict, and there may be many
        return Comparison(Relation.SAME)
    verdicts = verify(first.text, [second]), verify(second.text, [first])
    same = Comparison(Relation.MORE if _adds(first.text, second.text) else Relation.SAME)
    if verdicts[0].supported and _stands_in(first.text, second.text):
        return same
    if verdicts[1].supported and _stands_in(second.text, first.text):
        return Comparison(Relation.PART)
    otherwise = [reason.kind for verdict in verdicts for reason in verdict.reasons if reason.contradicts]
    if otherwise:
        refuted = max(judge(first.text, [second.text])[0, 1], judge(second.text, [first.text])[0, 1])
        return Comparison(Relation.DIFFERS, otherwise[0]) if refuted >= REFUTED else Comparison(Relation.OTHER)
    if not (_same_figures(first.text, second.text) and same_times(first.text, second.text)):
        return Comparison(Relation.OTHER)
    # Verdicts of support are not enough: of the training affairs' pairs five that disagree pass so.
    ours, theirs = judge(first.text, [second.text])[0], judge(second.text, [first.text])[0]
    if max(ours[1], theirs[1]) >= DENIED:
        return Comparison(Relation.OTHER)
    if verdicts[0].supported and ours[0] >= ENTAILED:
        return same
    return Comparison(Relation.PART if theirs[0] >= ENTAILED else Relation.OTHER)


def opposed(first: Passage, second: Passage, judge: Judge = judge) -> bool:
    """Whether each refutes the other, as `judge` reads them, one of them surely."""
    chances = sorted((judge(first.text, [second.text])[0, 1], judge(second.text, [first.text])[0, 1]), reverse=True)
    return all(chance >= least for chance, least in zip(chances, OPPOSED, strict=True))


def _adds(one: str, other: str) -> bool:
    """Whether `other` has a figure, and no part of a date, that is none of the figures of `one`."""
    ours, days = quantities(one), moments(other)
    theirs = (its for its in quantities(other) if not any(d.start < its.end and its.start < d.end for d in days))
    return any(not any(agrees(mine, its) or agrees(its, mine) for mine in ours) for its in theirs)


def _stands_in(part: str, whole: str) -> bool:
    """Whether `part` is a run of whole words of `whole`, up to the style of marks."""
    return re.search(rf"(?<!\w){re.escape(core(part))}(?!\w)", plain(whole)) is not None


def _same_figures(one: str, other: str) -> bool:
    """Whether the texts share all figures of one of them, where both have some: a verdict forgives what rounds to
    another figure, or follows from two; one citation for both does not."""
    ours, theirs = quantities(one), quantities(other)
    return any(
        all(any(agrees(mine, its) or agrees(its, mine) for its in rest) for mine in some)
        for some, rest in ((ours, theirs), (theirs, ours))
    )


def repeats(first: Passage, second: Passage, verify: Verify) -> bool:
    """Whether each supports the other: all that matters of two passages of one article, and cheaper to find."""
    return verify(first.text, [second]).supported and verify(second.text, [first]).supported
