"""Parts and changes: a claim may not say "all" of two thirds, or "halved" of what has doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.english.bounds import Bounds, parts, trends
from rag.types import ReasonKind
from rag.verification.alignment import content
from rag.verification.evidence import ClaimEvidence, Finding, clause_before, following

BESIDE = 3
"""So many content words of the claim beside a part or a change say what it is of."""
SHARED = 2
"""Content words that claim and sentence must have in common for them to speak of the same matter."""


def proportions(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim says of another part of the same what its source says ("all" for "two thirds")."""
    yield from _against(held, parts, ReasonKind.NUMBER, lambda text, part: _nouns(following(text, part.end)))


def changed(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim has an amount change otherwise than its source does ("halved" for "doubled")."""
    yield from _against(held, trends, ReasonKind.DIRECTION, lambda text, trend: clause_before(text, trend.start))


def _nouns(found: Sequence[str]) -> list[str]:
    return [word for word in found if not word[0].isdigit()]


def _against(
    held: ClaimEvidence,
    find: Callable[[str], Sequence[Bounds]],
    kind: ReasonKind,
    subject: Callable[[str, Bounds], list[str]],
) -> Iterator[Finding]:
    wanted = content(held.claim)
    near = [text for text in held.aligned if len(wanted & content(text)) >= SHARED]
    given = [(bounds, subject(text, bounds)[:1]) for text in near for bounds in find(text)]
    for said in find(held.claim):
        about = set(subject(held.claim, said)[-BESIDE:])
        rivals = [bounds for bounds, head in given if about.intersection(head)]
        if rivals and not any(said.meets(other) for other in rivals):
            yield Finding(kind, said.text, rivals[0].text)
