"""The words in a sentence that answer a question for one thing: "31", "on Monday", "Aldasz"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.rerank import Scored
from rag.english.quantities import quantities
from rag.english.sentence_features import SHAPES, sentence
from rag.english.tokens import terms
from rag.question.analysis import QuestionAnalysis
from rag.types import Passage

_WHEN = re.compile(r"\W*(?:\w+ )?when\b", re.IGNORECASE)
_LASTS = re.compile(r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\W*$", re.IGNORECASE)
_TOLD_BY = re.compile(
    r"\b(?:after|before|since|following|until|the (?:eve|day|morning|evening|night|week) of)\s+([^.,;:!?()\"“”–—]*)",
    re.IGNORECASE,
)

FIGURES = frozenset({"number", "money"})
SORTS = FIGURES | {"time", "place", "entity"}
"""What has a sort that words can be held against; a reason has none."""
UNLIKELY = -4.0
"""The log-odds of words that are too unlikely to be marked: of the first sentences that answer a fact about the affairs
of dev .70 get a mark, .97 of these the right one; of those above 0 .60 and .96, of all .78 and .94."""
CLOSEST = 5
"""So many of what comes closest are looked through for words."""


def answer_words(asked: QuestionAnalysis, scored: Scored) -> Passage | None:
    """The words that the reader found, where the question asks for one thing and they are of its sort ("three days" is
    none for "When?"); else None."""
    if scored.span is None or not asked.wants_words:
        return None
    start, end = scored.span
    words = Passage(scored.candidate.passage.article, start, end)
    return words if start < end and _of_the_sort(asked, words.text) else None


def likeliest_words(asked: QuestionAnalysis, scored: Scored) -> Passage | None:
    """The words to be marked in a sentence that answers: those above, or the likeliest where these are not too
    unlikely, for the reader was taught on windows of which most hold no answer."""
    likeliest = replace(scored, span=scored.words) if scored.span is None and scored.span_odds > UNLIKELY else scored
    return answer_words(asked, likeliest)


def _of_the_sort(asked: QuestionAnalysis, words: str) -> bool:
    """Whether words can be the figure, or the time, that is asked for: how long something took is not when it was."""
    counted, dated = bool(quantities(words)), bool(SHAPES["time"].search(words))
    if asked.kind == "time":
        lasts = _WHEN.match(asked.text) and _LASTS.search(words)
        return dated or (counted and not lasts)
    return counted or asked.kind not in FIGURES


def holds_sort(asked: QuestionAnalysis, text: str) -> bool:
    """Whether a text holds anything of the sort that is asked for, for a name one that the question does not hold; True
    where no sort is."""
    held = sentence(text)
    if asked.kind == "entity":
        return bool(held.names - asked.names)
    if asked.kind == "money":  # "540" of a currency that no list has is a sum
        return not held.shapes.isdisjoint(FIGURES)
    return asked.kind in held.shapes or asked.kind not in SORTS | {"reason"}


def lacks_sort(asked: QuestionAnalysis, scored: Scored) -> bool:
    """Whether a figure, a time, a place or a name is asked for, and a sentence neither has words that the reader takes
    for it nor holds any."""
    return asked.kind in SORTS and answer_words(asked, scored) is None and not holds_sort(asked, scored.candidate.text)


def words_first(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> Sequence[Scored]:
    """The candidates, best first; where the first has no words of the sort that is asked for, one of those that come
    closest which has, and of which the reader is surer, comes before it: "In Invermorran it is 6,300." names less of
    what the question names than a sentence about another town."""
    if asked.wants_many or asked.kind not in SORTS or not ranked or answer_words(asked, ranked[0]):
        return ranked
    surer = (one for one in ranked[1:CLOSEST] if one.odds > ranked[0].odds and answer_words(asked, one))
    first = next(surer, ranked[0])
    return [first, *(one for one in ranked if one is not first)]


def circular(asked: QuestionAnalysis, scored: Scored) -> bool:
    """Whether words tell a time by nothing but what is asked for: "three days after Anchorage" does not answer when the
    meeting in Anchorage was."""
    if scored.span is None or asked.kind != "time":
        return False
    passage = scored.candidate.passage
    words = passage.article.text[scored.span[0] : passage.end]
    told = _TOLD_BY.search(words)
    if told is None or told.start() > scored.span[1] - scored.span[0] + 1:
        return False
    dated = any(SHAPES["time"].search(part) for part in (words[: told.start()], told[1]))
    return not dated and bool(event := terms(told[1])) and set(event) <= set(asked.stems)
