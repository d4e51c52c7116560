"""Somebody else's text held against the articles: every sentence with its verdict and what it rests on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.english.entities import names
from rag.english.function_words import points_back
from rag.english.lists import MARK
from rag.english.quotes import core, plain
from rag.english.tokens import terms
from rag.models import nli
from rag.types import CheckedSentence, CheckedText, Passage, Reason, ReasonKind, Support, Verdict
from rag.types.retrieval import RetrievalResult
from rag.verification.claim import bare, nothing_to_check
from rag.verification.coverage import content_words
from rag.verification.verdict import CONTEXT, verify_sentences

LONGEST = 50_000
MOST = 1_000
CANDIDATES = 8
"""Chunks that a sentence is held against, each by itself: what two articles say is not added up to a third thing."""
FEW = 3
"""So few words without a name or number stand together somewhere by chance: one sentence must hold them all."""
READ = 3
"""Of them so many are read by a slower judge, where there is one: those that the words alone find best."""
NEAR = 0.35
"""How alike in meaning a sentence must be to be shown as the closest of those that do not say it."""
FAR = 0.2
"""A passage less alike supports nothing but its own words."""
SAYS_MORE, SAYS_SOME, HOLDS = 0.15, 0.05, 0.5
"""What a verdict adds to the closeness of its passage, and by how much its support counts: of two passages about as
close the one that says something decides, but a distant one that shares some words does not overrule the one that is
about the matter."""
_LEAD = re.compile(rf"(?:[\s>#]|{MARK})+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_`](?=\S)|(?<=\S)[*_`](?!\w)")
_LONG_WORD = re.compile(r"[^\W\d_]{7,}")


class Verify(Protocol):
    """What `rag.verification.verdict.verify_sentences` does."""

    def __call__(self, claim: str, sentences: Sequence[Passage], *, context: str = "") -> Verdict:
        """The verdict of sentences on a claim."""
        ...


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The sentences of a chunk and their neighbours, which of the chunk's is closest in meaning, and how close."""

    sentences: tuple[Passage, ...]
    closest: Passage
    closeness: float
    context: str
    """What the article says before them."""

    @property
    def text(self) -> str:
        """Its sentences joined by spaces."""
        return " ".join(sentence.text for sentence in self.sentences)


def judged(claim: str, sentences: Sequence[Passage], *, context: str = "") -> Verdict:
    """The verdict of sentences, where no word speaks against them by the judge that comes with the package."""
    return verify_sentences(claim, sentences, judge=nli, context=context)


def check(
    text: str,
    cut: Callable[[str], Sequence[Passage]],
    retrieve: Callable[[str], RetrievalResult],
    verify: Verify = verify_sentences,
    decide: Verify = judged,
) -> Generator[CheckedSentence, None, CheckedText]:
    """Yield the sentences that `cut` finds in `text` in order, each held against the chunks `retrieve` finds for it.

    `verify` chooses among the chunks; `decide`, slower and better, then has the last word on the best of them.
    Raises `ValueError` for a text that is blank or longer than `LONGEST` characters or `MOST` sentences."""
    if not text.strip():
        raise ValueError("the text is blank: give a paragraph whose sentences are to be checked")
    if len(text) > LONGEST:
        raise ValueError(f"the text has {len(text):,} characters: check at most {LONGEST:,} at a time")
    sentences = cut(text)
    if len(sentences) > MOST:
        raise ValueError(f"the text has {len(sentences):,} sentences: check at most {MOST:,} at a time")
    checked: list[CheckedSentence] = []
    for sentence in sentences:
        claim = _claim(sentence.text)
        before = _claim(checked[-1].text) if checked and points_back(claim) else ""
        if _is_heading(sentence) or _says_nothing(claim):
            verdict = Verdict(Support.UNVERIFIABLE, 0.0)
        else:
            verdict = _verdict(claim, _candidates(retrieve(f"{before} {claim}".strip())), verify, decide)
        checked.append(CheckedSentence(sentence.text, sentence.start, sentence.end, verdict))
        yield checked[-1]
    return CheckedText(text, tuple(checked))


def _is_heading(sentence: Passage) -> bool:
    return any(start <= sentence.start < end for start, end in sentence.article.headings)


def _claim(sentence: str) -> str:
    """What a sentence says, without the marks of a list or of Markdown around its words."""
    lead = _LEAD.match(sentence)
    return _EMPHASIS.sub("", sentence[lead.end() if lead else 0 :]).strip() or sentence


