"""What a number measures: a claim may not say milligrams of nanograms, or a year's sum of a month's."""

from __future__ import annotations

from collections.abc import Iterator

from rag.english.measures import measure, period
from rag.types import ReasonKind
from rag.verification.checks.values import counts
from rag.verification.evidence import ClaimEvidence, Finding, around

_AS = {measure: "{}s", period: "a {}"}
"""How a unit and a time are said after a number."""


def measured(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the source has the claim's number of the same matter in another unit, or for another time."""
    for quantity in counts(held.claim):
        near = around(held.claim, quantity.start, quantity.end)
        same = [
            (text, other.end)
            for text in held.aligned
            for other in counts(text)
            if other.value == quantity.value and near & around(text, other.start, other.end)
        ]
        for tell in (measure, period):
            ours = tell(held.claim, quantity.end)
            theirs = [tell(text, end) for text, end in same]
            if ours and theirs and all(theirs) and ours not in theirs:
                said, told = (f"{quantity.text} {_AS[tell].format(one)}" for one in (ours, theirs[0]))
                yield Finding(ReasonKind.NUMBER, said, told, always=True)
