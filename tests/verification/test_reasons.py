"""Findings decide a verdict by their fields; what they say in words is made last and decides nothing."""

from collections.abc import Iterator

import pytest

from rag.types import ReasonKind, Support
from rag.verification.evidence import ClaimEvidence, Finding
from rag.verification.reasons import reason
from rag.verification.verdict import verify

SOURCE = "Olsen opened the pier in June."
CLAIM = "Olsen opened the old pier in June."


def verdict_of(finding: Finding) -> Support:
    def check(evidence: ClaimEvidence) -> Iterator[Finding]:
        yield finding

    return verify(CLAIM, [SOURCE], checks=(check,)).kind


@pytest.mark.parametrize("words", ["Lund", "the firm that does not pay", "{claim} {0}"])
@pytest.mark.parametrize("kind", ReasonKind)
def test_only_the_field_says_whether_a_finding_contradicts(kind: ReasonKind, words: str) -> None:
    for contradicts, expected in ((True, Support.CONTRADICTED), (False, Support.PARTLY)):
        both = [Finding(kind, words, words, contradicts), Finding(kind, words, "", contradicts)]
        told = [finding for finding in both if _can_be_told(finding)]
        assert told
        assert {verdict_of(finding) for finding in told} == {expected}


def _can_be_told(finding: Finding) -> bool:
    try:
        reason(finding)
    except KeyError:
        return False
    return True


def test_words_of_claim_and_source_are_shown_as_they_stand() -> None:
    for nasty in ("{source}", "{claim.__class__}", "%s {", "<b>"):
        assert reason(Finding(ReasonKind.NAME, nasty, "Lund")).text == f"the article says Lund, not {nasty}"
