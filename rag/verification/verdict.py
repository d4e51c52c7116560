"""Whether passages support a sentence: align first, then check inside the alignment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rag.verification.checks.names as check_names
import rag.verification.checks.values as check_values
from rag.english.entities import TITLES, names, same_word
from rag.english.hedges import HEDGES
from rag.english.lists import MARK
from rag.english.quantities import agrees, quantities
from rag.english.quotes import core, plain
from rag.english.sentences import line_sentence_spans
from rag.english.tokens import STOP_WORDS, stem, words
from rag.english.verbs import SAID
from rag.types import Article, Passage, Reason, ReasonKind, Support, Verdict
from rag.verification.alignment import align
from rag.verification.checks import CHECKS, Check
from rag.verification.checks.embedded import governed_by
from rag.verification.evidence import ClaimEvidence, Finding, stems
from rag.verification.reasons import reason
from rag.verification.support import FOUND, THRESHOLD, Judge, convinced, support

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAD = re.compile(rf"{MARK}(?=\S)")
_FRAME = re.compile(
    r"(?:the|this) (?:article|document|text|passage|piece|report|story|essay|author|writer|speaker|source)s?"
    r" (?:also |then )?(?:says?|states?|notes?|mentions?|reports?|explains?|writes?|adds?) that (?=\S+ \S+ \S)",
    re.IGNORECASE,
)
"""What only says that it stands in the article: a claim is read without it."""
_NUMBERS = re.compile(r"\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\](?=[\s.,;:!?]|$|\[)")
_QUESTION = re.compile(r"\?[\"'”’)\]]*\s*$")
_SPEECH = re.compile(
    r"(?:hello|hi|hey|thanks?|thank you|welcome|sure|certainly|of course|yes|no|okay|ok|sorry|please|here (?:is|are)"
    r"|have an? (?:nice|good|great|lovely)"
    r"|let me|i hope|i am|i'm|i can|i cannot|i can't|feel free|in (?:summary|conclusion|short)|overall)\b[^.]{0,60}",
    re.IGNORECASE,
)
_WORDLESS = frozenset(
    map(
        stem,
        SAID | HEDGES | TITLES | frozenset("according article articles passage text source sources answer".split()),
    )
)
"""Stems that say nothing of the matter itself: who reports, and how surely."""
LONGEST = 2_000
"""Characters; more than that is no sentence, and is supported only as a slice."""
CONTEXT = 3_000
"""Characters before a passage that may say whom it speaks of."""
ALMOST = 5
"""So many first letters make two long words one ("Ukrainian", "Ukraine")."""
SLIGHT = frozenset({ReasonKind.HEDGE, ReasonKind.QUOTATION, ReasonKind.MISATTRIBUTED})
"""What these say is more to the point than which words are missing besides."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What words and judge make of a claim, before it becomes one verdict."""

    coverage: float
    """The share of its words that its source holds."""
    missing: tuple[str, ...]
    """The others."""
    doubts: tuple[Finding, ...]
    read: NDArray[np.float32] | None
    """What the judge says of the evidence; None where nothing was read."""
    closest: tuple[Passage, ...]


def verify(
    sentence: str,
    passages: Sequence[Passage | str],
    *,
    judge: Judge | None = None,
    elsewhere: Sequence[Passage | str] = (),
    checks: Sequence[Check] = CHECKS,
) -> Verdict:
    """What `passages` say to `sentence`: how far they support it and, in words, why not more.

    `elsewhere` are passages of other articles: a quotation that stands only there is reported as misattributed. Without
    a `judge` the words decide alone. `checks` are the hand-written ones to hold it to."""
    found = weigh(sentence, passages, judge, elsewhere, checks=checks)
    return found if isinstance(found, Verdict) else decide(found)


def weigh(
    sentence: str,
    passages: Sequence[Passage | str],
    judge: Judge | None,
    elsewhere: Sequence[Passage | str] = (),
    *,
    checks: Sequence[Check] = CHECKS,
) -> Weighed | Verdict:
    """What words and judge make of a sentence; the verdict itself where there is nothing to weigh."""
    claim = _bare(sentence)
    wanted = list(dict.fromkeys(_content(claim)))
    if _nothing(claim, wanted):
        return Verdict(Support.UNVERIFIABLE, 0.0)
    held_in = [_passage(passage) for passage in passages]
    places = [
        Passage(p.article, p.start + start, p.start + end)
        for p in held_in
        for start, end in line_sentence_spans(p.text)
    ]
    order = align(claim, [place.text for place in places])
    closest = tuple(places[i] for i in order)
    texts = [p.text for p in held_in]
    if any(_slice(claim, text) for text in texts) and not governed_by(claim, texts):
        return Verdict(Support.SUPPORTED, 1.0, (), closest)
    if len(claim) > LONGEST:
        return Verdict(
            Support.UNVERIFIABLE, 0.0, (Reason(ReasonKind.MISSING, "this is too long to be checked as one sentence"),)
        )
    held = _held(claim, held_in, closest, places, [_passage(p) for p in elsewhere])
    wanted = _resolved(wanted, held) or wanted
    doubts = _doubts(held, checks)
    # What the words settle stays unsupported, whatever else is read.
    open_ = judge if closest and not any(doubt.decisive for doubt in doubts) else None
    read = open_.judge(_undated(held), _evidence(order, places)) if open_ else None
    missing = _missing(wanted, held)
    return Weighed(1 - len(missing) / len(wanted), tuple(missing), doubts, read, closest)


def _bare(sentence: str) -> str:
    """A sentence without citation numbers, the mark of a list item, and "the article says that"."""
    claim = _NUMBERS.sub("", sentence).strip()
    lead = _LEAD.match(claim)
    claim = claim[lead.end() :] if lead else claim
    return _FRAME.sub("", claim, count=1) if _FRAME.match(claim) else claim


