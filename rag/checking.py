"""Holding somebody else's text against the articles: every sentence with its verdict and what it rests on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from rag.english.entities import names
from rag.english.function_words import points_back
from rag.english.lists import MARK
from rag.english.quotes import core, plain
from rag.english.sentences import sentence_spans
from rag.english.tokens import terms
from rag.ingest.joins import Joiner
from rag.ingest.lines import lines
from rag.types import CheckedSentence, CheckedText, Passage, Reason, ReasonKind, Support, Verdict
from rag.types.retrieval import RetrievalResult

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

Verify = Callable[[str, Sequence[Passage]], Verdict]
Retrieve = Callable[[str], RetrievalResult]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A chunk with its neighbouring sentences, and which of its sentences is closest in meaning, and how close."""

    passage: Passage
    closest: Passage
    closeness: float


def check(
    text: str, retrieve: Retrieve, verify: Verify, decide: Verify | None = None
) -> Generator[CheckedSentence, None, CheckedText]:
    """Yield the sentences of `text` in order, each held against the chunks that `retrieve` finds for it.

    `verify` chooses among the chunks; `decide`, slower and better, then has the last word on the best of them.
    Raises `ValueError` for a text that is blank or longer than `LONGEST` characters or `MOST` sentences."""
    if not text.strip():
        raise ValueError("the text is blank: give a paragraph whose sentences are to be checked")
    if len(text) > LONGEST:
        raise ValueError(f"the text has {len(text):,} characters: check at most {LONGEST:,} at a time")
    found = list(lines(text))
    headings = {line.start for line in found if line.mark.startswith("#")}
    paragraphs = Joiner(text, found, (), markdown=False).paragraphs()
    spans = [
        (first + start, first + end) for first, last in paragraphs for start, end in sentence_spans(text[first:last])
    ]
    if len(spans) > MOST:
        raise ValueError(f"the text has {len(spans):,} sentences: check at most {MOST:,} at a time")
    checked: list[CheckedSentence] = []
    for start, end in spans:
        said = _said(text[start:end])
        before = _said(checked[-1].text) if checked and points_back(said) else ""
        nothing = start in headings or _says_nothing(said)
        verdict = Verdict(Support.UNVERIFIABLE, 0.0) if nothing else _verdict(said, before, retrieve, verify, decide)
        checked.append(CheckedSentence(text[start:end], start, end, verdict))
        yield checked[-1]
    return CheckedText(text, tuple(checked))


def _said(sentence: str) -> str:
    """What a sentence says, without the marks of a list or of Markdown around its words."""
    lead = _LEAD.match(sentence)
    return _EMPHASIS.sub("", sentence[lead.end() if lead else 0 :]).strip() or sentence


def _says_nothing(said: str) -> bool:
    """Whether it is a single word, or what leads into a list: nothing that could be true or false."""
    whole_script = any(not word.isascii() for word in _LONG_WORD.findall(said))  # some are written without blanks
    return (said.endswith(":") and "\n" not in said) or (len(set(terms(said))) < 2 and not whole_script)


def _verdict(said: str, before: str, retrieve: Retrieve, verify: Verify, decide: Verify | None) -> Verdict:
    """The verdict of the chunk that has most to say; a sentence that points back is looked for along with the one
    before it."""
    alone = verify(said, ())
    if alone.kind is Support.UNVERIFIABLE:
        return alone
    found = _found(retrieve(f"{before} {said}".strip()))
    if not found:
        return alone
    judged = _best_first(said, found, verify)
    if decide:
        judged = _best_first(said, [one for one, _ in judged[:READ]], decide)
    best, verdict = judged[0]
    if verdict.kind is Support.NOT_FOUND:
        nearest = max(found, key=lambda one: one.closeness)
        missing = tuple(reason for reason in verdict.reasons if reason.kind is ReasonKind.MISSING)
        shown = (nearest.closest,) if nearest.closeness >= NEAR else ()
        return replace(verdict, reasons=missing or verdict.reasons, passages=shown)
    if verdict.kind is not Support.CONTRADICTED:
        return verdict
    # What else is missing is no news beside what is wrong; and what is right stands first.
    reasons = tuple(reason for reason in verdict.reasons if reason.kind is not ReasonKind.MISSING)
    first = (best.closest,) if _contradicts(said, best, verify) else ()
    return replace(verdict, reasons=reasons, passages=tuple(dict.fromkeys((*first, *verdict.passages))))


def _best_first(said: str, found: Sequence[_Candidate], verify: Verify) -> list[tuple[_Candidate, Verdict]]:
    judged = [(one, _doubted(said, one, verify)) for one in found]
    return sorted(judged, key=lambda pair: _order(said, pair[0], pair[1], verify), reverse=True)


def _order(said: str, one: _Candidate, verdict: Verdict, verify: Verify) -> tuple[bool, float, float]:
    """How much a verdict is worth beside those of other passages."""
    own_words = verdict.supported and core(said) in plain(one.passage.text)
    if verdict.supported or (verdict.kind is Support.CONTRADICTED and _contradicts(said, one, verify)):
        more = SAYS_MORE
    else:  # what contradicts stands elsewhere in the passage, and may be about something else
        more = SAYS_SOME if verdict.kind in (Support.PARTLY, Support.CONTRADICTED) else 0.0
    return own_words, round(one.closeness + HOLDS * verdict.support + more, 4), verdict.support


def _contradicts(said: str, one: _Candidate, verify: Verify) -> bool:
    """Whether the sentence that is closest in meaning contradicts by itself."""
    return verify(said, (one.closest,)).kind is Support.CONTRADICTED


def _doubted(said: str, one: _Candidate, verify: Verify) -> Verdict:
    """What the passage says; where it shares but a few words by chance, that it does not say so."""
    verdict = verify(said, (one.passage,))
    if not verdict.supported or not (one.closeness < FAR or _scattered(said, verdict)):
        return verdict
    if said.rstrip(" .!") in one.passage.text:
        return verdict
    reason = Reason(ReasonKind.MISSING, "no sentence of the articles says this")
    return Verdict(Support.NOT_FOUND, min(verdict.support, 0.3), (reason,), verdict.passages)


def _scattered(said: str, verdict: Verdict) -> bool:
    """Whether the few words of a sentence stand in different sentences of what is said to support it."""
    wanted = set(terms(said))
    if len(wanted) > FEW or names(said) or any(char.isdigit() for char in said):
        return False
    return not any(wanted <= set(terms(passage.text)) for passage in verdict.passages)


def _found(retrieved: RetrievalResult) -> list[_Candidate]:
    """The passages to read, best first."""
    found = []
    for hit, vectors in zip(retrieved.hits, retrieved.sentence_vectors, strict=True):
        near = vectors @ retrieved.query_vector
        best = int(near.argmax())
        passage = _around(retrieved.sentences[hit.chunk.article.id], hit.chunk.start, len(hit.chunk.sentences))
        found.append(_Candidate(passage, hit.chunk.sentences[best], float(near[best])))
    return found


def _around(all_sentences: Sequence[Passage], start: int, count: int) -> Passage:
    """The `count` sentences from the one at `start`, and a neighbour on either side, as one passage."""
    first = bisect_left(all_sentences, start, key=lambda sentence: sentence.start)
    last = all_sentences[min(first + count, len(all_sentences) - 1)]
    return Passage(last.article, all_sentences[max(0, first - 1)].start, last.end)
