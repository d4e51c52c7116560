"""Whether two passages say the same or disagree: found by verification; likeness only tells which to hold together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from rag.types import Passage, ReasonKind, Support, Verdict

ALIKE = 0.5
"""The inner product of two sentences' vectors from which on they are held together: verifying takes time, and one that
is less like another seldom says the same (`python -m benchmarks.merging FOLDER`)."""
Verify = Callable[[str, Sequence[Passage]], Verdict]


class Relation(Enum):
    """What a second passage is to a first one."""

    SAME = "each says all of the other"
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
    # One of the two supporting the other is not enough: of the training affairs' pairs five that disagree pass so.
    return Comparison(Relation.SAME if all(verdict.supported for verdict in verdicts) else Relation.OTHER)
