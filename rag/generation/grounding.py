"""One sentence of a model against the evidence: a statement with the passages that support it, or left out and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answering.agreement import Relation, compare
from rag.english.function_words import points_back
from rag.english.sentence_features import sentence
from rag.english.tokens import terms
from rag.generation.enough import enough
from rag.generation.plain_text import foreign, harmless, plain, with_true_quotations
from rag.generation.stream import CitedSentence
from rag.question.antecedents import named
from rag.types import Chunk, Difference, LeftOut, Passage, Reason, ReasonKind, Statement, Support, Verdict

Verify = Callable[[str, Sequence[Passage]], Verdict]
BETTER = 0.1
"""A chunk that was not cited takes the place of the cited ones if it supports the sentence by so much more."""
NEAREST = 3
"""Chunks besides the cited ones that a sentence is held against: those that hold most of its words."""
ALIKE = 0.3
"""The share of the shorter one's words from which on two sentences are held against each other."""
FEWEST = 3
"""Words of a sentence."""
FEWEST_WORDS, MOST_REPEATS = 20, 3
"""A sentence of more words than this that has each so many times on average goes round in circles."""
LONGEST_SHOWN = 200
TOGETHER = 3
"""Sentences of one chunk that a sentence may rest on together."""
_PERSONAL = re.compile(r"(he|she|his|her)\b", re.IGNORECASE)
_AGE = re.compile(r"\b(\d{1,3}) years old\b")
_REFUSAL = re.compile(
    r"\b(?:passages?|articles?|sources?|texts?|context|documents?|information)\b.{0,40}"
    r"\b(?:do(?:es)?|did|is|are)(?: not|n['’]t) (?:\w+ )?(?:say|state|mention|contain|provid|specif|answer|includ|give)"
    r"|\b(?:I|we)(?:['’]m| am| are)? (?:can(?:not|['’]t)|could not|do(?:n['’]t| not)|not able|unable|sorry)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"(?:the|these|both|all|other|some) (?:\w+ )?(?:articles?|passages?|sources?) (?:\w+ ){0,2}?"
    r"(?:(?:dis)?agrees?|differs?|var(?:y|ies)|says?|stat(?:es?|ing)|mentions?|reports?)\b",
    re.IGNORECASE,
)
"""What a model makes of several passages together stands in none of them."""
_REPORTS = re.compile(
    r"(?:the|these|all) (?:articles?|passages?|sources?) (?:say|stat|report|mention)\w* that (?=\w)", re.IGNORECASE
)
_WHILE = re.compile(r"\b(?:while|whereas|but)\b", re.IGNORECASE)


def refuses(text: str) -> bool:
    """Whether a sentence says that the articles do not say, or that the model cannot tell."""
    return bool(_REFUSAL.search(text))


def _of_what_they_say(text: str) -> str:
    """ "The articles say that it rained." as "It rained."; what sets one of them against another stays as it is."""
    found = _REPORTS.match(text)
    return text if not found or _WHILE.search(text) else text[found.end() :][:1].upper() + text[found.end() + 1 :]


@dataclass(frozen=True, slots=True)
class Before:
    """What a sentence can go on with."""

    statement: Statement | None = None
    """The one right before it; None where that was left out."""
    person: str = ""
    """The first person of the last sentence that names any."""
    shown: bool = False
    """Whether that sentence was."""

    def then(self, found: Statement | LeftOut) -> Before:
        """What the next sentence can go on with."""
        statement, names = found if isinstance(found, Statement) else None, _people(found.text)
        return (
            Before(statement, names[0], statement is not None) if names else Before(statement, self.person, self.shown)
        )


