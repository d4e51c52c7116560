"""Whether a sentence gives the words of whom a question wants to hear, by the ledger of voices."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from rag.answering.candidates import Candidate
from rag.english.entities import names, same
from rag.question.analysis import QuestionAnalysis
from rag.question.speaker import Asked
from rag.types import Identity, Manner, QuestionKind, Statement, Voice
from rag.types.retrieval import RetrievalResult

THEIRS = 2.0
"""By how much what the one asked for says comes before what is told of them (chosen on the training affairs)."""
OWN = -1.0
"""By how much what nobody is said to have said comes after what somebody does, where a question asks who said it."""


class Hearing(Enum):
    """Whom one hears in a sentence."""

    THEIRS = "the one who is asked for"
    NOBODY = "the article itself, or somebody it leaves untold"
    ANOTHER = "somebody else"


def hearing(asked: QuestionAnalysis, candidate: Candidate) -> Hearing:
    """Whom one hears in a candidate; "Who said …?" asks for anybody."""
    speaker, voices = asked.speaker, candidate.voices
    if speaker is None or not voices:
        return Hearing.NOBODY
    article = candidate.passage.article
    if not speaker.phrase:
        told = any(voice.manner is not Manner.OWN for voice in voices)
        return Hearing.THEIRS if told else Hearing.NOBODY
    if any(speaker.speaks(voice, article) for voice in voices):
        # "Nummi is a paediatrician", below an article of hers, is nothing she says.
        return Hearing.NOBODY if tells(speaker, candidate) else Hearing.THEIRS
    untold = any(
        voice.manner is Manner.OWN or any(one.identity is Identity.UNKNOWN for one in voice.chain) for voice in voices
    )
    return Hearing.NOBODY if untold else Hearing.ANOTHER


def bonus(asked: QuestionAnalysis, candidate: Candidate) -> float:
    """What a candidate's voice adds to what speaks for showing it first."""
    if asked.speaker is None:
        return 0.0
    heard = hearing(asked, candidate)
    if not asked.speaker.phrase:
        return 0.0 if heard is Hearing.THEIRS else OWN
    return THEIRS if heard is Hearing.THEIRS else 0.0


def without_others(asked: QuestionAnalysis, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those in which somebody else speaks, for a question that asks what somebody said."""
    if asked.wants is not QuestionKind.SAID or asked.speaker is None:
        return list(candidates)
    return [one for one in candidates if hearing(asked, one) is not Hearing.ANOTHER] or list(candidates)


def tells(speaker: Asked, candidate: Candidate) -> bool:
    """Whether a sentence of the article's own names the speaker."""
    own = all(voice.manner is Manner.OWN for voice in candidate.voices)
    return own and any(same(mine, its) for mine in speaker.names for its in names(candidate.text))


def voiced(statement: Statement, found: RetrievalResult) -> Voice | None:
    """Whose words a statement gives: those of the last sentence of what it quotes that has a voice of its own."""
    shown = statement.citations[0]
    sentences, ledger = found.sentences.get(shown.article.id, ()), found.voices.get(shown.article.id, ())
    inside = [
        voices
        for sentence, voices in zip(sentences, ledger, strict=False)
        if shown.start <= sentence.start
        and sentence.end <= shown.end
        and sentence.article.digest == shown.article.digest
    ]
    return next((voices[0] for voices in reversed(inside) if voices), None)
