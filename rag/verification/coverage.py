"""How many of a claim's words its evidence holds."""

from __future__ import annotations

from collections.abc import Sequence

import rag.verification.checks.bounds as check_bounds
import rag.verification.checks.values as check_values
from rag.english.entities import TITLES, same_word
from rag.english.hedges import HEDGES
from rag.english.quantities import agrees, quantities
from rag.english.tokens import STOP_WORDS, stem, words
from rag.english.verbs import SAID
from rag.verification.evidence import ClaimEvidence, stems

_WORDLESS = frozenset(
    map(
        stem,
        SAID | HEDGES | TITLES | frozenset("according article articles passage text source sources answer".split()),
    )
)
"""Stems that say nothing of the matter itself: who reports, and how surely."""
ALMOST = 5
"""So many first letters make two long words one ("Ukrainian", "Ukraine")."""


def content_words(claim: str) -> list[str]:
    """The words of a claim that its evidence must hold, each once, in order."""
    found = (w for w in words(claim) if w not in STOP_WORDS and stem(w) not in _WORDLESS and _says(w))
    return list(dict.fromkeys(found))


def _says(word: str) -> bool:
    return len(word) > 1 or word.isdigit() or not word.isascii()


def missing_words(wanted: Sequence[str], evidence: ClaimEvidence) -> list[str]:
    """The words of the claim that the alignment does not hold in any form."""
    there = frozenset(root for sentence in evidence.aligned for root in stems(sentence))
    starts = frozenset(root[:ALMOST] for root in there if len(root) >= ALMOST)
    given = [quantity for sentence in evidence.aligned for quantity in quantities(sentence)]
    counted = {word for q in quantities(evidence.claim) if any(agrees(q, g) for g in given) for word in words(q.text)}
    counted |= {word for moment in check_values.settled(evidence) for word in words(moment.text)}
    counted |= {word for part, _, _ in check_bounds.implied(evidence) for word in words(part)}
    return [word for word in wanted if word not in counted and not _in(word, there, starts)]


def _in(word: str, there: frozenset[str], starts: frozenset[str]) -> bool:
    root = stem(word)
    if root in there or (len(root) >= ALMOST and root[:ALMOST] in starts):
        return True
    return len(root) >= 4 and any(other[0] == root[0] and same_word(root, other) for other in there)
