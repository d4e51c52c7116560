"""Holding somebody else's text against the articles: every sentence with its verdict and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.ingest.split import sentences
from rag.types import Article, CheckedSentence, CheckedText, Hit, Passage, Support, Verdict

LONGEST = 50_000
CANDIDATES = 6
"""Chunks that a sentence is held against, each by itself: what two articles say is not added up to a third thing."""
_BACK = re.compile(r"(?:he|she|they|it|his|her|their|its|this|that|these|those|such|both)\b", re.IGNORECASE)
_LINES = re.compile(r"[^\n]+")

Verify = Callable[[str, Sequence[Passage]], Verdict]


def check(
    text: str, search: Callable[[str], Sequence[Hit]], around: Callable[[Hit], Passage], verify: Verify
) -> CheckedText:
    """The sentences of `text` in order, each held against the chunks that `search` finds for it.

    `around` gives the passage to read for a hit. Raises `ValueError` for a text that is blank or longer than `LONGEST`
    characters."""
    if not text.strip():
        raise ValueError("the text is blank: give a paragraph whose sentences are to be checked")
    if len(text) > LONGEST:
        raise ValueError(f"the text has {len(text):,} characters: check at most {LONGEST:,} at a time")
    article = Article(id="", text=text, title="")
    cut = sentences(article, [line.span() for line in _LINES.finditer(text)])
    checked: list[CheckedSentence] = []
    for sentence in cut:
        before = checked[-1].text if checked and _BACK.match(sentence.text) else ""
        verdict = _verdict(sentence.text, before, search, around, verify)
        checked.append(CheckedSentence(sentence.text, sentence.start, sentence.end, verdict))
    return CheckedText(text, tuple(checked))


def _verdict(
    sentence: str,
    before: str,
    search: Callable[[str], Sequence[Hit]],
    around: Callable[[Hit], Passage],
    verify: Verify,
) -> Verdict:
    """The best verdict of the chunks found; a sentence that points back is looked for along with the one before it."""
    alone = verify(sentence, ())
    if alone.kind is Support.UNVERIFIABLE:
        return alone
    passages = dict.fromkeys(around(hit) for hit in search(f"{before} {sentence}".strip()))
    return max((verify(sentence, (passage,)) for passage in passages), key=_order, default=alone)


def _order(verdict: Verdict) -> tuple[bool, float]:
    # A contradiction is worth more to a reader than a neighbour that happens to share as many words.
    return verdict.supported, verdict.support + 0.1 * (verdict.kind is Support.CONTRADICTED)
