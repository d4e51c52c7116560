"""Parts and changes: a claim may not say "all" of two thirds, or "halved" of what has doubled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.english.bounds import Bounds, parts, trends
from rag.english.tokens import stem
from rag.types import ReasonKind
from rag.verification.alignment import content
from rag.verification.evidence import ClaimEvidence, Finding, clause_before, following

Find = Callable[[str], Sequence[Bounds]]
Subject = Callable[[str, Bounds], list[str]]

BESIDE = 3
"""So many content words of the claim beside a part or a change say what it is of."""
SHARED = 2
"""Content words that claim and sentence must have in common for them to speak of the same matter."""


def proportions(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim says of another part of the same what its source says ("all" for "two thirds")."""
    yield from _against(held, parts, ReasonKind.NUMBER, _of_what)


def changed(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim has an amount change otherwise than its source does ("halved" for "doubled")."""
    yield from _against(held, trends, ReasonKind.DIRECTION, lambda text, trend: clause_before(text, trend.start))


def _nouns(found: Sequence[str]) -> list[str]:
    return [word for word in found if not word[0].isdigit()]


def implied(held: ClaimEvidence) -> list[tuple[str, str, str]]:
    """The parts of the claim that follow from one its source gives of the same ("more than half of the workers" from
    "two thirds of the 600 workers"): the part, and with what it is of, in the claim's words and in the source's."""
    found = []
    for said in parts(held.claim):
        about = _of_what(held.claim, said)[:BESIDE]
        for text in _near(held):
            for one in parts(text):
                head = _of_what(text, one)[:1]
                if head and head[0] in about and said.low <= one.low and one.high <= said.high:
                    found.append((said.text, _until(held.claim, said, head[0]), _until(text, one, head[0])))
    return found


def _until(text: str, part: Bounds, head: str) -> str:
    """A part together with the words up to what it is of."""
    ends = (word.end() for word in re.finditer(r"\w+", text[part.end :]) if stem(word.group().casefold()) == head)
    return text[part.start : part.end + next(ends, 0)]


def _of_what(text: str, part: Bounds) -> list[str]:
    return _nouns(following(text, part.end))


def _against(held: ClaimEvidence, find: Find, kind: ReasonKind, subject: Subject) -> Iterator[Finding]:
    for said, given in _paired(held, find, subject):
        if given and not any(said.meets(other) for other in given):
            yield Finding(kind, said.text, given[0].text)


def _paired(held: ClaimEvidence, find: Find, subject: Subject) -> Iterator[tuple[Bounds, list[Bounds]]]:
    """What the claim says of a part or a change, each with what its source says of the same."""
    given = [(bounds, subject(text, bounds)[:1]) for text in _near(held) for bounds in find(text)]
    for said in find(held.claim):
        about = set(subject(held.claim, said)[-BESIDE:])
        yield said, [bounds for bounds, head in given if about.intersection(head)]


def _near(held: ClaimEvidence) -> list[str]:
    """The sentences that may speak of the same matter."""
    wanted = content(held.claim)
    return [text for text in held.aligned if len(wanted & content(text)) >= SHARED]
