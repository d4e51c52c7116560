"""Whether two passages say the same or disagree: found by verification; likeness only tells which to hold together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from rag.types import Passage, ReasonKind, Support, Verdict

ALIKE = 0.5
"""The inner product of two sentences' vectors from which on they are held together. Of the training affairs' pairs no
two that disagree are taken for the same then; below it, four are (`python -m benchmarks.merging FOLDER`)."""
Verify = Callable[[str, Sequence[Passage]], Verdict]


class Relation(Enum):
    """What a second passage is to a first one."""

    SAME = "it says all of it"
    LESS = "it says nothing besides"
    DIFFERS = "it says otherwise"
    OTHER = "none of these"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a second passage stands to a first one, and in what the two differ where they do."""

    relation: Relation
    differs: ReasonKind | None = None


def compare(first: Passage, second: Passage, verify: Verify) -> Comparison:
    """How `second` stands to `first`: each is held against the other, and one of them saying otherwise is enough."""
    verdicts = verify(first.text, [second]), verify(second.text, [first])
    for verdict in verdicts:
        if verdict.kind is Support.CONTRADICTED:
            kinds = (reason.kind for reason in verdict.reasons if reason.contradicts)
            return Comparison(Relation.DIFFERS, next(kinds, None))
    says_all, says_nothing_else = (verdict.supported for verdict in verdicts)
    return Comparison(Relation.SAME if says_all else Relation.LESS if says_nothing_else else Relation.OTHER)
