"""The hand-written checks: each reads a claim beside its evidence and yields what it has against the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rag.verification.checks.bounds import changed, proportions
from rag.verification.checks.embedded import embedded
from rag.verification.checks.measured import measured
from rag.verification.checks.names import offices, speakers, swapped, unknown
from rag.verification.checks.shifts import compared, turned
from rag.verification.checks.values import dates, numbers
from rag.verification.checks.wording import directions, hedges, negations, quoted
from rag.verification.evidence import ClaimEvidence, Finding

Check = Callable[[ClaimEvidence], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    quoted,
    speakers,
    offices,
    unknown,
    swapped,
    embedded,
    numbers,
    measured,
    dates,
    proportions,
    changed,
    compared,
    turned,
    negations,
    directions,
    hedges,
)
"""All of them, in the order in which their findings are told; `benchmarks.ablation` measures what each is worth."""
