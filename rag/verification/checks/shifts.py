"""Ways and distances: a claim may not go from B to A where its source goes from A to B, nor give as the whole of
something by how much it is more or less."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.english.bounds import trends
from rag.english.quantities import agrees
from rag.types import ReasonKind
from rag.verification.checks.values import counts
from rag.verification.evidence import ClaimEvidence, Finding, around

_WAY = re.compile(r"\bfrom\s(?=(?P<start>[^\s,;]+(?:\s[^\s,;]+){0,3}?)\sto\s(?P<end>[^\s,;]+(?:\s[^\s,;]+){0,3}))")
_OFF = re.compile(
    r"(?:\s[^\W\d_]+){0,2}?\s(?:more|less|fewer|higher|lower|dearer|cheaper|above|below)\b", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:more|less|fewer|high\w*|low\w*|dear\w*|cheap\w*|above|below|over|under|extra|additional\w*|up|down|by|than"
    r"|exceed\w*|overr[au]n\w*|difference|saved?|saving\w*|cuts?|within|off|close|short|away|apart|ahead|behind)\b",
    re.IGNORECASE,
)
LAST = 10
"""So many characters may come after an amount that a text ends in: its unit."""
SHARED = 1
"""So many words around two amounts must be the same for them to be of the same matter."""


def turned(held: ClaimEvidence) -> Iterator[Finding]:
    """A finding where the claim goes from B to A and its source from A to B."""
    ways = [way for text in held.aligned for way in _ways(text)]
    for start, end, text in _ways(held.claim):
        if any(_begins(other[0], start) and _begins(other[1], end) for other in ways):
            continue
        for other in ways:
            if start != end and _begins(other[1], start) and _begins(end, other[0]):
                yield Finding(ReasonKind.DIRECTION, text, other[2])
                return


def compared(held: ClaimEvidence) -> Iterator[Finding]:
    """A finding where the claim says plainly by how much its source says that something is more or less."""
    if _COMPARES.search(held.claim) or trends(held.claim):
        return
    for said in counts(held.claim):
        given = [(one, text) for text in held.aligned for one in counts(text) if agrees(said, one)]
        off = [(one, text, _OFF.match(text, one.end)) for one, text in given]
        if off and all(match for _, _, match in off):
            one, text, match = off[0]
            near = around(held.claim, said.start, said.end) & around(text, one.start, one.end)
            if match and len(near) >= SHARED:
                yield Finding(ReasonKind.NUMBER, said.text, text[one.start : match.end()])
                return


def by_how_much(text: str, rest: str) -> bool:
    """Whether `text` ends in an amount by which something is more or less, as the `rest` of its sentence says."""
    amount = max((one.end for one in counts(text)), default=-LAST)
    return amount >= len(text) - LAST and bool(_OFF.match(rest))


def _ways(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """From what to what something goes, as words, and the words of the text."""
    found = []
    for match in _WAY.finditer(text):
        start, end = (tuple(word.strip(".").casefold() for word in match[name].split()) for name in ("start", "end"))
        found.append((start, end, f"from {match['start']} to {match['end'].split()[0].strip('.')}"))
    return found


def _begins(words: tuple[str, ...], with_: tuple[str, ...]) -> bool:
    return words[: len(with_)] == with_
