"""One question looked up: its evidence, best first, and how likely that answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

import rag.answering.abstention as abstention
import rag.answering.hearing as hearing
import rag.answering.points as points
import rag.answering.rerank as rerank
from rag.answering.answer_words import FIGURES, circular, holds_sort, likeliest_words, words_first
from rag.answering.introducing import Introduction, introduction, words_for
from rag.answering.rerank import Scored
from rag.answering.weights import load
from rag.english.tokens import terms
from rag.models.reader import read
from rag.question.analysis import QuestionAnalysis, analyse
from rag.question.antecedents import named
from rag.types import Chunk, QuestionKind
from rag.types.retrieval import RetrievalResult

UNSURE = 0.0001
"""So little below it, a confidence is of the kind that comes with a doubt."""
BEST = 3
"""Where a figure is asked for, one of the best sentences holds one: so it was for all 69 such questions about the
affairs of dev that were answered rightly."""
WITHOUT_WORDS = 0.5
"""An answer in which no words can be marked has to be so sure to be shown without a doubt: of 6 on dev that would be
without this one is right, and 3 of 3 in which unlikely words are marked."""
CLOSEST = 5
"""Where a person is asked for who says nothing of what was found, and whom none of so many sentences names either, the
articles do not say: of 5 questions about 24 affairs whose sentences did not tell of them none was answered rightly."""
Retrieve = Callable[[str], RetrievalResult]
"""Finds chunks for a query."""


@dataclass(frozen=True, slots=True)
class RankedEvidence:
    """A question, what was found for it, and the candidates ranked."""

    question: QuestionAnalysis
    found: RetrievalResult
    ranked: Sequence[Scored]
    """Best first."""
    confidence: float
    """How likely the best candidates answer the question, between 0 and 1, to four digits."""
    correction: Scored | None = None
    """Where somebody else says what the question has its speaker say."""

    @property
    def doubtful(self) -> bool:
        """Whether an answer from it comes with a warning."""
        return self.confidence < load().doubt

    def answers(self, least: float) -> bool:
        """Whether there is anything to say, and at least so much confidence in it."""
        return bool(self.ranked) and self.confidence >= least


def untold(found: RetrievalResult, told: str) -> RetrievalResult:
    """What was found, without the sentences that stand in the text `told`."""
    hits, vectors = [], []
    for hit, rows in zip(found.hits, found.sentence_vectors, strict=True):
        kept = [i for i, sentence in enumerate(hit.chunk.sentences) if sentence.text not in told]
        if kept:
            hits.append(replace(hit, chunk=Chunk(tuple(hit.chunk.sentences[i] for i in kept))))
            vectors.append(rows[kept])
    return replace(found, hits=tuple(hits), sentence_vectors=tuple(vectors))


def told_beside(found: RetrievalResult, told: str) -> RetrievalResult:
    """What was found in the articles that a sentence of the text `told` is from."""
    cited = {id for id, run in found.sentences.items() if any(one.text in told for one in run)}
    kept = [i for i, hit in enumerate(found.hits) if hit.chunk.article.id in cited]
    vectors = tuple(found.sentence_vectors[i] for i in kept)
    return replace(found, hits=tuple(found.hits[i] for i in kept), sentence_vectors=vectors)


def gather(found: RetrievalResult, kind: QuestionKind | None = None) -> RankedEvidence:
    """The evidence in what was found for a query that stands by itself, of one question; of its own kind, if none is
    given."""
    return _weigh(analyse(found, kind), found)


def gather_after(found: RetrievalResult, before: RetrievalResult, answer: str, kind: QuestionKind) -> RankedEvidence:
    """The evidence for a question that leans on the one before it, which got `answer`: in what was found for it with
    the conversation folded in, and in what was found `before`, for both questions in a row."""
    joined = _joined(found, before)
    asked = analyse(joined, kind)
    if not asked.stems:  # "How many against?" says nothing by itself
        joined = replace(joined, query=before.query, idf=before.idf, unknown=before.unknown)
        asked = analyse(joined, kind)
    told = frozenset(one for run in joined.sentences.values() for one in run if one.text in answer)
    return _weigh(replace(asked, told=told), joined)


def _joined(found: RetrievalResult, other: RetrievalResult) -> RetrievalResult:
    """What was found for either query, each chunk once; the vector of the first query becomes the mean of both."""
    held = {hit.chunk.sentences[0] for hit in found.hits}
    new = [i for i, hit in enumerate(other.hits) if hit.chunk.sentences[0] not in held]
    vector = found.query_vector + other.query_vector
    return replace(
        found,
        query_vector=vector / max(float(np.linalg.norm(vector)), 1e-9),
        hits=(*found.hits, *(other.hits[i] for i in new)),
        sentence_vectors=(*found.sentence_vectors, *(other.sentence_vectors[i] for i in new)),
        sentences={**other.sentences, **found.sentences},
        voices={**other.voices, **found.voices},
    )


def _lacks(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> bool:
    """Whether what comes closest has nothing of the sort that is asked for: no figure; no reason ("Why?") but what was
    told already."""
    again = bool(ranked) and asked.told.issuperset(ranked[0].candidate.run)
    best = ranked[:BEST] if asked.kind in FIGURES else ranked[:1] if asked.kind == "reason" and again else ()
    return bool(best) and not any(holds_sort(asked, scored.candidate.passage.text) for scored in best)


def _finds_no_words(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> bool:
    """Whether one thing is asked for and the reader finds no words for it in what comes closest."""
    one = asked.wants is QuestionKind.FACT and asked.wants_words
    return one and bool(ranked) and likeliest_words(asked, ranked[0]) is None


def _of_speaker(
    asked: QuestionAnalysis,
    found: RetrievalResult,
    ranked: Sequence[Scored],
    confidence: float,
    closest: Sequence[Scored],
) -> float:
    """The confidence, where the question asks what somebody said, in the light of whom and of what one hears them."""
    weights, speaker = load(), asked.speaker
    if asked.wants is not QuestionKind.SAID or not speaker:
        return confidence
    refused, doubted = weights.threshold - UNSURE, weights.doubt - UNSURE
    # A person the ledger knows by name; "the minister" may have one there, and "Kyiv" may be "the government".
    person = any(name.person and name.text in speaker.phrase for name in named(asked.text))
    heard = any(hearing.hearing(asked, scored.candidate) is hearing.Hearing.THEIRS for scored in ranked)
    if speaker.phrase and not asked.subject:
        # "What did Lavrov say?": whatever he says answers, and nothing else.
        nobody = person or speaker.stems & found.unknown
        return max(confidence, weights.doubt) if heard else min(confidence, refused if nobody else doubted)
    if _in_person(asked, ranked):
        return max(confidence, weights.doubt)
    unheard = person and not heard and not any(hearing.is_named(speaker, one.candidate) for one in closest)
    if unheard or asked.subject & asked.names & found.unknown:  # what no article names
        return min(confidence, refused)
    return min(confidence, doubted) if asked.subject <= found.unknown else confidence


def _introduced(asked: QuestionAnalysis, ranked: Sequence[Scored], confidence: float) -> tuple[float, Sequence[Scored]]:
    """The confidence and the candidates where the question asks who somebody is: those that say so; where there are
    none, those that only name them. What is only named ("What is Kyiv?") may be told of in other words."""
    weights, how = load(), [introduction(asked, one.candidate) for one in ranked]
    told = next((one for one in Introduction if one in how), Introduction.UNNAMED)
    kept = [one for one, its in zip(ranked, how, strict=True) if its is told]
    if told is Introduction.TOLD:
        return max(confidence, weights.doubt), _telling_more(asked, kept)
    if told is Introduction.NAMED and asked.kind == "entity":
        return min(max(confidence, weights.threshold), weights.doubt - UNSURE), [
            replace(one, span=None, words=None) for one in kept
        ]
    return confidence, ranked


def _telling_more(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> list[Scored]:
    """Of candidates that say who somebody is those that say more of it than the ones before them."""
    kept: list[Scored] = []
    told: set[str] = set()
    for scored in ranked:
        start, end = words_for(asked, scored.candidate) or (0, 0)
        new = set(terms(scored.candidate.passage.article.text[start:end])) - told
        if new or not kept:
            kept.append(scored)
            told |= new
    return kept


def _unfit(asked: QuestionAnalysis, scored: Scored) -> bool:
    """Whether somebody speaks in a candidate whom the question does not want to hear."""
    return hearing.is_elses(asked, scored.candidate) or hearing.is_targets(asked, scored.candidate)


def _in_person(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> bool:
    return any(hearing.answers_in_person(asked, scored.candidate) for scored in ranked)


def _weigh(asked: QuestionAnalysis, found: RetrievalResult) -> RankedEvidence:
    """The candidates read and ranked, and how likely they answer."""
    weights = load()
    everything = rerank.rank(asked, found, weights)
    fit = [one for one in everything if not _unfit(asked, one)] or everything
    scored = [rerank.unread(one) if circular(asked, one) else one for one in rerank.score(asked, fit, read)]
    ranked = words_first(asked, rerank.sort(scored, weights))
    confidence = abstention.confidence(asked, found, ranked, read, weights)
    confidence = round(_of_speaker(asked, found, ranked, confidence, everything[:CLOSEST]), 4)
    if asked.introduce:
        confidence, ranked = _introduced(asked, ranked, confidence)
    if _lacks(asked, ranked) or (confidence < WITHOUT_WORDS and _finds_no_words(asked, ranked)):
        confidence = round(min(confidence, weights.doubt - UNSURE), 4)
    wrong = next((one for one in everything if hearing.corrects(asked, one.candidate)), None)
    wrong = None if _in_person(asked, ranked) else wrong
    if asked.wants_many:
        many = points.weigh(asked, scored)
        if sum(one.total >= points.LIKELY for one in many) >= points.SEVERAL:
            ranked = many
        else:  # what answers best, as for one broad question
            asked = replace(asked, wants=QuestionKind.FACT, broad=True)
            confidence = round(min(confidence, weights.doubt - UNSURE), 4)
        if asked.names and asked.names <= found.unknown:
            # No article names what all is wanted of.
            confidence = round(min(confidence, weights.threshold - UNSURE), 4)
    return RankedEvidence(asked, found, ranked, confidence, wrong)
