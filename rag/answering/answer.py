"""A question in, verified statements out."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from itertools import islice

import rag.answering.collection as collection
import rag.answering.disputes as disputes
import rag.answering.overview as overview
import rag.answering.people as people
import rag.answering.story as story
import rag.question.conversation as conversation
import rag.question.decompose as decompose
from rag.answering.agreement import Verify
from rag.answering.evidence import RankedEvidence, Retrieve, gather, gather_after, told_beside, untold
from rag.answering.explain import explain, lack
from rag.answering.foreign import FOREIGN, foreign
from rag.answering.hearing import voiced
from rag.answering.rerank import READ_FOR_MANY
from rag.answering.select import passage_of, statements, unseen
from rag.answering.weights import load
from rag.question.analysis import MANY
from rag.question.focus import articles_on, asks_to_be_told, focus
from rag.question.kinds import kind_of
from rag.types import Answer, QuestionKind, Statement, Turn
from rag.types.retrieval import RetrievalResult

_OF_A_STORY = MANY | {QuestionKind.PEOPLE}
LONGEST = 4_000
NEAREST = 3
MOST_EACH = 3
"""Statements for each of several parts."""
DOUBT = "It is not certain that the articles answer this; these sentences come closest."
DOUBT_PART = "It is not certain that the articles answer “{}”."
NO_MORE = "They say no more of it than what was told."
WELCOME = "Ask a question about these articles: every sentence of the answer is taken from one of them."
NOT_SAID = "Not in these articles: “{}”."
NOT_LOOKED_FOR = "Only the first {} of {} questions were looked for; ask the others by themselves."


def respond(
    question: str,
    history: Sequence[Turn],
    retrieve: Retrieve,
    verify: Verify,
    *,
    survey: Retrieve | None = None,
    shelf: collection.Shelf | None = None,
    least: float | None = None,
    kind: QuestionKind | None = None,
) -> Generator[Statement, None, Answer]:
    """Yields each statement of the answer, returns the answer; no statement: the articles do not say.

    `verify` tells which passages say the same and which disagree. With `survey`, which finds all that is there or as
    much of it as a story is told from, an overview or a timeline is given where one is asked for, and points are looked
    for in more of it; with `shelf` as well a question about the articles themselves is answered. The question is
    answered as one of `kind`; without it, as what it is told to be, and one of several part by part: `Answer.note` says
    which part the articles do not say. "Tell me more" is told nothing that `history` holds. Answers of less confidence
    than `least` are not given; without it, than the threshold that was fitted. Raises `ValueError` for a question that
    is blank or longer than `LONGEST` characters."""
    if not question.strip():
        raise ValueError("the question is blank: ask something in words")
    if len(question) > LONGEST:
        raise ValueError(f"the question has {len(question):,} characters: ask in at most {LONGEST:,}")
    query = conversation.plainly(conversation.fold(question, history))[:LONGEST]
    least = load().threshold if least is None else least
    if conversation.asks_for_more(question, history):
        told = "\n".join(turn.answer for turn in history)
        retrieve, survey = _untold(retrieve, told), _untold(survey, told) if survey else None
        answer = yield from _whole(question, query, retrieve, verify, survey=survey, least=least, kind=kind, more=True)
        if not answer.answered and (rest := told_beside(retrieve(query), told)).hits:
            answer = replace((yield from _story(question, rest, QuestionKind.OVERVIEW)), query=query)
        return answer if answer.answered else replace(answer, explanation=NO_MORE, nearest=())
    if kind is None and len(parts := decompose.clauses(query)) > 1 and not _compares(retrieve(query)):
        answer = yield from _several(question, parts, retrieve, verify, least)
        if answer.answered:
            return replace(answer, query=query)
    context = conversation.in_context(question, history)[:LONGEST]
    after = Turn(context, history[-1].answer) if context else None
    return (
        yield from _whole(
            question, query, retrieve, verify, survey=survey, shelf=shelf, least=least, kind=kind, after=after
        )
    )


def _whole(
    question: str,
    query: str,
    retrieve: Retrieve,
    verify: Verify,
    *,
    least: float,
    survey: Retrieve | None = None,
    shelf: collection.Shelf | None = None,
    kind: QuestionKind | None = None,
    more: bool = False,
    after: Turn | None = None,
) -> Generator[Statement, None, Answer]:
    """A question answered as one, as what it is; `more` of what would be one fact is several. One that leans on the
    question before it comes `after` that one: both in a row, and the answer before."""
    found = retrieve(query)
    told, wanted = kind or _told_kind(found, more, leans=after is not None), focus(found.query)
    wide = survey(query) if survey and told in (*_OF_A_STORY, QuestionKind.COLLECTION) else None
    # Of somebody whom no article names there is nothing to tell, however likely a sentence looks.
    absent = bool(wide and told in MANY and wanted and not articles_on(wide, wanted))
    wide = story.narrowed(wide, whole=told in overview.STORIES) if wide and told in _OF_A_STORY else wide
    listed = _listed(wide, shelf, told) if wide else None
    if told is QuestionKind.GREETING:
        answer = Answer(question, explanation=WELCOME)
    elif listed:
        answer = yield from _of_list(question, found, listed)
    elif wide and wide.hits and told in overview.STORIES and not absent and (kind or overview.known(wide)):
        answer = yield from _story(question, wide, told)
    elif wide and wide.hits and told is QuestionKind.COMPARE and disputes.asks_for_any(query):
        answer = yield from _disputed(question, wide, verify)
    else:
        if after and told not in MANY:
            evidence = _after(found, retrieve(after.question), after.answer, told, least)
        else:
            evidence = gather(wide.first(READ_FOR_MANY) if wide and told in MANY else found, told)
        answer = yield from _one(question, evidence, verify, math.inf if absent else least)
    return replace(answer, query=query, kind=told)


def _after(
    found: RetrievalResult, before: RetrievalResult, answer: str, kind: QuestionKind, least: float
) -> RankedEvidence:
    """The evidence for a question that leans on the one before it: in the story which that one's `answer` told, if
    there is any in it."""
    continued = gather_after(story.continued(found, answer), story.continued(before, answer), answer, kind)
    return continued if continued.answers(least) else gather_after(found, before, answer, kind)


def _told_kind(found: RetrievalResult, more: bool, *, leans: bool) -> QuestionKind:
    """What a question is told to be; what the articles say about somebody ("What is known about Witkoff?") is an
    overview of them."""
    told = kind_of(found.query, found.query_vector, leans=leans)
    if more and told is QuestionKind.FACT:
        told = QuestionKind.LIST
    several = told in (QuestionKind.LIST, QuestionKind.COMPARE) or asks_to_be_told(found.query)
    return QuestionKind.OVERVIEW if several and told is not QuestionKind.TIMELINE and focus(found.query) else told


def _compares(found: RetrievalResult) -> bool:
    """Whether a question of several parts is one: "Who rang first? Do they agree?" """
    return kind_of(found.query, found.query_vector) is QuestionKind.COMPARE


def _untold(retrieve: Retrieve, told: str) -> Retrieve:
    return lambda query: untold(retrieve(query), told)


def _one(question: str, evidence: RankedEvidence, verify: Verify, least: float) -> Generator[Statement, None, Answer]:
    """One question answered, or what came closest."""
    hits, corrections = evidence.found.hits, tuple(evidence.found.corrections.items())
    found = Answer(question, hits=hits, confidence=evidence.confidence, corrections=corrections)
    if evidence.correction:
        shown = passage_of(evidence.correction)
        told = Statement(shown.text, (shown,), corrects=True)
        told = replace(told, voice=voiced(told, evidence.found))
        yield told
        return replace(found, statements=(told,))
    if not evidence.answers(least):
        nearest = tuple(dict.fromkeys(passage_of(scored) for scored in evidence.ranked[:NEAREST]))
        if foreign(question, evidence.found):
            return replace(found, nearest=nearest, explanation=FOREIGN, corrections=())
        why = explain(question, evidence.found, evidence.question.unsaid)
        none = lack(evidence.question, nearest[0].text, evidence.ranked[0].candidate.voices) if nearest else ""
        return replace(found, nearest=nearest, explanation=f"{why} {none}".strip())
    said = yield from _voiced(statements(evidence.question, evidence.ranked, verify), evidence.found)
    if not evidence.doubtful:
        return replace(found, statements=said)
    note = f"{FOREIGN} {DOUBT}" if foreign(question, evidence.found) else DOUBT
    note = f"{note} {lack(evidence.question, said[0].text)}".strip()
    return replace(found, statements=said, note=note, doubtful=True)


def _voiced(told: Iterable[Statement], found: RetrievalResult) -> Generator[Statement, None, tuple[Statement, ...]]:
    """Yields each statement with whose words it gives; returns all of them."""
    said = []
    for statement in told:
        statement = replace(statement, voice=voiced(statement, found))
        said.append(statement)
        yield statement
    return tuple(said)


def _story(question: str, found: RetrievalResult, kind: QuestionKind) -> Generator[Statement, None, Answer]:
    """An overview or a timeline: nothing that was refused, so that there is no doubt about it."""
    found = overview.in_english(found)
    said = yield from _voiced(overview.tell(found, kind), found)
    corrections = tuple(found.corrections.items())
    note = overview.scope(found)
    return Answer(question, said, found.hits, note=note, confidence=1.0, corrections=corrections)


def _disputed(question: str, found: RetrievalResult, verify: Verify) -> Generator[Statement, None, Answer]:
    """What the articles dispute, or that nothing was found."""
    said = yield from _voiced(disputes.disputes(found, verify), found)
    if not said:
        return Answer(question, hits=found.hits, explanation=disputes.NONE)
    note = f"{overview.scope(found)} {disputes.CAUTION}"
    return Answer(question, said, found.hits, note=note, confidence=1.0)


def _listed(wide: RetrievalResult, shelf: collection.Shelf | None, told: QuestionKind) -> collection.Listed | None:
    """The articles, or the people in them, where these are asked for."""
    if told is QuestionKind.PEOPLE:
        return people.people(wide)
    return collection.listed(wide, shelf) if shelf and told is QuestionKind.COLLECTION else None


def _of_list(question: str, found: RetrievalResult, listed: collection.Listed) -> Generator[Statement, None, Answer]:
    """What the articles or the people in them are, or that nothing is known of what is asked of them."""
    yield from listed.statements
    if not listed.statements:
        return Answer(question, hits=found.hits, explanation=listed.note)
    return Answer(question, listed.statements, found.hits, note=listed.note, confidence=1.0)


def _several(
    question: str, parts: Sequence[decompose.Clause], retrieve: Retrieve, verify: Verify, least: float
) -> Generator[Statement, None, Answer]:
    """Each part answered as a question of its own; what one part has shown is not shown again for another."""
    said: list[Statement] = []
    gathered, notes = [], []
    for clause in parts[: decompose.MOST]:
        part = gather(retrieve(clause.query))
        gathered.append(part)
        if not part.answers(least):
            why = explain(clause.query, part.found, part.question.unsaid)
            notes.append(f"{NOT_SAID.format(clause.text)} {why}".strip())
            continue
        if part.doubtful:
            notes.append(DOUBT_PART.format(clause.text))
        shown = [passage for statement in said for passage in statement.citations]
        for statement in islice(statements(part.question, part.ranked, verify), MOST_EACH):
            if new := unseen(replace(statement, voice=voiced(statement, part.found)), shown):
                said.append(new)
                yield new
    if len(parts) > decompose.MOST:
        notes.append(NOT_LOOKED_FOR.format(decompose.MOST, len(parts)))
    return Answer(
        question,
        tuple(said),
        decompose.merged(part.found.hits for part in gathered),
        note=" ".join(notes),
        confidence=max(part.confidence for part in gathered),
        kind=gathered[0].question.wants,
        doubtful=all(part.doubtful for part in gathered if part.answers(least)),
        corrections=tuple({pair: None for part in gathered for pair in part.found.corrections.items()}),
    )