def _says_nothing(claim: str) -> bool:
    """Whether it is a single word, a greeting or what leads into a list: nothing that could be true or false."""
    whole_script = any(not word.isascii() for word in _LONG_WORD.findall(claim))  # some are written without blanks
    if (claim.endswith(":") and "\n" not in claim) or (len(set(terms(claim))) < 2 and not whole_script):
        return True
    return nothing_to_check(bare(claim), content_words(bare(claim)))


def _verdict(claim: str, found: Sequence[_Candidate], verify: Verify, decide: Verify) -> Verdict:
    """The verdict of the candidate that has most to say."""
    if not found:
        return verify(claim, ())
    first = _best_first(claim, found, verify)
    _, verdict = _best_first(claim, [one for one, _ in first[:READ]], decide)[0]
    if verdict.kind is Support.NOT_FOUND:
        nearest = max(found, key=lambda one: one.closeness)
        missing = tuple(reason for reason in verdict.reasons if reason.kind is ReasonKind.MISSING)
        shown = (nearest.closest,) if nearest.closeness >= NEAR else ()
        return replace(verdict, reasons=missing or verdict.reasons, passages=shown)
    if verdict.kind is not Support.CONTRADICTED:
        return verdict
    # What else is missing is no news beside what is wrong.
    reasons = tuple(reason for reason in verdict.reasons if reason.kind is not ReasonKind.MISSING)
    return replace(verdict, reasons=reasons)


def _best_first(claim: str, found: Sequence[_Candidate], verify: Verify) -> list[tuple[_Candidate, Verdict]]:
    """Every candidate with its verdict, asked once."""
    verdicts = [(one, _doubted(claim, one, verify(claim, one.sentences, context=one.context))) for one in found]
    return sorted(verdicts, key=lambda pair: _worth(claim, *pair), reverse=True)


def _worth(claim: str, one: _Candidate, verdict: Verdict) -> tuple[bool, float, float]:
    """How much a verdict is worth beside those of other candidates."""
    own_words = verdict.supported and core(claim) in plain(one.text)
    if verdict.supported or (verdict.kind is Support.CONTRADICTED and verdict.passages[:1] == (one.closest,)):
        more = SAYS_MORE
    else:  # what contradicts stands elsewhere in the chunk, and may be about something else
        more = SAYS_SOME if verdict.kind in (Support.PARTLY, Support.CONTRADICTED) else 0.0
    return own_words, round(one.closeness + HOLDS * verdict.support + more, 4), verdict.support


def _doubted(claim: str, one: _Candidate, verdict: Verdict) -> Verdict:
    """The verdict; where the candidate shares but a few words by chance, that it does not say so."""
    far = verdict.supported and one.closeness < FAR
    if not far and not (verdict.kind in (Support.SUPPORTED, Support.PARTLY) and _scattered(claim, verdict)):
        return verdict
    if claim.rstrip(" .!") in one.text:
        return verdict
    reason = Reason(ReasonKind.MISSING, "no sentence of the articles says this")
    return Verdict(Support.NOT_FOUND, min(verdict.support, 0.3), (reason,), verdict.passages)


def _scattered(claim: str, verdict: Verdict) -> bool:
    """Whether the few words of a claim stand in different sentences of what is said to support it."""
    wanted = set(terms(claim))
    if len(wanted) > FEW or names(claim) or any(char.isdigit() for char in claim):
        return False
    return not any(wanted <= set(terms(passage.text)) for passage in verdict.passages)


def _candidates(retrieved: RetrievalResult) -> list[_Candidate]:
    """What to hold a claim against, best first."""
    found = []
    for hit, vectors in zip(retrieved.hits, retrieved.sentence_vectors, strict=True):
        chunk, whole = hit.chunk, retrieved.sentences[hit.chunk.article.id]
        near = vectors @ retrieved.query_vector
        best = int(near.argmax())
        place = bisect_left(whole, chunk.start, key=lambda sentence: sentence.start)
        first = max(0, place - 1)
        sentences = whole[first : place + len(chunk.sentences) + 1]
        before = " ".join(sentence.text for sentence in whole[:first])[-CONTEXT:]
        context = f"{chunk.article.title}\n{before}"
        found.append(_Candidate(sentences, chunk.sentences[best], float(near[best]), context))
    return found
