"""Whether a sentence says who or what it is to whom a question wants to be introduced: "Who is Peskov?"."""

from __future__ import annotations

from enum import Enum

from rag.answering.candidates import Candidate
from rag.english.introductions import introduced, mentions
from rag.english.tokens import words
from rag.question.analysis import QuestionAnalysis

TELLS, A_WORD, MENTIONS = 4.0, 0.2, 2.0
"""By how much a sentence that says who it is comes before others, and by how much more for each word that says so; and
by how much one that only speaks of them."""


class Introduction(Enum):
    """How far a sentence introduces whom a question asks about, the most first."""

    TOLD = "it says who or what that is"
    NAMED = "it only speaks of them"
    UNNAMED = "it does not speak of them"


def introduction(asked: QuestionAnalysis, candidate: Candidate) -> Introduction:
    """How far a candidate introduces whom the question asks about; for a question that asks so."""
    if words_for(asked, candidate):
        return Introduction.TOLD
    return Introduction.NAMED if mentions(candidate.text, asked.introduce) else Introduction.UNNAMED


def words_for(asked: QuestionAnalysis, candidate: Candidate) -> tuple[int, int] | None:
    """The characters of the article that say who it is, where they say more than the question does ("Who is Doctor
    Vidal?"); else None."""
    thing = asked.kind != "entity"  # "What is …?"
    span = introduced(candidate.text, asked.introduce, thing=thing) if asked.introduce else None
    if not span or set(words(candidate.text[slice(*span)])) <= set(words(asked.text)):
        return None
    start = candidate.passage.start
    return start + span[0], start + span[1]


def bonus(asked: QuestionAnalysis, candidate: Candidate) -> float:
    """What introducing somebody adds to what speaks for showing a candidate first."""
    if not asked.introduce:
        return 0.0
    if span := words_for(asked, candidate):
        return TELLS + A_WORD * len(words(candidate.passage.article.text[slice(*span)]))
    return MENTIONS * (introduction(asked, candidate) is Introduction.NAMED)
