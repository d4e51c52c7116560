"""Wording: negations, opposites, dropped hedges, quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from rag.english.hedges import HEDGE
from rag.english.opposites import negated, opposites
from rag.english.quotes import quotations, says
from rag.english.tokens import STOP_WORDS, stem, words
from rag.types import ReasonKind
from rag.verification.evidence import ClaimEvidence, Finding, around, changes, following, slots, stems

_NEGATOR = re.compile(
    r"\b(?:not(?! only| just| least)|never|no(?! (?:longer|less|more) than| fewer|\. ?\d)|none|nobody|nothing"
    r"|neither|cannot|without|fail(?:s|ed|ing)? to|refus(?:es|ed?|ing) to|unable to|no longer|lack(?:s|ed|ing)?)\b"
    r"|n['’]t\b(?! only| just| least)",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:without|refus(?:es|ed?|ing) to|fail(?:s|ed|ing)? to|unable to|lack(?:s|ed|ing)?)\b", re.IGNORECASE
)
_NOT = re.compile(r"\bnot\b|n['’]t\b", re.IGNORECASE)
_SOFT = re.compile(r"\b(?:would|if|according to|can|try|tries|tried)\b", re.IGNORECASE)
"""They leave a matter open in a claim; that a source has one of them does not mean that the claim must."""
_OPEN = re.compile(
    r"\b(?:scheduled|plan\w*|due|propos\w+|rumou?r\w*|speculat\w+|potential\w*|estimat\w+|forecasts?|predict\w*"
    r"|project\w+|is to|are to|suggest\w*|believ\w+|think|thinks|thought|anticipat\w+|hop(?:e|es|ed|ing)|seek\w*"
    r"|should|intention|looking to|about to|alleg\w+|claim\w*|suspect\w*|consider\w*|expect\w*|aim\w*|want\w*"
    r"|appear\w*|seem\w*|(?:demand|request|ask)(?:s|ed|ing)? (?:that|for))\b",
    re.IGNORECASE,
)
SHORT = 3
"""More words than these put for others are another clause rather than another word."""
NOT = "not"
"""What a finding names where the one denies what the other says."""
NEAR = 2
"""So many words around two opposites must be the same for them to be said of the same thing."""
LOOSE = frozenset(
    """more less most least up down over under with without left right first last back front top bottom same
    different good bad long short light hard take give many few all none always never well like day night major
    minor open close start before after above below new old high low big small large man woman men women include
    exclude including excluding north south east west send receive marry married divorce divorced teach learn
    lend borrow buy sell acquire early late end begin cut""".split()
)
"""Words whose opposite often stands in the same sentence: held only where one is put in the place of the other."""


def negations(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where one of the two denies what the other says; plain where the claim is nearly its source."""
    claim, best = held.claim, held.best
    if (says := _by_a_word(held)) is not None:
        yield from says
        return
    nearly = bool(changes(claim, best))
    inside, theirs = frozenset(stems(claim)), frozenset(stems(best))
    if len(theirs & inside) < 3:
        return
    denied, denials = _denied(claim), _denied(best)
    affirmed = [scope for sentence in held.aligned for scope in _denied(sentence)]
    if any(_restated(scope, theirs) and not _met(scope, affirmed, best) for scope in denied):
        yield Finding(ReasonKind.NEGATION, NOT, decisive=nearly)
    elif any(_restated(s, inside) and not _met(s, denied, claim) for s in denials):
        yield Finding(ReasonKind.NEGATION, source=NOT, decisive=nearly or _refused(held))


def _refused(held: ClaimEvidence) -> bool:
    """Whether the source says by a word of its own that it did not come to it ("refused to", "without"), and the
    claim, which denies nothing, that it did."""
    inside = frozenset(stems(held.claim))
    scopes = (following(held.best, match.end()) for match in _REFUSED.finditer(held.best))
    return not _NEGATOR.search(held.claim) and any(_restated(scope, inside) for scope in scopes)


def _by_a_word(held: ClaimEvidence) -> list[Finding] | None:
    """What a negation put in or left out of a claim that is nearly its source means; None where nothing tells."""
    if _nots(held.claim) == _nots(held.best):
        return None
    for ours, theirs in changes(held.claim, held.best):
        more, less = _nots(ours), _nots(theirs)
        if more == less:
            continue
        if any(word in _counter(theirs) for word in stems(ours)):
            return []
        if more and less:
            return None
        return [Finding(ReasonKind.NEGATION, NOT) if more else Finding(ReasonKind.NEGATION, source=NOT)]
    return None


def _nots(text: str) -> int:
    """How many negations `text` has, "not only" among them."""
    return len({match.start() for pattern in (_NEGATOR, _NOT) for match in pattern.finditer(text)})


def _denied(text: str) -> list[list[str]]:
    """For every negation of `text`, the stems of the words it bears on."""
    return [following(text, match.end()) for match in _NEGATOR.finditer(text)]


