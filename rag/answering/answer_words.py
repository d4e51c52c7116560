"""The words in a sentence that answer a question for one thing: "31", "on Monday", "Aldasz"."""

from __future__ import annotations

import re

from rag.answering.rerank import Scored
from rag.english.quantities import quantities
from rag.english.sentence_features import SHAPES
from rag.question.analysis import QuestionAnalysis
from rag.types import Passage

_HOW_LONG = re.compile(r"\W*(?:\w+ )?how long\b", re.IGNORECASE)
_FROM_THEN = re.compile(r"\W*\b(?:after|before|ago|later|earlier)\b", re.IGNORECASE)
_AHEAD = 12
"""Characters behind the words that tell whether they are a distance in time."""
_WHEN = re.compile(r"\W*(?:\w+ )?when\b", re.IGNORECASE)
_LASTS = re.compile(r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\W*$", re.IGNORECASE)


def answer_words(asked: QuestionAnalysis, scored: Scored) -> Passage | None:
    """The words that the reader found, where the question asks for one thing and they are of its sort ("three days" is
    none for "When?"); else None."""
    if scored.span is None or not asked.wants_words:
        return None
    start, end = scored.span
    words = Passage(scored.candidate.passage.article, start, end)
    return words if start < end and _of_the_sort(asked, words) else None


def _of_the_sort(asked: QuestionAnalysis, words: Passage) -> bool:
    """Whether words can be the figure, the time or the duration that is asked for: how long something took is not when
    it was, and "three days after" is not how long it took."""
    counted, dated = bool(quantities(words.text)), bool(SHAPES["time"].search(words.text))
    if _HOW_LONG.match(asked.text):
        rest = words.article.text[words.end : words.end + _AHEAD]
        return not _FROM_THEN.match(rest) or bool(_FROM_THEN.search(asked.text))
    if asked.kind == "time":
        lasts = _WHEN.match(asked.text) and _LASTS.search(words.text)
        return dated or (counted and not lasts)
    return counted or asked.kind not in ("number", "money")
