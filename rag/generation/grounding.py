"""One sentence of a model against the evidence: a statement with the passages that support it, or left out and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.english.function_words import points_back
from rag.generation.plain_text import foreign, harmless, plain, with_true_quotations
from rag.generation.stream import CitedSentence
from rag.question.antecedents import people
from rag.types import LeftOut, Passage, Reason, ReasonKind, Statement, Support, Verdict

Verify = Callable[[str, Sequence[Passage]], Verdict]
BETTER = 0.1
"""A passage that was not cited takes the place of the cited ones if it supports the sentence by so much more."""
_PERSONAL = re.compile(r"(he|she|his|her)\b", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(?:passages?|articles?|sources?|texts?|context|documents?|information)\b.{0,40}"
    r"\b(?:do(?:es)?|did|is|are)(?: not|n['’]t) (?:\w+ )?(?:say|state|mention|contain|provid|specif|answer|includ|give)"
    r"|\b(?:I|we)(?:['’]m| am| are)? (?:can(?:not|['’]t)|could not|do(?:n['’]t| not)|not able|unable|sorry)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Before:
    """What a sentence can go on with."""

    statement: Statement | None = None
    """The one right before it; None where that was left out."""
    person: str = ""
    """The first person of the last sentence that names any; empty where that was left out."""

    def then(self, found: Statement | LeftOut) -> Before:
        """What the next sentence can go on with."""
        names, shown = people(found.text), isinstance(found, Statement)
        person = (names[0] if shown else "") if names else self.person
        return Before(found if isinstance(found, Statement) else None, person)


@dataclass(frozen=True, slots=True)
class Checker:
    """Holds sentences against the evidence, one after the other."""

    evidence: Sequence[Passage]
    verify: Verify

    def check(self, told: CitedSentence, before: Before) -> Statement | LeftOut:
        """The sentence as a statement, or why it is none."""
        if not told.whole:
            return _left_out(told.text, Support.UNVERIFIABLE, "the model broke off in the middle of this sentence")
        text = plain(told.text)
        if _REFUSAL.search(text):
            return _left_out(text, Support.UNVERIFIABLE, "it speaks about the passages, not about what they say")
        cited = [self.evidence[n - 1] for n in told.numbers if 0 < n <= len(self.evidence)]
        found = self._supported(text, cited)
        if isinstance(found, LeftOut) or not points_back(found.text):
            return found
        return (
            found
            if self._continues(found, before)
            else _left_out(
                text, Support.UNVERIFIABLE, f"whom or what “{found.text.split()[0]}” means was left out or is not clear"
            )
        )

    def _supported(self, text: str, cited: Sequence[Passage]) -> Statement | LeftOut:
        """The sentence over the passages that support it best: those it cites, unless another one is clearly better."""
        ways = [(passage,) for passage in dict.fromkeys([*cited, *self.evidence])]
        tries = [self._try(text, way) for way in ways]
        best = max(tries, key=lambda found: (found.verdict.supported, found.verdict.support))
        own = [found for found in tries[: len(set(cited))] if found.verdict.supported]
        if own and max(found.verdict.support for found in own) >= best.verdict.support - BETTER:
            # Every cited passage that supports it by itself stays, as long as they do so together.
            best = own[0]
            if len(own) > 1:
                together = self._try(text, tuple(passage for found in own for passage in found.passages))
                best = together if together.verdict.supported else max(own, key=lambda found: found.verdict.support)
        elif not best.verdict.supported and len(cited) > 1:
            # What no passage says alone, several may say together.
            best = max((self._try(text, tuple(cited)), best), key=lambda found: found.verdict.supported)
        if best.verdict.supported:
            return Statement(best.text, best.passages, min(1.0, max(0.0, best.verdict.support)))
        blamed = tries[0] if cited else best
        return LeftOut(harmless(text), _harmless(blamed.verdict))

    def _try(self, text: str, passages: tuple[Passage, ...]) -> _Tried:
        text = with_true_quotations(text, passages)
        if pieces := foreign(text, passages):
            what = "an address" if any("." in piece or ":" in piece for piece in pieces) else "markup or code"
            reason = Reason(ReasonKind.MISSING, f"it holds {what} that the cited passage does not")
            return _Tried(text, passages, Verdict(Support.NOT_FOUND, 0.0, (reason,)))
        return _Tried(text, passages, self.verify(text, passages))

    def _continues(self, found: Statement, before: Before) -> bool:
        """Whether a sentence that begins with "He" or "This" is true of whom or what was named before it."""
        pronoun = _PERSONAL.match(found.text)
        if pronoun and before.person:
            owner = f"{before.person}’s" if pronoun[1].lower() in ("his", "her") else before.person
            return self.verify(owner + found.text[pronoun.end() :], found.citations).supported
        if before.statement is None:
            return False
        return any(_goes_on(one, other) for one in found.citations for other in before.statement.citations)


@dataclass(frozen=True, slots=True)
class _Tried:
    text: str
    passages: tuple[Passage, ...]
    verdict: Verdict


def _goes_on(one: Passage, other: Passage) -> bool:
    """Whether two passages share characters, or the first one goes on with the second as the sentence does ("It …")."""
    if one.article.digest != other.article.digest:
        return False
    next_to = one.start >= other.end and not one.article.text[other.end : one.start].strip()
    return (one.start < other.end and other.start < one.end) or (next_to and points_back(one.text))


def _left_out(text: str, kind: Support, reason: str) -> LeftOut:
    return LeftOut(harmless(text), Verdict(kind, 0.0, (Reason(ReasonKind.MISSING, reason),)))


def _harmless(verdict: Verdict) -> Verdict:
    reasons = tuple(Reason(reason.kind, harmless(reason.text)) for reason in verdict.reasons)
    return replace(verdict, reasons=reasons)
