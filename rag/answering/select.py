"""From ranked evidence to what is said: few sentences, each once, each with what it needs to be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.rerank import Scored
from rag.english.function_words import points_back
from rag.english.sentence_features import sentence
from rag.question.analysis import QuestionAnalysis
from rag.types import Passage, Statement

MOST = 5
NARROW, BROAD = (3, 1.8), (5, 2.5)
"""How many statements at most, and how much less likely than the first (in natural logarithms) the last may be: for a
question that asks for one thing, and for one that asks for views, reasons or several things."""
BACK = 2
"""At most so many sentences are brought along by one that points back."""
MARKED = 0.6
"""A longer share of a statement than this is not marked in it."""
SAME = 0.92
SAME_WORDS = 0.7


def statements(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> Iterator[Statement]:
    """The statements of an answer, most relevant first; at least one where anything was ranked.

    The next one is added while it is not much less likely than the first. One that says what was said already only
    adds its citation, where that is in another article."""
    said: list[tuple[Scored, list[Passage]]] = []
    limit, margin = BROAD if asked.broad else NARROW
    for scored in ranked:
        if said and scored.total < ranked[0].total - margin:
            break
        twin = next((cited for first, cited in said if alike(first, scored)), None)
        shown = [passage for _, cited in said for passage in cited]
        own = scored.candidate.passage
        if any(_meet(own, passage) for passage in shown):
            continue
        if twin is not None:
            if own.article.digest not in {passage.article.digest for passage in twin}:
                twin.append(own)
            continue
        whole = passage_of(scored)
        before = [cited for _, cited in said if any(_meet(whole, passage) for passage in cited)]
        if not before and len(said) < limit:
            said.append((scored, [whole]))
        elif len(before) == 1 and _meet(whole, before[0][0]):
            # "He also said …" after the statement that says who: it goes on with that one.
            before[0][0] = _joined(before[0][0], whole)
    for scored, cited in said:
        yield Statement(cited[0].text, tuple(cited), answer=_exact(asked, scored, cited[0]))


def _exact(asked: QuestionAnalysis, scored: Scored, shown: Passage) -> Passage | None:
    """The words of a shown passage that answer, for a question that asks for one thing and not for all of it."""
    if scored.span is None or not asked.wants_words:
        return None
    start, end = scored.span
    inside = shown.start <= start < end <= shown.end
    return Passage(shown.article, start, end) if inside and end - start <= MARKED * (shown.end - shown.start) else None


def unseen(statement: Statement, shown: Sequence[Passage]) -> Statement | None:
    """The statement without what was shown before it began; None where nothing else is left of it."""
    first = statement.citations[0]
    start = max([first.start, *(cited.end for cited in shown if _meet(cited, first) and cited.start <= first.start)])
    start += len(first.article.text[start:]) - len(first.article.text[start:].lstrip())
    if start >= first.end or any(_meet(cited, Passage(first.article, start, first.end)) for cited in shown):
        return None
    rest = Passage(first.article, start, first.end)
    answer = statement.answer if statement.answer and statement.answer.start >= start else None
    return replace(statement, text=rest.text, citations=(rest, *statement.citations[1:]), answer=answer)


def _joined(one: Passage, other: Passage) -> Passage:
    return Passage(one.article, min(one.start, other.start), max(one.end, other.end))


def _meet(one: Passage, other: Passage) -> bool:
    same = one.article.digest == other.article.digest
    return same and one.start < other.end and other.start < one.end


def alike(one: Scored, other: Scored) -> bool:
    """Whether two candidates say the same: nearly the same words, or nearly the same vector."""
    left, right = sentence(one.candidate.text).stems, sentence(other.candidate.text).stems
    shared = len(left & right) / max(1, len(left | right))
    return shared >= SAME_WORDS or (float(one.candidate.vector @ other.candidate.vector) >= SAME and shared >= 0.4)


def passage_of(scored: Scored) -> Passage:
    """The candidate as one passage, with the sentences before it that it points back at ("He also said …")."""
    own, first = scored.candidate, scored.candidate.first
    while first and own.first - first < BACK and _needs_previous(own.sentences[first - 1], own.sentences[first]):
        first -= 1
    return Passage(own.passage.article, own.sentences[first].start, own.passage.end)


def _needs_previous(before: Passage, own: Passage) -> bool:
    between = own.article.text[before.end : own.start]
    together = re.fullmatch(r"[\s.,;:!?\"”’')\]]*", between) and "\n\n" not in between
    return bool(together) and points_back(own.text)
