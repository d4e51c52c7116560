"""From ranked evidence to what is said: few sentences, each once, each with what it needs to be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.asked import Asked
from rag.answering.evidence import Scored
from rag.answering.words import sentence
from rag.types import Passage, Statement

MOST = 5
FEW = 2
SAME = 0.92
SAME_WORDS = 0.7
_POINTS_BACK = re.compile(
    r"^[\"“‘'(]*(?:(?:and|but|yet|also|then|so|or|moreover|besides|in addition|however|for (?:instance|example)|in (?:other words|effect))[, ]+)?"
    r"(?:he|she|they|it|his|her|their|its|him|them|this|these|those|that|such|both|the former|the latter)\b",
    re.IGNORECASE,
)
_BROAD = re.compile(
    r"^(?:are|is|was|were|do|does|did|has|have|can|could|will|would|should|why|how (?!many|much|old|long|far|often)|who (?:is|are|was)|tell|describe|explain"
    r"|compare)\b|\b(?:what|which) (?:are|were|reasons?|factors|examples|conditions|points|issues|arguments|views?|positions?)\b|\bor\b|\bdiffer\w*\b"
    r"|\b(?:companies|leaders|countries|examples|sanctions|demands|terms|theses)\b",
    re.IGNORECASE,
)


def statements(asked: Asked, ranked: Sequence[Scored]) -> Iterator[Statement]:
    """The statements of an answer, most relevant first; at least one where anything was ranked."""
    said: list[tuple[Scored, list[Scored]]] = []
    limit, margin = (4, 2.2) if _BROAD.search(asked.text) else (3, 1.2)
    for scored in ranked:
        if scored.value < ranked[0].value - margin and said:
            break
        twin = next((entry for entry in said if alike(entry[0], scored)), None)
        if twin:
            twin[1].append(scored)
        elif len(said) < limit and not _inside(scored, said):
            said.append((scored, []))
    for first, twins in said:
        main = passage(first)
        others = [twin.unit.passage for twin in twins if twin.unit.passage.article.digest != main.article.digest]
        yield Statement(main.text, tuple(dict.fromkeys([main, *others])))


def alike(one: Scored, other: Scored) -> bool:
    """Whether two candidates say the same: nearly the same words, or nearly the same vector."""
    left, right = sentence(one.unit.text).stems, sentence(other.unit.text).stems
    shared = len(left & right) / max(1, len(left | right))
    return shared >= SAME_WORDS or (float(one.unit.vector @ other.unit.vector) >= SAME and shared >= 0.4)


def _inside(scored: Scored, said: list[tuple[Scored, list[Scored]]]) -> bool:
    """Whether it is already quoted, as part of a list or as the sentence before a pronoun."""
    mine = scored.unit.passage
    return any(
        held.article.digest == mine.article.digest and held.start < mine.end and mine.start < held.end
        for held in (passage(entry[0]) for entry in said)
    )


def passage(scored: Scored) -> Passage:
    """The candidate as one passage, with the sentence before it where it begins by pointing back at it."""
    unit = scored.unit
    own = unit.passage
    before = unit.previous
    if before is None or not _POINTS_BACK.match(own.text):
        return own
    between = own.article.text[before.end : own.start]
    return own if between.strip() or "\n\n" in between else Passage(own.article, before.start, own.end)