@dataclass(frozen=True, slots=True)
class Checker:
    """Holds sentences against the chunks that the model was given, one after the other."""

    chunks: Sequence[Chunk]
    verify: Verify

    def check(self, told: CitedSentence, before: Before) -> Statement | LeftOut:
        """The sentence as a statement, or why it is none."""
        if not told.whole:
            return _left_out(told.text, Support.UNVERIFIABLE, "the model broke off in the middle of this sentence")
        text = _of_what_they_say(plain(told.text))
        if len(text.split()) < FEWEST:
            return LeftOut(harmless(text), Verdict(Support.UNVERIFIABLE, 0.0))  # "34" says nothing
        if _in_circles(text):
            return _left_out(text[:LONGEST_SHOWN], Support.UNVERIFIABLE, "it says the same words again and again")
        if text.endswith(":"):
            return LeftOut(harmless(text), Verdict(Support.UNVERIFIABLE, 0.0))  # it only leads to what comes
        if refuses(text) or _COMPARES.match(text):
            return _left_out(text, Support.UNVERIFIABLE, "it speaks about the passages, not about what they say")
        found = self._supported(text, [self.chunks[n - 1] for n in told.numbers if 0 < n <= len(self.chunks)])
        if isinstance(found, LeftOut) or not points_back(found.text) or self._continues(found, before):
            return found
        if named := self._named(found, before):
            return named
        whom = f"whom or what “{found.text.split()[0]}” means was left out or is not clear"
        return _left_out(text, Support.UNVERIFIABLE, whom)

    def _supported(self, text: str, cited: Sequence[Chunk]) -> Statement | LeftOut:
        """The sentence over what supports it best: the chunks it cites, unless another one is clearly better."""
        tries = [self._rest(text, chunk) for chunk in dict.fromkeys([*cited, *self._nearest(text)])]
        if not tries:
            return _left_out(text, Support.NOT_FOUND, "no passage that the model was given says this")
        best = max(tries, key=lambda found: (found.holds, found.verdict.support))
        own = [found for found in tries[: len(set(cited))] if found.holds]
        if own and max(found.verdict.support for found in own) >= best.verdict.support - BETTER:
            # Every cited chunk that supports it by itself stays, as long as they do so together.
            best = max(own, key=lambda found: found.verdict.support)
            together = self._try(text, tuple(passage for found in own for passage in found.passages))
            best = together if together.holds else best
        elif not best.holds and len(tries) > 1:
            # What no chunk says alone, several may say together.
            closest = tuple(passage for found in tries[: max(2, len(set(cited)))] for passage in found.passages[:1])
            best = max((self._try(text, closest), best), key=lambda found: found.holds)
        if best.holds:
            return Statement(best.text, best.passages, min(1.0, max(0.0, best.verdict.support)))
        blamed = tries[0] if cited else best
        if blamed.verdict.supported:
            return _left_out(text, Support.PARTLY, "the passages say too little of it")
        return LeftOut(harmless(text), _harmless(blamed.verdict))

    def _nearest(self, text: str) -> list[Chunk]:
        """The chunks that hold most of a sentence's words."""
        wanted = set(terms(text))
        return sorted(self.chunks, key=lambda chunk: -len(wanted & sentence(chunk.text).stems))[:NEAREST]

    def _rest(self, text: str, chunk: Chunk) -> _Tried:
        """The sentence over as few sentences of a chunk as support it, the closest first; over these where none do."""
        whole = self._try(text, chunk.sentences)
        closest = whole.verdict.passages[:TOGETHER] or chunk.sentences[:1]
        tried = replace(whole, passages=closest)
        for n in range(1, len(closest) + 1):
            passages = tuple(sorted(closest[:n], key=lambda passage: passage.start))
            tried = self._try(text, passages)
            if tried.holds:
                return tried
        return tried

    def _try(self, text: str, passages: tuple[Passage, ...]) -> _Tried:
        text = with_true_quotations(text, passages)
        if pieces := foreign(text, passages):
            what = "an address" if any("." in piece or ":" in piece for piece in pieces) else "markup or code"
            reason = Reason(ReasonKind.MISSING, f"it holds {what} that the cited passage does not")
            return _Tried(text, passages, Verdict(Support.NOT_FOUND, 0.0, (reason,)))
        return _Tried(text, passages, self.verify(_ages_as_there(text, passages), passages))

    def _continues(self, found: Statement, before: Before) -> bool:
        """Whether a sentence that begins with "He" or "This" is true of whom or what was named before it."""
        if before.shown and (text := _with_name(found.text, before.person)):
            return self.verify(text, found.citations).supported
        if before.statement is None:
            return False
        return any(_goes_on(one, other) for one in found.citations for other in before.statement.citations)

    def _named(self, found: Statement, before: Before) -> Statement | None:
        """A sentence that begins with "He" with the name in its place of whom a sentence that was left out named, where
        its passage and the one right before that say so of them."""
        text, first = _with_name(found.text, before.person), found.citations[0]
        runs = [(one, other) for chunk in self.chunks for one, other in pairwise(chunk.sentences) if other == first]
        if not text or not runs or not {*terms(before.person)} <= {*terms(runs[0][0].text)}:
            return None
        tried = self._try(text, (runs[0][0], *found.citations))
        return replace(found, text=tried.text, citations=tried.passages) if tried.holds else None


@dataclass(frozen=True, slots=True)
class _Tried:
    text: str
    passages: tuple[Passage, ...]
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """Whether a reader may be shown the sentence over these passages."""
        return enough(self.text, self.passages, self.verdict)


def _ages_as_there(text: str, passages: Sequence[Passage]) -> str:
    """A sentence without the "years old" that a passage leaves out ("his predecessor, who is 90,")."""

    def as_there(found: re.Match[str]) -> str:
        bare = re.compile(rf"\b{found[1]}(?=[,.;)]|$)")
        return found[1] if any(bare.search(passage.text) for passage in passages) else found[0]

    return _AGE.sub(as_there, text)


def _with_name(text: str, person: str) -> str:
    """A sentence that begins with "He" or "Her" with the person's name in its place; empty where it does not, or where
    nobody is named."""
    pronoun = _PERSONAL.match(text)
    owner = f"{person}’s" if pronoun and pronoun[1].lower() in ("his", "her") else person
    return owner + text[pronoun.end() :] if pronoun and person else ""


def _people(text: str) -> list[str]:
    """Whom a sentence names, in order; a full name is one whatever comes after it ("Anna Brandt denies")."""
    return [name.text for name in named(text) if name.person or (name.kind == "person" and not name.place)]


def _in_circles(text: str) -> bool:
    """Whether a sentence repeats its words or gives itself as its reason ("He left because he had left"), as a small
    model does that does not know; its words are the article's, so that no check of words sees it."""
    held = text.split()
    if len(held) > FEWEST_WORDS and len(held) > MOST_REPEATS * len(set(held)):
        return True
    before, _, reason = text.partition(" because ")
    return bool(reason) and set(terms(reason)) <= set(terms(before))


def differing(found: Statement, said: Sequence[Statement], verify: Verify) -> tuple[Difference, ...]:
    """The statements before it that one disagrees with, where they rest on different articles and share many words."""
    own = found.citations[0]
    others = (other.citations[0] for other in said)
    held = [other for other in others if other.article.digest != own.article.digest and _alike(own.text, other.text)]
    compared = [(other, compare(other, own, verify)) for other in held]
    return tuple(Difference(other, told.differs) for other, told in compared if told.relation is Relation.DIFFERS)


def _alike(one: str, other: str) -> bool:
    mine, its = sentence(one).stems, sentence(other).stems
    return len(mine & its) >= ALIKE * min(len(mine), len(its))


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
