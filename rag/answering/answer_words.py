"""The words in a sentence that answer a question for one thing: "31", "on Monday", "Aldasz"."""

from __future__ import annotations

import re

from rag.answering.rerank import Scored
from rag.english.quantities import quantities
from rag.english.sentence_features import SHAPES
from rag.english.tokens import terms
from rag.question.analysis import QuestionAnalysis
from rag.types import Passage

_WHEN = re.compile(r"\W*(?:\w+ )?when\b", re.IGNORECASE)
_LASTS = re.compile(r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\W*$", re.IGNORECASE)
_TOLD_BY = re.compile(
    r"\b(?:after|before|since|following|until|the (?:eve|day|morning|evening|night|week) of)\s+([^.,;:!?()\"“”–—]*)",
    re.IGNORECASE,
)


def answer_words(asked: QuestionAnalysis, scored: Scored) -> Passage | None:
    """The words that the reader found, where the question asks for one thing and they are of its sort ("three days" is
    none for "When?"); else None."""
    if scored.span is None or not asked.wants_words:
        return None
    start, end = scored.span
    words = Passage(scored.candidate.passage.article, start, end)
    return words if start < end and _of_the_sort(asked, words.text) else None


def _of_the_sort(asked: QuestionAnalysis, words: str) -> bool:
    """Whether words can be the figure, or the time, that is asked for: how long something took is not when it was."""
    counted, dated = bool(quantities(words)), bool(SHAPES["time"].search(words))
    if asked.kind == "time":
        lasts = _WHEN.match(asked.text) and _LASTS.search(words)
        return dated or (counted and not lasts)
    return counted or asked.kind not in ("number", "money")


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
