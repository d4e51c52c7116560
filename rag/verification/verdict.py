"""Whether sentences of the articles support a claim: align first, then check inside the alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.english.quotes import core, plain
from rag.english.sentences import line_sentence_spans, sentence_spans
from rag.types import Article, Passage, Reason, ReasonKind, Support, Verdict
from rag.verification.alignment import align
from rag.verification.checks import CHECKS, Check
from rag.verification.checks.embedded import governed_by
from rag.verification.checks.shifts import by_how_much
from rag.verification.claim import as_read, bare, nothing_to_check
from rag.verification.coverage import content_words, missing_words
from rag.verification.evidence import ClaimEvidence, Finding, in_order, runs
from rag.verification.reasons import reason
from rag.verification.support import FOLLOWS, FOUND, THRESHOLD, VETOED, Judge, Reading, by_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 2_000
"""Characters; more than that is no sentence, and is supported only as a slice."""
CONTEXT = 3_000
"""Characters before the evidence that may say whom it speaks of."""
SLIGHT = frozenset({ReasonKind.HEDGE, ReasonKind.QUOTATION, ReasonKind.MISATTRIBUTED})
"""What these say is more to the point than which words are missing besides."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What words, checks and judge make of a claim, before it becomes one verdict."""

    words: int
    """How many words it has."""
    missing: tuple[str, ...]
    """Those that its evidence does not hold."""
    findings: tuple[Finding, ...]
    follows: bool
    """Whether it follows its closest sentence word by word."""
    read: NDArray[np.float32] | None
    """What the judge says of all its evidence and of the closest sentence alone; None where nothing was read."""
    closest: tuple[Passage, ...]

    @property
    def coverage(self) -> float:
        """The share of its words that its evidence holds."""
        return 1 - len(self.missing) / self.words

    @property
    def vetoed(self) -> bool:
        """Whether a check settles it, whatever a judge would say."""
        return settled(self.findings, self.follows)

    def support(self) -> float:
        """How far it is supported, by the judge where one has read it."""
        if self.read is None:
            degree = by_words(self.coverage)
        else:
            degree = Reading(self.read, self.coverage, self.words, bool(self.findings)).support()
        against = self.vetoed or (self.read is None and bool(self.findings))
        return round(min(degree, VETOED) if against else degree, 4)


def settled(findings: Sequence[Finding], follows: bool) -> bool:
    """Whether findings settle a claim: some do always, others where it follows its source."""
    return any(one.always or (follows and one.decisive) for one in findings)


def verify(
    claim: str,
    passages: Sequence[Passage | str],
    *,
    judge: Judge | None = None,
    elsewhere: Sequence[Passage | str] = (),
    checks: Sequence[Check] = CHECKS,
) -> Verdict:
    """The verdict of passages: sentences of the articles, runs of them, or plain text.

    `elsewhere` are passages of other articles: a quotation that stands only there is reported as misattributed. Without
    a `judge` the words decide alone. `checks` are the hand-written ones to hold it to."""
    whole = [_passage(passage) for passage in passages]
    context = "\n".join(f"{p.article.title}\n{p.article.text[max(0, p.start - CONTEXT) : p.start]}" for p in whole)
    others = [(p.article.title or p.article.id, p.text) for p in map(_passage, elsewhere)]
    found = assess(claim, cut(passages), judge, context=context, elsewhere=others, checks=checks)
    return found if isinstance(found, Verdict) else decide(found)


def verify_sentences(
    claim: str, sentences: Sequence[Passage], *, judge: Judge | None = None, context: str = ""
) -> Verdict:
    """The verdict of sentences as the index holds them: they are not cut again, and nothing between them is read.

    `context` is what their articles say before them, where it may name whom they speak of."""
    found = assess(claim, sentences, judge, context=context)
    return found if isinstance(found, Verdict) else decide(found)


def cut(passages: Sequence[Passage | str]) -> tuple[Passage, ...]:
    """The sentences of passages, in order; plain text, each line of which is a paragraph, is an article of its own."""
    return tuple(
        Passage(whole.article, whole.start + start, whole.start + end)
        for passage, whole in ((passage, _passage(passage)) for passage in passages)
        for start, end in (line_sentence_spans if isinstance(passage, str) else sentence_spans)(whole.text)
    )


def assess(
    claim: str,
    sentences: Sequence[Passage],
    judge: Judge | None = None,
    *,
    context: str = "",
    elsewhere: Sequence[tuple[str, str]] = (),
    checks: Sequence[Check] = CHECKS,
) -> Assessment | Verdict:
    """What words and judge make of a claim; the verdict itself where there is nothing to assess.

    `elsewhere` are other articles' passages as (title, text)."""
    claim = bare(claim)
    wanted = content_words(claim)
    if nothing_to_check(claim, wanted):
        return Verdict(Support.UNVERIFIABLE, 0.0)
    order = align(claim, [sentence.text for sentence in sentences])
    closest, texts = tuple(sentences[i] for i in order), runs(sentences)
    if any(_slice(claim, text) for text in texts) and not governed_by(claim, texts):
        return Verdict(Support.SUPPORTED, 1.0, (), closest)
    if len(claim) > LONGEST:
        too_long = Reason(ReasonKind.MISSING, "this is too long to be checked as one sentence")
        return Verdict(Support.UNVERIFIABLE, 0.0, (too_long,))
    evidence = ClaimEvidence.of(claim, closest, sentences, context, elsewhere)
    findings = tuple(dict.fromkeys(finding for check in checks for finding in check(evidence)))
    follows = bool(closest) and in_order(claim, closest[0].text) >= FOLLOWS
    read = None
    if judge and closest and not settled(findings, follows):
        together = " ".join(sentences[i].text for i in sorted(order))
        read = judge.judge(as_read(evidence), list(dict.fromkeys((together, closest[0].text))))
    missing = missing_words(wanted, evidence)
    return Assessment(len(wanted), tuple(missing), findings, follows, read, closest)


def decide(found: Assessment) -> Verdict:
    """The verdict that follows: the judge's where one has read the claim and no check settles it."""
    degree = found.support()
    if degree >= THRESHOLD:
        return Verdict(Support.SUPPORTED, degree, (), found.closest)
    against = list(found.findings)
    if found.missing and not any(finding.kind in SLIGHT for finding in against):
        shown = ", ".join(found.missing[:6]) + (" …" if len(found.missing) > 6 else "")
        against.append(Finding(ReasonKind.MISSING, shown, contradicts=False))
    if found.coverage < FOUND:
        kind = Support.NOT_FOUND
    elif any(finding.contradicts for finding in against):
        kind = Support.CONTRADICTED
    else:
        kind = Support.PARTLY
    return Verdict(kind, degree, tuple(dict.fromkeys(map(reason, against))), found.closest)


def _passage(passage: Passage | str) -> Passage:
    """A passage; bare text becomes an article of its own."""
    if isinstance(passage, Passage):
        return passage
    return Passage(Article(id="", text=passage or " ", title=""), 0, len(passage or " "))


def _slice(claim: str, text: str) -> bool:
    """Whether the claim is a run of whole words of `text`, up to the style of marks and outer punctuation; "It cost two
    million" is none of "It cost two million more than agreed"."""
    wanted, source = core(claim), plain(text)
    place = source.find(wanted)
    while wanted and place >= 0:
        end = place + len(wanted)
        cut_off = source[place - 1 : place].isalnum() or source[end : end + 1].isalnum()
        if not cut_off and not by_how_much(wanted, source[end:]):
            return True
        place = source.find(wanted, place + 1)
    return False