def _held(
    claim: str,
    passages: Sequence[Passage],
    closest: Sequence[Passage],
    places: Sequence[Passage],
    elsewhere: Sequence[Passage],
) -> ClaimEvidence:
    """The claim beside its sources, and what is known of when those were written."""
    before = "\n".join(f"{p.article.title}\n{p.article.text[max(0, p.start - CONTEXT) : p.start]}" for p in passages)
    days = {passage.article.published or "" for passage in passages}
    return ClaimEvidence(
        claim,
        tuple(place.text for place in closest),
        tuple(dict.fromkeys(place.text for place in places)),
        before,
        days.pop() if len(days) == 1 else "",
        tuple(p.text for p in passages),
        tuple((p.article.title or p.article.id, p.text) for p in elsewhere),
    )


def _undated(held: ClaimEvidence) -> str:
    """The claim as a judge reads it: without dates that the source bears out only by when it was written."""
    claim, there = held.claim, " ".join(held.aligned).casefold()
    for moment in reversed(check_values.settled(held)):
        day = re.sub(rf",? ?\b{moment.year}\b", "", moment.text)
        if moment.text.casefold() in there:
            continue
        before = claim[: moment.start]
        if not day or day.casefold() not in there:
            before, day = re.sub(r"(?:^| )(?:(?:in|during|of|since|on|by),? )?$", "", before, flags=re.IGNORECASE), ""
        rest = claim[moment.end :] if before or day else claim[moment.end :].lstrip(" ,")
        claim = before + day + rest
    return claim


def _nothing(claim: str, wanted: Sequence[str]) -> bool:
    """Whether there is nothing to check: no words that say anything, a question, a greeting."""
    return (
        not wanted or bool(_QUESTION.search(claim)) or (len(wanted) < 3 and bool(_SPEECH.fullmatch(claim.rstrip(".!"))))
    )


def decide(found: Weighed) -> Verdict:
    """The verdict that follows: a judge who is sure overrules what the words do not settle."""
    settled = any(doubt.decisive for doubt in found.doubts)
    against = [] if convinced(found.read) and not settled else list(found.doubts)
    degree = support(found.coverage, bool(against), found.read)
    if not against and degree >= THRESHOLD:
        return Verdict(Support.SUPPORTED, degree, (), found.closest)
    if found.missing and degree < THRESHOLD and not any(finding.kind in SLIGHT for finding in against):
        shown = ", ".join(found.missing[:6]) + (" …" if len(found.missing) > 6 else "")
        against.append(Finding(ReasonKind.MISSING, shown, contradicts=False))
    if found.coverage < FOUND:
        kind = Support.NOT_FOUND
    elif any(finding.contradicts for finding in against):
        kind = Support.CONTRADICTED
    else:
        kind = Support.PARTLY
    return Verdict(kind, degree, tuple(map(reason, against)), found.closest)


def _doubts(held: ClaimEvidence, checks: Sequence[Check]) -> tuple[Finding, ...]:
    """What every check has to say, the same thing once."""
    return tuple(dict.fromkeys(finding for check in checks for finding in check(held)))


def _passage(passage: Passage | str) -> Passage:
    """A passage; bare text becomes an article of its own."""
    if isinstance(passage, Passage):
        return passage
    return Passage(Article(id="", text=passage or " ", title=""), 0, len(passage or " "))


def _content(claim: str) -> list[str]:
    """The words of a claim that its source must hold, as they stand."""
    return [word for word in words(claim) if word not in STOP_WORDS and stem(word) not in _WORDLESS and _says(word)]


def _resolved(wanted: Sequence[str], held: ClaimEvidence) -> list[str]:
    """`wanted` without the words of a name that the source may speak of by a pronoun."""
    meant = {word for name in names(held.claim) if check_names.referred(held, name) for word in words(name.text)}
    return [word for word in wanted if word not in meant]


def _says(word: str) -> bool:
    return len(word) > 1 or word.isdigit() or not word.isascii()


def _slice(claim: str, text: str) -> bool:
    """Whether the claim is a run of whole words of `text`, up to the style of marks and outer punctuation."""
    wanted, source = core(claim), plain(text)
    place = source.find(wanted)
    while wanted and place >= 0:
        end = place + len(wanted)
        if not (source[place - 1 : place].isalnum() or source[end : end + 1].isalnum()):
            return True
        place = source.find(wanted, place + 1)
    return False


def _missing(wanted: Sequence[str], held: ClaimEvidence) -> list[str]:
    """The words of the claim that the alignment does not hold in any form."""
    there = frozenset(root for sentence in held.aligned for root in stems(sentence))
    starts = frozenset(root[:ALMOST] for root in there if len(root) >= ALMOST)
    given = [quantity for sentence in held.aligned for quantity in quantities(sentence)]
    counted = {word for q in quantities(held.claim) if any(agrees(q, g) for g in given) for word in words(q.text)}
    counted |= {word for moment in check_values.settled(held) for word in words(moment.text)}
    return [word for word in wanted if word not in counted and not _in(word, there, starts)]


def _in(word: str, there: frozenset[str], starts: frozenset[str]) -> bool:
    root = stem(word)
    if root in there or (len(root) >= ALMOST and root[:ALMOST] in starts):
        return True
    return len(root) >= 4 and any(other[0] == root[0] and same_word(root, other) for other in there)


def _evidence(order: Sequence[int], places: Sequence[Passage]) -> list[str]:
    """What a judge reads: the sentences that the claim rests on, in the order of the text."""
    return [" ".join(places[i].text for i in sorted(order))]
