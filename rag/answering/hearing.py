"""Whether a sentence gives the words of whom a question wants to hear, by the ledger of voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Protocol

from rag.answering.candidates import Candidate
from rag.english.entities import names, same
from rag.english.sentence_features import sentence
from rag.question.analysis import QuestionAnalysis
from rag.question.speaker import WantedSpeaker
from rag.types import Article, Identity, Manner, Passage, QuestionKind, Speaker, Statement, Voice
from rag.types.retrieval import RetrievalResult

THEIRS = 0.5
"""By how much what the one asked for says comes before what is told of them (of
.5, 1 and 2 the best on dev and the samples)."""
OWN = -1.0
"""By how much what nobody is said to have said comes after what somebody does, where a question asks who said it."""

FEWEST, NEARLY = 3, 0.8
"""So many words, and so much of what a question has somebody say, somebody else must say to correct it."""


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
    theirs = hearing(asked, candidate) is Hearing.THEIRS
    if not asked.speaker.phrase:
        return 0.0 if theirs else OWN
    return THEIRS + _on_subject(asked, candidate) if theirs else 0.0


def is_elses(asked: QuestionAnalysis, candidate: Candidate) -> bool:
    """Whether somebody else speaks in a candidate for a question that asks what somebody said."""
    return asked.wants is QuestionKind.SAID and hearing(asked, candidate) is Hearing.ANOTHER


def is_targets(asked: QuestionAnalysis, candidate: Candidate) -> bool:
    """Whether the one speaks in a candidate of whom others are asked about: what Lavrov says is no criticism of him."""
    target, article = asked.target, candidate.passage.article
    return target is not None and any(target.speaks(voice, article) for voice in candidate.voices)


def answers_in_person(asked: QuestionAnalysis, candidate: Candidate) -> bool:
    """Whether the one who is asked for speaks in a candidate of all that the question is about."""
    theirs = asked.wants is QuestionKind.SAID and hearing(asked, candidate) is Hearing.THEIRS
    return theirs and bool(asked.subject) and _on_subject(asked, candidate) == 1


def corrects(asked: QuestionAnalysis, candidate: Candidate) -> bool:
    """Whether somebody else says in a candidate nearly all that the question has its speaker say."""
    enough = len(asked.subject) >= FEWEST and _on_subject(asked, candidate) >= NEARLY
    return enough and is_elses(asked, candidate)


def _on_subject(asked: QuestionAnalysis, candidate: Candidate) -> float:
    """The share of what the question is about that a candidate holds word for word."""
    about = asked.subject
    return len(about & sentence(candidate.text).stems) / len(about) if about else 0.0


def strays(asked: QuestionAnalysis, candidate: Candidate, odds: float) -> bool:
    """Whether a candidate does not name what its speaker is asked about, and does not answer either by the `odds` that
    the reader gives it, or is out of an article of theirs."""
    own = all(voice.manner is Manner.OWN for voice in candidate.voices)
    return bool(asked.subject) and not _on_subject(asked, candidate) and (own or odds < 0)


def tells(speaker: WantedSpeaker, candidate: Candidate) -> bool:
    """Whether a sentence of the article's own names the speaker."""
    return all(voice.manner is Manner.OWN for voice in candidate.voices) and is_named(speaker, candidate)


def is_named(speaker: WantedSpeaker, candidate: Candidate) -> bool:
    """Whether a sentence names the speaker, whoever speaks in it."""
    return any(same(mine, its) for mine in speaker.names for its in names(candidate.text))


def voiced(statement: Statement, found: RetrievalResult) -> Voice | None:
    """Whose words a statement gives: those of what it quotes first."""
    shown = statement.citations[0]
    return _voice(shown, found.sentences.get(shown.article.id, ()), found.voices.get(shown.article.id, ()))


class Ledgers(Protocol):
    """What holds articles with their sentences and the voices of these: an index."""

    def sentences(self, article: Article) -> tuple[Passage, ...]:
        """All sentences of an article, in order."""
        ...

    def voices(self, article: Article) -> tuple[tuple[Voice, ...], ...]:
        """The voices of each of them."""
        ...


def voice_in(index: Ledgers, shown: Passage) -> Voice | None:
    """Whose words a passage of an article of the index gives."""
    return _voice(shown, index.sentences(shown.article), index.voices(shown.article))


def _voice(shown: Passage, sentences: Sequence[Passage], ledger: Sequence[Sequence[Voice]]) -> Voice | None:
    """The voice of the last sentence of a passage. What an article says itself is its author's, where it names one."""
    inside = [
        voices
        for passage, voices in zip(sentences, ledger, strict=False)
        if shown.start <= passage.start and passage.end <= shown.end
    ]
    told = inside[-1][0] if inside else None
    author = shown.article.author
    return replace(told, chain=(Speaker(author),)) if told and told.manner is Manner.OWN and author else told
