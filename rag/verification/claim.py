"""A claim as it is checked: without citation numbers, marks and frames around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rag.verification.checks.bounds as check_bounds
import rag.verification.checks.values as check_values
from rag.english.lists import MARK
from rag.verification.evidence import ClaimEvidence

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


def bare(sentence: str) -> str:
    """A sentence without citation numbers, the mark of a list item, and "the article says that"."""
    claim = _NUMBERS.sub("", sentence).strip()
    lead = _LEAD.match(claim)
    claim = claim[lead.end() :] if lead else claim
    return _FRAME.sub("", claim, count=1) if _FRAME.match(claim) else claim


def nothing_to_check(claim: str, wanted: Sequence[str]) -> bool:
    """Whether there is nothing to check: no words that say anything, a question, a greeting."""
    return (
        not wanted or bool(_QUESTION.search(claim)) or (len(wanted) < 3 and bool(_SPEECH.fullmatch(claim.rstrip(".!"))))
    )


def as_read(evidence: ClaimEvidence) -> str:
    """The claim as a judge reads it: a part that follows from one of the source's in the source's words, and without
    dates that the source bears out only by when it was written."""
    claim = _undated(evidence)
    for _, said, given in check_bounds.implied(evidence):
        claim = claim.replace(said, given, 1)
    return claim


def _undated(evidence: ClaimEvidence) -> str:
    claim, there = evidence.claim, " ".join(evidence.aligned).casefold()
    for moment in reversed(check_values.settled(evidence)):
        day = re.sub(rf",? ?\b{moment.year}\b", "", moment.text)
        if moment.text.casefold() in there:
            continue
        before = claim[: moment.start]
        if not day or day.casefold() not in there:
            before, day = re.sub(r"(?:^| )(?:(?:in|during|of|since|on|by),? )?$", "", before, flags=re.IGNORECASE), ""
        rest = claim[moment.end :] if before or day else claim[moment.end :].lstrip(" ,")
        claim = before + day + rest
    return claim
