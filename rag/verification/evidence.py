"""A claim beside what it is held against, and where the wording of the two differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.english.entities import Name
from rag.english.tokens import STOP_WORDS, stem, terms, words
from rag.english.turns import speaking
from rag.types import Passage, ReasonKind

_WORD = re.compile(r"\w")
_TOKEN = re.compile(r"\d[\d.,]*\d|[^\W_]+(?:['’-][^\W_]+)*|[%$€£]")
_CLAUSE = re.compile(r"[.;!?…](?=\s|$)|[\"“”]|\b(?:while|whereas|but|although|though)\b|,\s(?:and|which|who)\b")
REACH = 48
"""How many characters on either side of a word bear on it."""
LONGEST = 12
"""Words of a difference that is still one word or phrase put for another."""
NEARLY = 0.8
"""The share of its words that a claim which is nearly its source has from it, in order."""
SHORT_OF = 0.8
"""A claim may leave out so much of its source and still be nearly it."""
FEW = 3
"""Of a short claim, so many words may differ."""
FLANK = 3
"""Words that must be the same around a difference."""


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """A claim, the sentences it rests on (the closest first), and all sentences it is held against."""

    claim: str
    aligned: tuple[str, ...]
    everything: tuple[str, ...]
    context: str = ""
    """What the articles say before the sentences, and their titles: whom a pronoun may mean."""
    published: str = ""
    """The date of the articles, where all of them are of one: what "this year" means."""
    passages: tuple[str, ...] = ()
    """The sentences again, those that follow one another joined: where a quotation is looked for."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Passages of other articles, as (title, text)."""
    turns: tuple[Name | None, ...] = ()
    """For each aligned sentence, who has the word there; None outside of a transcript."""

    @classmethod
    def of(
        cls,
        claim: str,
        aligned: Sequence[Passage],
        sentences: Sequence[Passage],
        context: str = "",
        elsewhere: Sequence[tuple[str, str]] = (),
    ) -> ClaimEvidence:
        """A claim beside sentences of the articles."""
        days = {sentence.article.published or "" for sentence in sentences}
        return cls(
            claim,
            tuple(sentence.text for sentence in aligned),
            tuple(dict.fromkeys(sentence.text for sentence in sentences)),
            context,
            days.pop() if len(days) == 1 else "",
            runs(sentences),
            tuple(elsewhere),
            tuple(speaking(sentence.article.text, sentence.start) for sentence in aligned),
        )

    @property
    def best(self) -> str:
        """The closest sentence."""
        return self.aligned[0] if self.aligned else ""


def runs(sentences: Sequence[Passage]) -> tuple[str, ...]:
    """The texts of the sentences; those with no word between them as one."""
    found: list[Passage] = []
    for sentence in sentences:
        last = found[-1] if found else None
        if last and last.article == sentence.article and last.end <= sentence.start:
            between = sentence.article.text[last.end : sentence.start]
            if not _WORD.search(between):
                found[-1] = Passage(last.article, last.start, sentence.end)
                continue
        found.append(sentence)
    return tuple(run.text for run in found)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has against a claim; its prose is made last, by `rag.verification.reasons`."""

    kind: ReasonKind
    claim: str = ""
    """The words of the claim that it is about."""
    source: str = ""
    """What the source has in their place; empty where it has nothing of the kind."""
    contradicts: bool = True
    """Whether the source says otherwise, rather than less."""
    decisive: bool = True
    """Whether the words settle it where the claim follows its source; else a judge who reads both together may find
    that the one says what the other does all the same."""
    always: bool = False
    """Whether they settle it however freely the claim is worded."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Words of the claim that stand where the source has others: (start, end) in each."""

    claim: tuple[int, int]
    source: tuple[int, int]


@lru_cache(maxsize=1_024)
def slots(claim: str, source: str) -> tuple[Slot, ...]:
    """The places where the two texts, otherwise alike on both sides, say different words."""
    left, right, matcher = _matched(claim, source)
    codes = matcher.get_opcodes()
    found = []
    for i, (tag, a1, a2, b1, b2) in enumerate(codes):
        if tag != "replace" or max(a2 - a1, b2 - b1) > LONGEST:
            continue
        before = codes[i - 1][2] - codes[i - 1][1] if i else 0
        after = codes[i + 1][2] - codes[i + 1][1] if i + 1 < len(codes) else 0
        outer = (not i and a1 == b1 == 0) or (i + 1 == len(codes))
        if before + after >= FLANK and (min(before, after) or outer):
            found.append(Slot((left[a1].start(), left[a2 - 1].end()), (right[b1].start(), right[b2 - 1].end())))
    return tuple(found)


@lru_cache(maxsize=1_024)
def changes(claim: str, source: str) -> tuple[tuple[str, str], ...]:
    """What a claim that is nearly its source says otherwise, as (claim's words, source's words); () where it is not."""
    left, right, matcher = _matched(claim, source)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    longest = max(len(left), SHORT_OF * len(right))
    if shared <= longest / 2 or longest - shared > max(FEW, (1 - NEARLY) * longest):
        return ()
    return tuple(
        (_run(claim, left[a1:a2]), _run(source, right[b1:b2]))
        for tag, a1, a2, b1, b2 in matcher.get_opcodes()
        if tag != "equal"
    )


@lru_cache(maxsize=1_024)
def in_order(claim: str, source: str) -> float:
    """The share of a claim's words that `source` has in the same order."""
    left, _, matcher = _matched(claim, source)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(left))


def _matched(claim: str, source: str) -> tuple[list[re.Match[str]], list[re.Match[str]], SequenceMatcher[str]]:
    """The words of both, and what finds those that they share in the same order."""
    left, right = (list(_TOKEN.finditer(text[:2_000])) for text in (claim, source))
    plain = [[_folded(token.group()) for token in tokens] for tokens in (left, right)]
    return left, right, SequenceMatcher(None, plain[0], plain[1], autojunk=False)


def _run(text: str, tokens: Sequence[re.Match[str]]) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else ""


def _folded(token: str) -> str:
    return re.sub(r"['’]s?$", "", token.casefold()).replace("’", "'").replace(",", "")


@lru_cache(maxsize=32_768)
def around(text: str, start: int, end: int) -> frozenset[str]:
    """The stems of the content words that stand near `text[start:end]` in its clause."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    before = before[max((match.end() for match in _CLAUSE.finditer(before)), default=0) :]
    stop = _CLAUSE.search(after)
    after = after[: stop.start()] if stop else after
    if start > REACH:
        before = before.partition(" ")[2]
    if end + REACH < len(text) and not stop:
        after = after.rpartition(" ")[0]
    return frozenset(terms(before)) | frozenset(terms(after))


@lru_cache(maxsize=8_192)
def stems(text: str) -> tuple[str, ...]:
    """The stems of all words of `text`, stop words kept."""
    return tuple(stem(word) for word in words(text))


def following(text: str, place: int, count: int = 3) -> list[str]:
    """The stems of the next content words after `place`, in the same clause."""
    stop = _CLAUSE.search(text, place)
    rest = text[place : stop.start() if stop else place + 120][:120]
    return [stem(word) for word in words(rest) if word not in STOP_WORDS][:count]


def clause_before(text: str, place: int) -> list[str]:
    """The stems of the content words before `place`, in the same clause."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, place)), default=0)
    return [stem(word) for word in words(text[start:place]) if word not in STOP_WORDS]


def overlap(one: frozenset[str], others: Sequence[frozenset[str]]) -> int:
    """How many words the closest of `others` shares."""
    return max((len(one & other) for other in others), default=0)
