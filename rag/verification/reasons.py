"""What a finding says, in words that can be shown: the only place where a verdict's prose is made."""

from __future__ import annotations

from rag.types import Reason, ReasonKind
from rag.verification.evidence import Finding

_OTHERWISE = {
    ReasonKind.NUMBER: "the article says {source}, not {claim}",
    ReasonKind.DATE: "the article says {source}, not {claim}",
    ReasonKind.NAME: "the article says {source}, not {claim}",
    ReasonKind.SPEAKER: "the article attributes this to {source}, not {claim}",
    ReasonKind.ROLE: "the article has {source} and {claim} the other way round",
    ReasonKind.NEGATION: "the article says that it is not so",
    ReasonKind.DIRECTION: 'the article says "{source}", not "{claim}"',
    ReasonKind.HEDGE: 'the article says "{source}", and the sentence states it as a fact',
    ReasonKind.MISATTRIBUTED: 'the words "{claim}" stand in another article: {source}',
    ReasonKind.REPORTED: "the article does not say so itself: it stands behind “{source}”",
}
"""Where the source has something else."""
_NOWHERE = {
    ReasonKind.NUMBER: "the article does not give the number {claim}",
    ReasonKind.DATE: "the article does not give the date {claim}",
    ReasonKind.NAME: "the article does not mention {claim}",
    ReasonKind.SPEAKER: "the article does not mention {claim}",
    ReasonKind.NEGATION: "the article says it without the negation",
    ReasonKind.QUOTATION: 'the article does not have the words "{claim}"',
    ReasonKind.MISSING: "the article does not say: {claim}",
}
"""Where the source has nothing of the kind."""


def reason(finding: Finding) -> Reason:
    """The finding as a reason that can be shown."""
    wording = (_OTHERWISE if finding.source else _NOWHERE)[finding.kind]
    return Reason(finding.kind, wording.format(claim=finding.claim, source=finding.source), finding.contradicts)