def _met(scope: Sequence[str], others: Sequence[Sequence[str]], text: str) -> bool:
    """Whether a negation of the other text bears on one of the same words."""
    return any(set(scope) & set(other) for other in others) or any(word in _counter(text) for word in scope)


def _counter(text: str) -> frozenset[str]:
    """The stems whose opposite `text` holds: "not successful" is met by "unsuccessful"."""
    return frozenset(mate for word in stems(text) for mate in _mates().get(word, ()))


def _restated(scope: Sequence[str], inside: frozenset[str]) -> bool:
    """Whether the other text says what is denied: the first word the negation bears on, and most of the rest."""
    return bool(scope) and scope[0] in inside and sum(word in inside for word in scope) * 2 > len(scope)


@cache
def _mates() -> dict[str, frozenset[str]]:
    """The stems of the opposites of every stem."""
    found: dict[str, set[str]] = {}
    for word, others in opposites().items():
        found.setdefault(stem(word), set()).update(stem(other) for other in others)
    return {word: frozenset(others) - {word} for word, others in found.items()}


def directions(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim says the opposite of a word of its source."""
    claim, source = held.claim, held.best
    loose = frozenset(map(stem, LOOSE))
    pairs = [
        (m, n) for slot in slots(claim, source) for m in _words(claim, slot.claim) for n in _words(source, slot.source)
    ]
    for one, other in pairs:
        if _opposite(one.group(), other.group()):
            plain = stem(one.group().casefold()) not in loose or bool(changes(claim, source))
            yield Finding(ReasonKind.DIRECTION, one.group(), other.group(), decisive=plain)
            return
    ours, theirs = frozenset(stems(claim)), frozenset(stem_ for s in held.aligned[:3] for stem_ in stems(s))
    for word in re.finditer(r"[^\W\d_]+", claim):
        root = stem(word.group().casefold())
        if root in theirs or root in loose or root not in _mates():
            continue
        mate = _opposite_of(root, around(claim, word.start(), word.end()), source, ours)
        if mate:
            yield Finding(ReasonKind.DIRECTION, word.group(), mate, decisive=bool(changes(claim, source)))
            return


def _opposite(one: str, other: str) -> bool:
    return negated(one, other) or stem(other.casefold()) in _mates().get(stem(one.casefold()), ())


def _words(text: str, span: tuple[int, int]) -> list[re.Match[str]]:
    found = list(re.compile(r"[^\W\d_]+").finditer(text, *span))
    return found if len(found) <= SHORT else []


def _opposite_of(root: str, near: frozenset[str], source: str, ours: frozenset[str]) -> str | None:
    """The word of `source` that is the opposite of `root` said of the same thing, where the claim has not both."""
    for other in re.finditer(r"[^\W\d_]+", source):
        plain = stem(other.group().casefold())
        if plain in _mates()[root] and plain not in ours:
            shared = near & around(source, other.start(), other.end())
            if len(shared) >= min(NEAR, len(near)):
                return other.group()
    return None


def hedges(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim states as a fact what its source leaves open."""
    dropped = next(_left_out(held), "")
    if dropped:
        yield Finding(ReasonKind.HEDGE, source=dropped, contradicts=False)
        return
    if held.best.endswith("?") or HEDGE.search(held.claim) or _OPEN.search(held.claim) or _SOFT.search(held.claim):
        return
    inside = frozenset(stems(held.claim))
    for match in HEDGE.finditer(held.best):
        if _SOFT.fullmatch(match.group()) or match.group() == "May":
            continue
        scope = following(held.best, match.end(), 2)
        near = around(held.best, match.start(), match.end())
        if scope and inside.issuperset(scope) and len(near & inside) >= min(NEAR, len(near)):
            yield Finding(ReasonKind.HEDGE, source=match.group(), contradicts=False)
            return


def _left_out(held: ClaimEvidence) -> Iterator[str]:
    """The hedges of the source that a claim which is nearly its source has nothing in the place of."""
    if len(HEDGE.findall(held.claim)) >= len(HEDGE.findall(held.best)):
        return
    for ours, theirs in changes(held.claim, held.best):
        found = HEDGE.search(theirs)
        kept = any(pattern.search(ours) for pattern in (HEDGE, _OPEN, _SOFT))
        if found and not kept and not _SOFT.fullmatch(found.group()) and len(theirs.split()) <= SHORT + 2:
            yield found.group()


def quoted(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt for every quotation that is no slice of the passages, and whether another article has it."""
    for quotation in quotations(held.claim):
        if any(says(text, quotation.text) for text in held.passages):
            continue
        shown = quotation.text if len(quotation.text) <= 80 else quotation.text[:79].rstrip() + "…"
        found = next((title for title, text in held.elsewhere if says(text, quotation.text)), None)
        if found is not None:
            yield Finding(ReasonKind.MISATTRIBUTED, shown, found, contradicts=False, always=True)
        elif [word for word in words(quotation.text) if word not in STOP_WORDS]:
            yield Finding(ReasonKind.QUOTATION, shown, contradicts=False, always=True)
